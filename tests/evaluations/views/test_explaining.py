"""What is said to findings: only to those that ask, only to the figures that were read, and gone when they are."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.acting import acting
from accounts.roles import Role
from evaluations.actions.sections import save_section
from evaluations.domain.facts import Explanation
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.forms.review import ExplanationForm
from evaluations.judgement import judge
from evaluations.models import Explanation as Row
from evaluations.models import SelfEvaluation, Submission
from evaluations.queries import load_facts, section_states
from huadu_perf.lib.findings import Finding, Place, Severity
from tests.evaluations.test_neighbours import submit
from tests.factories import make_evaluation, make_person, unproved_facts

pytestmark = pytest.mark.django_db

STALE = {
    "finding": "B7@profile///serving_count",
    "message": "在职 99 人，超过编制 1 人",
    "text": "旧的说明。",
}
TEXT = "支出执行率为12.3%。自评得分约50分。"


@pytest.fixture
def both(campaign) -> SelfEvaluation:
    """An evaluation with an error and a warning of one rule at one place, and a warning elsewhere."""
    facts = unproved_facts()
    crowded = {"serving_count": facts.profile.established_count + 1}
    facts = facts.model_copy(
        update={
            "conclusion": facts.conclusion.model_copy(update={"narrative": TEXT}),
            "profile": facts.profile.model_copy(update=crowded),
        }
    )
    return make_evaluation(campaign, "997001", facts)


def findings(evaluation: SelfEvaluation, code: str) -> dict[Severity, Finding]:
    found = judge(evaluation, section_states(evaluation)).findings
    return {each.severity: each for each in found if each.code == code}


def client_for(evaluation: SelfEvaluation) -> Client:
    client = Client()
    person = make_person("tianbao997", Role.PREPARER, department=evaluation.department)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def one(identity: str, **said: str) -> dict[str, Any]:
    """What the page posts of one finding."""
    prefix = ExplanationForm(finding=identity).prefix
    return {"finding": [identity]} | {f"{prefix}-{name}": text for name, text in said.items()}


def explain(client: Client, evaluation: SelfEvaluation, finding: Finding, **changes: Any):
    said = {"message": finding.message, "text": "已核对。"} | changes
    return client.post(f"/evaluations/{evaluation.pk}/check/explain/", one(finding.identity, **said))


def test_an_error_beside_an_explained_warning_stays(both):
    client, found = client_for(both), findings(both, "D1")
    assert set(found) == {Severity.ERROR, Severity.WARNING}
    before = counts(client, both)
    assert explain(client, both, found[Severity.WARNING]).status_code == 302
    assert Row.objects.get(evaluation=both).message == found[Severity.WARNING].message
    errors, warnings = counts(client, both)
    assert (errors, warnings) == (before[0], before[1] - 1)


def together(*said: tuple[Finding, str], **more: str) -> dict[str, Any]:
    """The one form of the page, as a browser posts it."""
    posts = [one(finding.identity, message=finding.message, text=text) for finding, text in said]
    found = [finding.identity for finding, _ in said]
    return {name: text for post in posts for name, text in post.items()} | {"finding": found} | more


@pytest.fixture
def warned(both) -> list[Finding]:
    """Its warnings: two."""
    found = judge(both, section_states(both)).findings
    warnings = [each for each in found if each.severity == Severity.WARNING]
    assert len(warnings) == 2
    return warnings


def test_all_that_was_typed_is_saved_and_the_words_beside_it_stay(both, warned):
    client, url = client_for(both), f"/evaluations/{both.pk}/check/explain/"
    said = [(finding, f"已核对第{number}条。") for number, finding in enumerate(warned)]
    answer = client.post(url, together(*said, comment="给审核人的话。"))
    assert "已保存 2 条说明。" in answer.content.decode()
    assert "给审核人的话。" in answer.content.decode()
    assert set(Row.objects.filter(evaluation=both).values_list("text", flat=True)) == {
        "已核对第0条。",
        "已核对第1条。",
    }


def test_what_is_refused_stays_as_it_was_typed_and_the_others_are_saved(both, warned):
    client, url = client_for(both), f"/evaluations/{both.pk}/check/explain/"
    answer = client.post(url, together((warned[0], "长" * 501), (warned[1], "已核对。")))
    assert answer.status_code == 422
    assert "说明写了 501 字，最多 500 字。" in answer.content.decode()
    assert "长" * 501 in answer.content.decode()
    assert Row.objects.get(evaluation=both).finding == warned[1].identity


def test_sending_files_what_was_typed_even_when_it_cannot_be_sent(both, warned):
    client, url = client_for(both), f"/evaluations/{both.pk}/check/submit/"
    post = together((warned[0], "已核对。"), action="send_to_leader")
    assert client.post(url, post).status_code == 422, "the declaration is not ticked"
    assert Row.objects.get(evaluation=both).text == "已核对。"
    post = together((warned[0], "再次核对。"), action="send_to_leader", truth="on")
    assert client.post(url, post).status_code == 409, "the other one is not explained"
    assert Row.objects.get(evaluation=both).text == "再次核对。"


def test_a_blank_beside_what_was_typed_takes_no_older_words_back(both, warned):
    with acting("tests"):
        Row.objects.create(
            evaluation=both, finding=warned[0].identity, message="以前的数", text="以前的说明。"
        )
    client, url = client_for(both), f"/evaluations/{both.pk}/check/explain/"
    client.post(url, together((warned[0], ""), (warned[1], "已核对。")))
    assert Row.objects.filter(evaluation=both).count() == 2


def test_words_to_a_finding_that_is_gone_are_given_back(both):
    gone = Finding("B7", Severity.WARNING, Place("profile"), "在职 11 人")
    page = client_for(both).post(
        f"/evaluations/{both.pk}/check/explain/", together((gone, "两名待列编。")), follow=True
    )
    assert "没有保存的说明：两名待列编。" in page.content.decode()


def counts(client: Client, evaluation: SelfEvaluation) -> tuple[int, int]:
    """What the page head counts."""
    text = client.get(f"/evaluations/{evaluation.pk}/sections/tasks/").content.decode()
    found = re.search(
        r'必改 <span class="figure">(\d+)</span>.*?需说明 <span class="figure">(\d+)</span>', text, re.S
    )
    return int(found[1]), int(found[2])


def test_words_said_to_other_figures_are_not_taken(both):
    client, warning = client_for(both), findings(both, "D1")[Severity.WARNING]
    answer = explain(client, both, warning, message="以前的数")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "数据刚被修改" in page
    assert "已核对。" in page
    assert not Row.objects.filter(evaluation=both).exists()
    fresh = re.search(r'name="said-\w+-message" value="([^"]*)"', page[page.index("已核对。") - 3000 :])
    assert fresh is not None


def test_outdated_words_are_listed_withdrawn_and_never_filed(campaign, people):
    evaluation = make_evaluation(campaign, "997002", unproved_facts())
    with acting("tests"):
        Row.objects.create(evaluation=evaluation, **STALE)
    client = client_for(evaluation)
    page = client.get(f"/evaluations/{evaluation.pk}/check/").content.decode()
    assert "不再对应的说明" in page
    assert "旧的说明。" in page
    submit(evaluation)
    assert "旧的说明" not in Submission.objects.get(evaluation=evaluation).facts
    assert Explanation(**STALE) in load_facts(evaluation).explanations


def test_outdated_words_can_be_taken_back(campaign):
    evaluation = make_evaluation(campaign, "997003", unproved_facts())
    with acting("tests"):
        Row.objects.create(evaluation=evaluation, **STALE)
    client_for(evaluation).post(f"/evaluations/{evaluation.pk}/check/explain/", one(STALE["finding"]))
    assert not Row.objects.filter(evaluation=evaluation).exists()


def test_tokens_are_turned_back_by_the_names_of_their_page(client_of, returned, people):
    client = client_of("canlian")
    url = f"/evaluations/{returned.pk}/sections/conclusion/"
    project = load_facts(returned).projects[0]
    state = section_states(returned)
    post = {
        "version": state["conclusion"].version, "management": "m", "complete": "later",
        "narrative": f"支出«项目:{project.name}.执行数»。",
    }  # fmt: skip
    names = re.search(r'name="names" value="(\w+)"', client.get(url).content.decode())[1]
    section = SECTION_BY_KEY["projects"]
    data = section_data(section, load_facts(returned))
    data.rows["projects"][0]["name"] = "改过的名称"
    save_section(
        evaluation=returned,
        section=section,
        data=data,
        version=state["projects"].version,
        by=people["canlian"],
    )
    refused = client.post(url, post | {"names": names})
    assert refused.status_code == 409
    assert post["narrative"] in refused.content.decode()
    assert "刚被别人修改" in refused.content.decode()
    again = re.search(r'name="names" value="(\w+)"', refused.content.decode())[1]
    assert (
        client.post(url, post | {"names": again, "narrative": "支出«项目:改过的名称.执行数»。"}).status_code
        == 302
    )
    assert load_facts(returned).conclusion.narrative == f"支出«项目:{project.key}.执行数»。"


def test_a_place_of_a_whole_table_is_said_once(client_of, approved):
    page = client_of("gonghui").get(f"/evaluations/{approved.pk}/check/").content.decode()
    assert re.search(
        r'占项目支出 [\d.]+ 万元的 2.9%</p><p class="finding-place"><a href="[^"]+">重点任务项目</a>', page
    )
