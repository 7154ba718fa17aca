"""The interchange file: dump, load and dump again is the same; load writes all or nothing."""

import json
from pathlib import Path

import pytest

from budgets.enums import FUNDING
from evaluations.actions.evidence import add_evidence
from evaluations.actions.exchange import FactsRefused, load_evaluation
from evaluations.actions.holding import EvaluationLocked
from evaluations.demo import evidence
from evaluations.demo.seeding import FILES, FOLDER
from evaluations.domain.facts import EvaluationFacts, Explanation, Named
from evaluations.domain.facts import Evidence as EvidenceFacts
from evaluations.domain.snapshot import freeze, thaw
from evaluations.models import Campaign, ChangeLog, Evidence, SectionState, SelfEvaluation
from evaluations.queries import load_facts
from tests.evaluations.domain.test_file_types import PDF
from tests.factories import (
    ask_base_data,
    based_facts,
    indicator,
    indicators,
    key,
    large_facts,
    make_department,
    make_evaluation,
    union_facts,
)

pytestmark = pytest.mark.django_db


def facts_for(code: str, facts: EvaluationFacts) -> EvaluationFacts:
    """The facts as another department's."""
    return facts.model_copy(update={"department": facts.department.model_copy(update={"code": code})})


@pytest.fixture
def target(campaign: Campaign) -> str:
    """A department without an evaluation."""
    return make_department(campaign.region, "999001").code


CASES = {name: lambda name=name: thaw((FOLDER / name).read_text("utf-8")) for name in FILES}
CASES["base data"] = based_facts
CASES["sixty"] = lambda: large_facts(60, projects=5)


@pytest.mark.parametrize("name", CASES)
def test_dump_load_dump_is_the_same(campaign, target, name):
    facts = facts_for(target, CASES[name]())
    if name == "base data":
        ask_base_data(campaign)
    evaluation = load_evaluation(facts=facts, campaign=campaign, by="tests")
    first = load_facts(evaluation)
    assert first.model_dump(exclude={"department"}) == facts.model_dump(exclude={"department"})
    again = load_evaluation(facts=first, campaign=campaign, by="tests")
    assert (again.pk, freeze(load_facts(again))) == (evaluation.pk, freeze(first))


def test_base_data_is_kept_where_the_report_does_not_ask_for_it(campaign, target):
    facts = facts_for(target, based_facts())
    evaluation = load_evaluation(facts=facts, campaign=campaign, by="tests")
    here = load_facts(evaluation)
    assert here.campaign.template != facts.campaign.template
    assert (here.budget_lines, here.finance) == (facts.budget_lines, facts.finance)


def test_a_file_with_fewer_lines_than_the_form_is_dumped_as_it_was(campaign, target):
    ask_base_data(campaign)
    facts = facts_for(target, union_facts(evidence=(), budget_lines=union_facts().budget_lines[3:]))
    evaluation = load_evaluation(facts=facts, campaign=campaign, by="tests")
    assert load_facts(evaluation).budget_lines == facts.budget_lines


def test_files_written_before_there_was_base_data_still_load(campaign, target):
    whole = json.loads(freeze(facts_for(target, union_facts(evidence=()))))
    old_project = {
        name: value
        for name, value in whole["projects"][0].items()
        if name not in (*FUNDING, "implementing_unit")
    }
    old_finance = {
        name: whole["finance"][name]
        for name in ("published_spending", "adjustment_reason", "execution_reason")
    }
    old = json.dumps(whole | {"projects": [old_project], "finance": old_finance})
    evaluation = load_evaluation(facts=thaw(old), campaign=campaign, by="tests")
    project = load_facts(evaluation).projects[0]
    assert project.implementing_unit == ""
    assert {getattr(project, name) for name in FUNDING} == {None}


def test_loading_the_same_twice_changes_only_the_versions(campaign, target):
    facts = facts_for(target, union_facts(evidence=()))
    evaluation = load_evaluation(facts=facts, campaign=campaign, by="tests")
    since = ChangeLog.objects.order_by("-pk").first().pk
    load_evaluation(facts=facts, campaign=campaign, by="tests")
    changed = ChangeLog.objects.filter(pk__gt=since)
    assert set(changed.values_list("table_name", flat=True)) == {"evaluations_sectionstate"}
    assert set(SectionState.objects.filter(evaluation=evaluation).values_list("version", flat=True)) == {2}


def test_loading_replaces_what_was_there(campaign):
    evaluation = make_evaluation(campaign, "999001", large_facts(20, projects=2))
    facts = facts_for("999001", union_facts())
    load_evaluation(facts=facts, campaign=campaign, by="tests")
    apart = {"department": True, "campaign": {"checks"}}
    assert load_facts(evaluation).model_dump(exclude=apart) == facts.model_dump(exclude=apart)


def test_loading_makes_old_pages_stale(draft, campaign, people):
    load_evaluation(facts=load_facts(draft), campaign=campaign, by=people["zhengxie"])
    states = SectionState.objects.filter(evaluation=draft)
    assert {(state.version >= 2, state.edited_by) for state in states} == {(True, people["zhengxie"])}


def test_files_come_with_the_evidence_or_stay_with_it(campaign, target):
    facts, files = facts_for(target, union_facts()), evidence.files()
    evaluation = load_evaluation(facts=facts, campaign=campaign, by="tests", files=files)
    for piece in Evidence.objects.filter(evaluation=evaluation):
        assert Path(piece.file.path).read_bytes() == files[piece.file_name]
    kept = {
        piece.sha256: (piece.file.name, piece.content_type)
        for piece in Evidence.objects.filter(evaluation=evaluation)
    }
    assert len(kept) == len(facts.evidence) >= 5
    load_evaluation(facts=load_facts(evaluation), campaign=campaign, by="tests")
    again = {
        piece.sha256: (piece.file.name, piece.content_type)
        for piece in Evidence.objects.filter(evaluation=evaluation)
    }
    assert again == kept


def test_evidence_without_its_file_is_listed(campaign, target):
    piece = EvidenceFacts(key=key("证"), file_name="总结.pdf", size=5, sha256="0" * 64, dated="2022-12-30")
    load_evaluation(facts=facts_for(target, union_facts(evidence=(piece,))), campaign=campaign, by="tests")
    row = Evidence.objects.get(key=piece.key)
    assert (row.title, row.file.name, row.content_type, row.dated.isoformat()) == (
        "总结.pdf",
        "",
        "",
        "2022-12-30",
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"code": "000000"}, "department.code: 广州市花都区 没有预算代码为 000000 的部门"),
        ({"year": 2021}, "campaign.year: 文件是 2021 年，任务“2022年度部门整体支出绩效自评”是 2022 年"),
    ],
)
def test_another_year_or_department_is_refused(campaign, change, message):
    facts = union_facts()
    part = "department" if "code" in change else "campaign"
    wrong = facts.model_copy(update={part: getattr(facts, part).model_copy(update=change)})
    count = SelfEvaluation.objects.count()
    with pytest.raises(FactsRefused, match=message):
        load_evaluation(facts=wrong, campaign=campaign, by="tests")
    assert SelfEvaluation.objects.count() == count


def long_leaf() -> EvaluationFacts:
    return union_facts(indicators=indicators([indicator(unit="个" * 21, goal=None)]), evidence=())


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        (
            lambda: union_facts(divisions=(Named(key=key("甲"), name="字" * 101),)),
            "divisions[0].name: 有 101 字，最多 100 字",
        ),
        (long_leaf, "indicators[2].unit: 有 21 字，最多 20 字"),
        (
            lambda: union_facts(work=type(union_facts().work)(overview="字" * 2001)),
            "work.overview: 有 2001 字，最多 2000 字",
        ),
        (
            lambda: union_facts(divisions=tuple(Named(key=key(f"{n}")) for n in range(501))),
            "divisions: 有 501 行，最多 500 行",
        ),
        (
            lambda: union_facts(evidence=(EvidenceFacts(key=key("证"), title="字" * 201),)),
            "evidence[0].title: 有 201 字",
        ),
        (
            lambda: union_facts(evidence=(EvidenceFacts(key=key("证"), file_name="字" * 201),)),
            "evidence[0].file_name: 有 201 字",
        ),
        (
            lambda: union_facts(explanations=(Explanation(finding="x" * 201, text="y"),)),
            "explanations[0].finding: 有 201 字",
        ),
    ],
)
def test_more_than_the_forms_take_is_refused_at_its_place(campaign, target, facts, fault):
    with pytest.raises(FactsRefused) as refusal:
        load_evaluation(facts=facts_for(target, facts()), campaign=campaign, by="tests")
    assert str(refusal.value).startswith(fault)
    assert not SelfEvaluation.objects.filter(department__code=target).exists()


def test_what_was_submitted_is_not_overwritten(approved, campaign):
    before = load_facts(approved)
    with pytest.raises(EvaluationLocked):
        load_evaluation(
            facts=before.model_copy(update={"problems": (), "measures": ()}), campaign=campaign, by="tests"
        )
    assert load_facts(approved) == before


def test_a_failure_at_the_last_part_leaves_nothing(campaign, target):
    """Two pieces of evidence of one content: the second is refused when everything else is written."""
    twins = tuple(EvidenceFacts(key=key(name), title=name, file_name=name) for name in ("甲.pdf", "乙.pdf"))
    facts = facts_for(target, union_facts(evidence=twins))
    with pytest.raises(Exception, match="内容相同"):
        load_evaluation(facts=facts, campaign=campaign, by="tests", files={"甲.pdf": PDF, "乙.pdf": PDF})
    assert not SelfEvaluation.objects.filter(department__code=target).exists()
    existing = make_evaluation(campaign, "999002", union_facts())
    before = load_facts(existing)
    with pytest.raises(Exception, match="内容相同"):
        load_evaluation(
            facts=facts_for("999002", facts),
            campaign=campaign,
            by="tests",
            files={"甲.pdf": PDF, "乙.pdf": PDF},
        )
    assert load_facts(existing) == before


def test_uploaded_evidence_is_dumped_with_its_hash(draft, people):
    add_evidence(
        evaluation=draft, name="a.pdf", content=PDF, title="", kind="other", dated=None, by=people["zhengxie"]
    )
    (piece,) = load_facts(draft).evidence
    assert (piece.file_name, piece.size, len(piece.sha256)) == ("a.pdf", len(PDF), 64)
