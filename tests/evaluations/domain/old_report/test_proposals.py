"""A report held against an evaluation: what is offered, what stands already, what another year may not give."""

from decimal import Decimal

import pytest

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.old_report import facts_of, read_old_report
from evaluations.domain.old_report.found import Target
from evaluations.domain.old_report.proposals import Offer, Proposal, State, is_carried
from evaluations.domain.sections import ROWSETS, SECTION_BY_KEY
from evaluations.domain.snapshot import thaw
from evaluations.management.standing import default_campaign
from tests.evaluations.domain.old_report.test_properties import SOMEBODY
from tests.evaluations.domain.old_report.texts import OWN, ROOT, read

REPORT = read(OWN / "four-parts.txt")
EMPTY = EvaluationFacts(department=SOMEBODY, campaign=default_campaign(2023))
DEMO = thaw((ROOT / "evaluations" / "demo" / "union-2022.json").read_bytes())


def at(offer: Offer, rowset: str, field: str, row: int = 0) -> Proposal:
    target = Target(next(s.key for s in SECTION_BY_KEY.values() if rowset in {r.name for r in s.rowsets} or s.key == rowset),
                    field, rowset if rowset in ROWSETS else "", row)  # fmt: skip
    return next(each for each in offer.proposals if each.item.target == target)


def everything(offer: Offer) -> set[int]:
    return {each.number for each in offer.proposals}


def test_into_an_empty_evaluation_goes_what_the_facts_file_has():
    offer = Offer(REPORT, EMPTY, whole=True)
    taken = offer.taken(everything(offer))
    facts = facts_of(REPORT, SOMEBODY, default_campaign(2023))
    for key, data in taken.items():
        for name, rows in data.rows.items():
            assert len(rows) == len(getattr(facts, name)), (key, name)
    assert [row["expected"] for row in taken["goals"].rows["goals"]] == [
        goal.expected for goal in facts.goals
    ]
    assert taken["conclusion"].fields["narrative"] == facts.conclusion.narrative
    money = {row["item"]: row["executed_amount"] for row in taken["budget"].rows["budget_lines"]}
    assert money["spend_general"] == Decimal("8624000")


def test_only_what_is_sure_and_empty_is_offered():
    offer = Offer(REPORT, EMPTY, whole=True)
    assert at(offer, "duties", "text").is_offered
    assert not at(offer, "tasks", "title").is_offered, "a first clause is no sure name"
    assert at(offer, "tasks", "title").may_be_taken


def test_what_stands_is_never_offered_and_what_is_equal_not_even_open():
    profile = EMPTY.profile.model_copy(update={"nature": "别的说法。"})
    duty = facts_of(REPORT, SOMEBODY, EMPTY.campaign).duties[0]
    offer = Offer(REPORT, EMPTY.model_copy(update={"profile": profile, "duties": (duty,)}), whole=True)
    nature, same = at(offer, "profile", "nature"), at(offer, "duties", "text")
    assert (nature.state, nature.current, nature.is_offered) == (State.DIFFERS, "别的说法。", False)
    assert (same.state, same.may_be_taken, same.key) == (State.SAME, False, duty.key)
    taken = offer.taken({nature.number, same.number})
    assert taken.keys() == {"profile"}
    assert taken["profile"].fields["nature"] == nature.item.value
    assert [row["key"] for row in taken["profile"].rows["duties"]] == [duty.key]


def test_what_is_not_accepted_leaves_no_trace():
    offer = Offer(REPORT, DEMO, whole=True)
    assert offer.taken(set()) == {}
    assert offer.taken({99_999}) == {}
    one = at(offer, "problems", "text", 3)
    taken = offer.taken({one.number})
    assert taken.keys() == {"problems"}
    assert [row["text"] for row in taken["problems"].rows["problems"][-1:]] == [one.item.value]
    assert len(taken["problems"].rows["problems"]) == len(DEMO.problems) + 1
    assert len(taken["problems"].rows["measures"]) == len(DEMO.measures)


def test_a_piece_of_a_joined_text_is_taken_by_itself():
    offer = Offer(REPORT, EMPTY, whole=True)
    pieces = [each for each in offer.proposals if each.item.target == Target("goals", "achieved", "goals", 1)]
    assert len(pieces) == 2
    both = offer.taken({each.number for each in pieces})["goals"].rows["goals"][0]["achieved"]
    assert both == "\n".join(str(each.item.value) for each in pieces)
    assert offer.taken({pieces[1].number})["goals"].rows["goals"][0]["achieved"] == pieces[1].item.value


@pytest.mark.parametrize(
    ("section", "rowset", "field", "carried"),
    [
        ("profile", "", "nature", True), ("profile", "duties", "text", True), ("tasks", "tasks", "title", True),
        ("goals", "goals", "expected", True), ("goals", "goals", "achieved", False),
        ("indicators", "indicators", "target_value", True), ("indicators", "indicators", "points", True),
        ("indicators", "indicators", "actual_value", False), ("indicators", "indicators", "self_score", False),
        ("indicators", "indicators", "deduction_reason", False), ("budget", "budget_lines", "executed_amount", False),
        ("projects", "projects", "name", False), ("projects", "project_indicators", "name", False),
        ("conclusion", "", "narrative", False), ("problems", "problems", "text", False),
    ],
)  # fmt: skip
def test_what_another_year_may_give(section, rowset, field, carried):
    assert is_carried(Target(section, field, rowset)) is carried


def test_another_years_scores_and_money_stay_out():
    offer = Offer(REPORT, EMPTY, whole=False)
    taken = offer.taken(everything(offer))
    assert set(taken) == {"profile", "tasks", "goals", "indicators"}
    assert {row["achieved"] for row in taken["goals"].rows["goals"]} == {""}
    assert at(offer, "projects", "name").state == State.OTHER_YEAR


TABLE = """2022年某局部门整体支出绩效自评报告
附件1
指标评分表
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 扣分原因及改进措施
履职效能 | 办理工作 | 办结件数 | ≥160件 | 152件 | 60 | 57 | 人手不足。改进措施：增加窗口。
 | | 群众评价 | 明显提高 | 有所提高 | 40 | 40 |
合计 | 100 | 97"""


def test_a_child_brings_its_parents_and_nodes_keep_their_keys():
    offer = Offer(read_old_report(TABLE), EMPTY, whole=True)
    target = at(offer, "indicators", "target_value", 2)
    rows = offer.taken({target.number})["indicators"].rows["indicators"]
    assert [row["name"] for row in sorted(rows, key=lambda row: row["level"])] == [
        "履职效能",
        "办理工作",
        "办结件数",
    ]
    facts = facts_of(read_old_report(TABLE), SOMEBODY, default_campaign(2022))
    assert facts.indicators[0].key == default_campaign(2022).nodes[0].key
    assert [(row.name, row.self_score, row.deduction_reason, row.corrective_measures) for row in facts.scored_indicators()] == [
        ("办结件数", Decimal("57"), "人手不足。", "增加窗口。"), ("群众评价", Decimal("40"), "", ""),
    ]  # fmt: skip


def test_a_text_that_is_too_long_is_shown_and_not_taken():
    report = read_old_report("主要职责：\n1、" + "长" * 1500 + "。\n2、短的。")
    offer = Offer(report, EMPTY, whole=True)
    assert at(offer, "duties", "text").state == State.TOO_LONG
    assert [len(duty.text) for duty in facts_of(report, SOMEBODY, EMPTY.campaign).duties] == [3]
