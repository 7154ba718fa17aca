"""What the checker looks at beside an evaluation: filed texts of neighbours, last year's figures; and what a gate left."""

import pytest

from accounts.acting import acting
from accounts.models import User
from accounts.roles import Role
from evaluations.actions.review import answer_remark, explain_finding
from evaluations.actions.sections import save_section
from evaluations.actions.workflow import take_step
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.enums import Action
from evaluations.judgement import judge
from evaluations.models import Campaign, SelfEvaluation, Submission
from evaluations.neighbours import filed_around, surroundings
from evaluations.queries import load_facts, report_source, section_states
from huadu_perf.lib.findings import Severity
from tests.factories import make_evaluation, make_person, rights, union_facts, unproved_facts

pytestmark = pytest.mark.django_db

OWN_WORDS = (
    "本年度紧扣区委中心任务，把职工技能提升、权益维护和困难帮扶摆在一起谋划，按季度调度进度，发现偏差随即调整安排，"
    "年底前各项任务都有了结果，职工的获得感和单位的组织力都比年初更强，下一步还要把好的做法固定为制度。"
)
OTHER_WORDS = (
    "一年来围绕机关运转保障、档案数字化和窗口服务改进开展工作，先摸清底数再排计划，重要事项由班子集体讨论，"
    "采购和合同都留了痕迹，群众来信做到件件有回音，遗留的系统对接问题列入来年预算一并解决。"
)


def found(evaluation: SelfEvaluation) -> dict[str, str]:
    """Messages by code, as the pages show them."""
    states = section_states(evaluation)
    return {finding.code: finding.message for finding in judge(evaluation, states).findings}


def copied(evaluation: SelfEvaluation) -> str:
    """What is said of the 综合评价 being copied."""
    findings = judge(evaluation, section_states(evaluation)).findings
    return "".join(each.message for each in findings if each.code == "D6" and each.place.field == "narrative")


def with_narrative(text: str, **others: object) -> EvaluationFacts:
    facts = unproved_facts()
    return facts.model_copy(
        update={"conclusion": facts.conclusion.model_copy(update={"narrative": text})} | others
    )


def answer_all(evaluation: SelfEvaluation, kind: str, by: User) -> None:
    for remark in evaluation.remarks.all():
        answer_remark(evaluation=evaluation, key=remark.key, kind=kind, answer="如答复所述。", by=by)


def test_what_is_answered_as_changed_while_nothing_changed_is_not_filed(returned, people):
    person = people["canlian"]
    assert "R1" not in found(returned)
    answer_all(returned, "changed", person)
    assert "与上次报送相同" in found(returned)["R1"]
    in_the_way = take_step(evaluation=returned, action=Action.SEND_TO_LEADER, rights=rights(person))
    assert {str(each.place) for each in in_the_way} == {each.place for each in returned.remarks.all()}
    answer_all(returned, "kept", person)
    assert "R1" not in found(returned)
    answer_all(returned, "changed", person)
    facts, section = load_facts(returned), SECTION_BY_KEY["conclusion"]
    data = section_data(section, facts)
    data.fields["management"] += "已补充依据。"
    version = section_states(returned)["conclusion"].version
    save_section(evaluation=returned, section=section, data=data, version=version, by=person)
    assert "R1" not in found(returned)
    assert take_step(evaluation=returned, action=Action.SEND_TO_LEADER, rights=rights(person)) == ()


def submit(evaluation: SelfEvaluation) -> None:
    """Sends it through its gate in the name of people who may, every question explained."""
    for action, role in ((Action.SEND_TO_LEADER, Role.PREPARER), (Action.SIGN, Role.LEADER)):
        person = make_person(f"{role}-{evaluation.pk}", role, department=evaluation.department)
        if action == Action.SEND_TO_LEADER:
            for finding in judge(evaluation, section_states(evaluation)).findings:
                explain_finding(evaluation=evaluation, finding=finding, text="已核对。", by=person)
        assert take_step(evaluation=evaluation, action=action, rights=rights(person), comment="同意") == ()


def test_only_filed_texts_of_neighbours_count(campaign: Campaign, people: dict) -> None:
    first = make_evaluation(campaign, "997001", with_narrative(OWN_WORDS), copies_count=True)
    second = make_evaluation(campaign, "997002", with_narrative(OWN_WORDS), copies_count=True)
    assert copied(second) == "", "a neighbour's draft is nobody's business"
    submit(first)
    assert first.department.name in copied(second)
    assert "100%" in copied(second)
    assert copied(first) == "", "nobody copies from himself"
    third = make_evaluation(
        campaign, "997003", with_narrative(OWN_WORDS[:20] + OTHER_WORDS), copies_count=True
    )
    assert copied(third) == ""


def test_what_was_submitted_keeps_the_findings_of_its_gate(campaign: Campaign, people: dict) -> None:
    first = make_evaluation(campaign, "997001", with_narrative(OWN_WORDS))
    submit(first)
    before = found(first)
    stored = Submission.objects.get(evaluation=first)
    assert set(before) == {row["code"] for row in stored.findings}
    assert report_source(first).frozen_findings[0].fix
    system = campaign.index_system
    system.definition["rules"] = {"total_points": "90"}  # a rule that comes later
    assert found(first) == before


def test_last_years_filing_is_the_departments_own(campaign: Campaign, people: dict) -> None:
    department = "997001"
    last = Campaign.objects.get(pk=campaign.pk)
    last.pk, last.year, last.name = None, campaign.year - 1, "上一年度"
    with acting("tests"):
        last.save()
    old = make_evaluation(last, department, with_narrative(OWN_WORDS))
    submit(old)
    lines = tuple(
        line.model_copy(update={"last_year_amount": line.executed_amount})
        for line in union_facts().budget_lines
    )
    new = make_evaluation(campaign, department, with_narrative("今年另写的。", budget_lines=lines))
    assert filed_around(new).own == Submission.objects.get(evaluation=old).submitted_at
    around = surroundings(new, filed_around(new))
    assert around.last_year is not None
    assert around.last_year.campaign.year == campaign.year - 1
    assert "C1" not in found(new)
    wrong = lines[5].model_copy(update={"last_year_amount": lines[5].executed_amount + 1})
    other = make_evaluation(
        campaign, "997002", with_narrative("今年另写的。", budget_lines=(*lines[:5], wrong, *lines[6:]))
    )
    assert "C1" not in found(other), "it filed nothing last year"
    data = section_data(SECTION_BY_KEY["budget"], load_facts(new))
    data.rows["budget_lines"][5]["last_year_amount"] += 1
    save_section(evaluation=new, section=SECTION_BY_KEY["budget"], data=data, version=1, by=people["gonghui"])
    assert "C1" in found(new)


def test_names_of_the_region_without_ones_own(campaign: Campaign, draft: SelfEvaluation) -> None:
    names = surroundings(draft, filed_around(draft)).department_names
    assert draft.department.name not in names
    assert "广州市花都区总工会" in names


def test_the_stamp_moves_with_content_and_settings_and_with_nothing_else(
    campaign: Campaign, people: dict, draft: SelfEvaluation
) -> None:
    def stamp() -> str:
        return judge(draft, section_states(draft)).stamp

    before = stamp()
    assert stamp() == before
    section = SECTION_BY_KEY["tasks"]
    version = section_states(draft)["tasks"].version
    data = section_data(section, load_facts(draft))
    save_section(evaluation=draft, section=section, data=data, version=version, by=people["zhengxie"])
    after = stamp()
    assert after != before
    draft.campaign.check_settings = {"levels": {"D1": "warning"}}
    assert stamp() != after


def test_the_stamp_moves_when_a_neighbour_files(
    campaign: Campaign, people: dict, draft: SelfEvaluation
) -> None:
    before = judge(draft, section_states(draft)).stamp
    other = make_evaluation(campaign, "997001", unproved_facts())
    draft.campaign.refresh_from_db()
    same = judge(draft, section_states(draft)).stamp
    submit(other)
    assert len({before, same, judge(draft, section_states(draft)).stamp}) == 3


def test_a_campaign_sets_levels(campaign: Campaign, people: dict) -> None:
    facts = union_facts(measures=())
    evaluation = make_evaluation(campaign, "997001", facts)

    def severity() -> set[Severity]:
        found = judge(evaluation, section_states(evaluation)).findings
        return {finding.severity for finding in found if finding.code == "D3"}

    assert severity() == {Severity.WARNING}
    evaluation.campaign.check_settings = {"levels": {"D3": "error"}}
    assert severity() == {Severity.ERROR}
    evaluation.campaign.check_settings = {"levels": {"D3": "off"}}
    assert severity() == set()
