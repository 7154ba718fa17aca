"""Drafts over HTTP: stored unread, answered in JSON; offered when the section is opened, gone on with, thrown away."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from evaluations.actions.sections import save_section
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.forms.autosave import MOST_BYTES
from evaluations.models import Campaign, SectionDraft, SectionState, SelfEvaluation
from evaluations.queries import load_facts
from tests.browser.scenes import submit_again
from tests.factories import large_facts, make_evaluation, make_person
from tests.test_access_matrix import form_of

pytestmark = pytest.mark.django_db
SITTING = UUID(int=1)
ClientOf = Callable[[str], Client]


class Page:
    """部门概况 as zhengxie has it open."""

    def __init__(self, client: Client, evaluation: SelfEvaluation, person: User) -> None:
        self.client, self.evaluation = client, evaluation
        self.url = f"/evaluations/{evaluation.pk}/sections/profile/"
        self.person = str(person.pk)
        self.version = SectionState.objects.get(evaluation=evaluation, section="profile").version

    def send(self, nature: str = "写到一半", **changes: Any) -> HttpResponse:
        """Sends a draft as autosave.js does."""
        body = {
            "person": self.person, "sitting": str(SITTING), "replaces": "", "seq": "1",
            "version": str(self.version), "typed": json.dumps({"nature": [nature]}),
        }  # fmt: skip
        accept = {"accept": "application/json"}
        return self.client.post(f"{self.url}draft/", body | changes, headers=accept)

    def text(self, query: str = "") -> str:
        """The page as it is opened."""
        return self.client.get(self.url + query).content.decode()


@pytest.fixture
def page(client_of: ClientOf, draft: SelfEvaluation, people: dict[str, User]) -> Page:
    return Page(client_of("zhengxie"), draft, people["zhengxie"])


def natures() -> list[str]:
    return [json.loads(row.content)["nature"][0] for row in SectionDraft.objects.exclude(content="")]


def test_a_draft_is_stored_as_it_was_typed(page: Page) -> None:
    fields = {
        "nature": ["  第一行\n第二行 \t“引号”<b>\U00020bb7\u0000"], "established_count": ["不是数字"],
        "nothing-of-ours": ["a", "b"], "csrfmiddlewaretoken": ["secret"], "version": ["9"],
    }  # fmt: skip
    answer = page.send(typed=json.dumps(fields))
    assert (answer.status_code, answer.json()["stored"], answer.json()["seq"]) == (200, True, 1)
    row = SectionDraft.objects.get()
    assert json.loads(row.content) == {
        name: fields[name] for name in ("nature", "established_count", "nothing-of-ours")
    }
    assert (row.version, row.section, row.person_id) == (page.version, "profile", int(page.person))


def test_a_late_request_changes_nothing(page: Page) -> None:
    page.send("新的", seq="5")
    answer = page.send("旧的", seq="4")
    assert (answer.status_code, answer.json()["stored"], answer.json()["outcome"]) == (200, False, "late")
    assert natures() == ["新的"]


def save_as(person: User, evaluation: SelfEvaluation, **fields: Any) -> None:
    section = SECTION_BY_KEY["profile"]
    data = section_data(section, load_facts(evaluation))
    data.fields.update(fields)
    version = SectionState.objects.get(evaluation=evaluation, section="profile").version
    save_section(evaluation=evaluation, section=section, data=data, version=version, by=person)


def test_a_draft_of_an_older_version_is_stored_and_the_other_named(page: Page) -> None:
    second = make_person("second", Role.PREPARER, department=page.evaluation.department)
    save_as(second, page.evaluation, nature="别人的")
    answer = page.send()
    assert answer.status_code == 409
    assert answer.json()["stored"] is True
    assert answer.json()["words"].startswith(f"{second} ")
    assert natures() == ["写到一半"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"typed": "x"}, 400), ({"typed": "[]"}, 400), ({"typed": '{"a": "b"}'}, 400), ({"typed": '{"a": [1]}'}, 400),
        ({"typed": "[" * 100_000}, 400), ({"sitting": "x"}, 400), ({"sitting": ""}, 400), ({"seq": "0"}, 400),
        ({"seq": "-1"}, 400), ({"seq": "9" * 30}, 400), ({"version": "x"}, 400), ({"version": "9" * 12}, 400),
        ({"typed": json.dumps({"nature": ["绩" * (MOST_BYTES // 3)]}, ensure_ascii=False)}, 413),
        ({"person": "0"}, 401), ({"person": ""}, 401),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_what_cannot_be_a_draft_is_refused_with_words(
    page: Page, changes: dict[str, str], status: int
) -> None:
    answer = page.send(**changes)
    assert answer.status_code == status
    assert answer.json()["stored"] is False
    assert answer.json()["words"]
    assert SectionDraft.objects.count() == 0


def test_a_lone_half_of_a_character_does_not_break_the_page(page: Page) -> None:
    page.send(typed='{"nature": ["甲\\ud842乙"]}')
    assert "甲?乙" in page.text(f"?draft={SITTING}")


def test_without_a_login_a_script_is_told_so(page: Page) -> None:
    page.client.logout()
    answer = page.send()
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/json")


def test_without_a_token_a_script_is_told_so(page: Page, people: dict[str, User]) -> None:
    page.client = Client(enforce_csrf_checks=True)
    page.client.force_login(people["zhengxie"], backend="django.contrib.auth.backends.ModelBackend")
    answer = page.send()
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/json")
    assert SectionDraft.objects.count() == 0


def test_others_and_locked_evaluations(
    page: Page, client_of: ClientOf, returned: SelfEvaluation, people: dict[str, User]
) -> None:
    foreign = Page(client_of("zhengxie"), returned, people["zhengxie"])
    assert foreign.send().status_code == 404
    own = Page(client_of("canlian"), returned, people["canlian"])
    assert own.send().status_code == 200
    submit_again(people)
    answer = own.send(seq="2")
    assert (answer.status_code, "已报送" in answer.json()["words"]) == (423, True)
    assert SectionDraft.objects.count() == 0


@pytest.mark.parametrize("key", ["evidence", "check", "nothing"])
def test_only_sections_with_a_form_have_drafts(page: Page, key: str) -> None:
    page.url = page.url.replace("profile", key)
    assert page.send().status_code == 404


def test_an_offer_stands_on_the_page_and_reading_changes_nothing(page: Page) -> None:
    assert "暂存的草稿" not in page.text()
    page.send("草稿里的性质")
    before = SectionDraft.objects.values().get()
    text = page.text()
    assert "暂存的草稿还没有保存" in text
    assert "草稿里的性质" in text
    assert "草稿里的性质" in page.text(f"?draft={SITTING}")
    assert SectionDraft.objects.values().get() == before


def test_a_draft_that_says_what_is_stored_is_not_offered(page: Page) -> None:
    form = form_of(page.client.get(page.url), "version")
    page.send(typed=json.dumps(form))
    assert "暂存的草稿" not in page.text()


def test_anothers_draft_is_neither_offered_nor_opened(page: Page, client_of: ClientOf, people: Any) -> None:
    people["second"] = make_person("second", Role.PREPARER, department=page.evaluation.department)
    page.send("只有我看得见")
    theirs = Page(client_of("second"), page.evaluation, people["second"])
    assert "只有我看得见" not in theirs.text() + theirs.text(f"?draft={SITTING}")
    theirs.client.post(f"{page.url}draft/discard/", {"sitting": str(SITTING)})
    assert natures() == ["只有我看得见"]


def test_going_on_with_a_draft_and_saving_ends_it(page: Page) -> None:
    form = form_of(page.client.get(page.url), "version")
    page.send(typed=json.dumps(form | {"nature": ["草稿里的性质"]}))
    resumed = form_of(page.client.get(f"{page.url}?draft={SITTING}"), "version")
    assert (resumed["nature"], resumed["replaces"]) == (["草稿里的性质"], [str(SITTING)])
    assert page.client.post(page.url, resumed).status_code == 302
    assert load_facts(page.evaluation).profile.nature == "草稿里的性质"
    assert natures() == []


def test_a_draft_of_an_older_version_leads_to_the_choice(page: Page) -> None:
    second = make_person("second", Role.PREPARER, department=page.evaluation.department)
    form = form_of(page.client.get(page.url), "version")
    page.send(typed=json.dumps(form | {"nature": ["我的草稿"]}))
    save_as(second, page.evaluation, nature="别人的", retired_count=7)
    assert "逐项选定" in page.text()
    choice = page.client.get(f"{page.url}?draft={SITTING}")
    body = form_of(choice, "version", **{"keep-nature": "mine", "keep-retired_count": "theirs"})
    assert page.client.post(page.url, body).status_code == 302
    profile = load_facts(page.evaluation).profile
    assert (profile.nature, profile.retired_count) == ("我的草稿", 7)
    assert natures() == []


def test_the_page_of_submission_names_the_drafts_that_would_go(page: Page) -> None:
    check = f"/evaluations/{page.evaluation.pk}/check/"
    assert "草稿没有保存" not in page.client.get(check).content.decode()
    page.send("只有我看得见")
    text = page.client.get(check).content.decode()
    assert "草稿没有保存" in text
    assert "只有我看得见" not in text


def test_a_draft_of_another_form_is_left_alone(page: Page) -> None:
    page.send(typed='{"duties": ["no-key"], "nature": ["x"]}')
    assert "暂存的草稿" not in page.text()
    assert page.client.get(f"{page.url}?draft={SITTING}").status_code == 200


def test_a_draft_costs_the_same_for_1_and_60_indicators(
    campaign: Campaign, people: dict[str, User], client_of: ClientOf
) -> None:
    counts = []
    for size in (1, 60):
        evaluation = make_evaluation(campaign, f"99910{size}", large_facts(size))
        people["filler"] = make_person(f"filler{size}", Role.PREPARER, department=evaluation.department)
        page = Page(client_of("filler"), evaluation, people["filler"])
        page.url = page.url.replace("profile", "indicators")
        page.send()
        with CaptureQueriesContext(connection) as captured:
            assert page.send(seq="2").status_code in (200, 409)
        counts.append(len([query for query in captured if query["sql"].startswith(("SELECT", "UPDATE"))]))
    assert counts[0] == counts[1] <= 9
