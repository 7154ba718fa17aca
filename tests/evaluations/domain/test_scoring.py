"""Every formula of domain.md §1.6, by cases; sums of groups, total, grades."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.domain.facts import BudgetLine
from budgets.enums import BudgetItem
from evaluations.domain.checks import check
from evaluations.domain.facts import Indicator, ProjectIndicator
from evaluations.domain.figures import figure
from evaluations.domain.index_system import IndexNode, IndexSystemFacts
from evaluations.domain.rules import ExecutionCap, ScoringRules
from evaluations.domain.scoring import Loss, score, score_indicator
from evaluations.enums import Direction, FigureSource, ScoringMethod
from huadu_perf.lib.values import NOT_APPLICABLE
from tests.factories import indicator, indicators, key, union_facts

REFERENCE = Path("evaluations/reference/index_systems")
LEAST, MOST, EQUAL, WORDS = Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL, Direction.QUALITATIVE
DEVIATION, QUOTIENT = ScoringRules(reverse="deviation"), ScoringRules(reverse="quotient")

# A negative actual counts as 0 (PMKPI) only beside a target of 0 or more. Beside a target below zero it is what it is:
# ≤ −5 is met by −10 and ≥ −5 missed by it, as the words of the method and is_missed say; what is missed there has no
# share of the target, and gets nothing.

#: direction, target, actual, points, score
FORWARD = (
    (LEAST, "48", "48", "10", "10"), (LEAST, "48", "49", "10", "10"), (LEAST, "48", "96", "10", "10"),
    (LEAST, "48", "1000000", "10", "10"), (LEAST, "48", "47.999999", "10", "10.00"), (LEAST, "48", "47", "10", "9.79"),
    (LEAST, "48", "24", "10", "5"), (LEAST, "48", "0", "10", "0"), (LEAST, "48", "-3", "10", "0"),
    (LEAST, "109", "106", "36", "35.01"), (LEAST, "95", "93.5", "8", "7.87"), (LEAST, "0", "0", "10", "10"),
    (LEAST, "0", "5", "10", "10"), (LEAST, "0", "-5", "10", "10"), (LEAST, "-5", "-10", "10", "0"),
    (LEAST, "24", "5", "3", "0.63"), (LEAST, "48", "7", "6", "0.88"), (LEAST, "60", "11", "0.3", "0.06"),
    (LEAST, "200", "1", "1", "0.01"), (LEAST, "201", "1", "1", "0.00"), (LEAST, "48", "40", "0", "0"),
    (EQUAL, "48", "48", "10", "10"), (EQUAL, "48", "47", "10", "9.79"), (EQUAL, "48", "50", "10", "10"),
    (EQUAL, "48", "-1", "10", "0"), (EQUAL, "0", "0", "10", "10"), (EQUAL, "0", "-1", "10", "10"),
    (EQUAL, "0", "0.000001", "10", "0"), (EQUAL, "0", "7", "10", "0"),
    (LEAST, "-5", "-5", "10", "10"), (LEAST, "-5", "-4", "10", "10"), (LEAST, "-5", "-5.1", "10", "0"),
    (EQUAL, "-5", "-5", "10", "10"), (EQUAL, "-5", "-6", "10", "0"),
)  # fmt: skip
#: target, actual, points, by deviation, by quotient
REVERSE = (
    ("10", "10", "10", "10", "10"), ("10", "0", "10", "10", "10"), ("10", "-4", "10", "10", "10"),
    ("10", "9.999999", "10", "10", "10"), ("10", "10.01", "10", "9.99", "9.99"), ("10", "12", "10", "8", "8.33"),
    ("10", "15", "10", "5", "6.67"), ("10", "19.99", "10", "0.01", "5.00"), ("10", "20", "10", "0", "5"),
    ("10", "21", "10", "0", "4.76"), ("10", "1000", "10", "0", "0.10"), ("0", "0", "10", "10", "10"),
    ("0", "-1", "10", "10", "10"), ("0", "1", "10", "0", "0"), ("-5", "0", "10", "0", "0"), ("-5", "5", "10", "0", "0"),
    ("-5", "-10", "10", "10", "10"), ("-5", "-5", "10", "10", "10"), ("-5", "-4.9", "10", "0", "0"),
    ("24", "43", "3", "0.63", "1.67"), ("12", "23", "0.3", "0.03", "0.16"),
)  # fmt: skip


def scored(
    direction: Direction | None,
    target: str | None,
    actual: str | None,
    points: str | None,
    rules: ScoringRules = DEVIATION,
):
    row = indicator(direction=direction, target_value=target, actual_value=actual, points=points)
    return score_indicator(row, rules)


@pytest.mark.parametrize(("direction", "target", "actual", "points", "expected"), FORWARD)
@pytest.mark.parametrize("rules", [DEVIATION, QUOTIENT], ids=lambda rules: rules.reverse)
def test_forward_and_equal(direction, target, actual, points, expected, rules):
    assert scored(direction, target, actual, points, rules) == Decimal(expected)


@pytest.mark.parametrize(("target", "actual", "points", "by_deviation", "by_quotient"), REVERSE)
def test_reverse_in_both_variants(target, actual, points, by_deviation, by_quotient):
    assert scored(MOST, target, actual, points, DEVIATION) == Decimal(by_deviation)
    assert scored(MOST, target, actual, points, QUOTIENT) == Decimal(by_quotient)


@pytest.mark.parametrize(
    ("direction", "target", "actual", "points"),
    [
        (WORDS, "48", "48", "10"), (None, "48", "48", "10"), (LEAST, None, "48", "10"), (LEAST, "48", None, "10"),
        (LEAST, "48", "48", None), (LEAST, "不适用", "48", "10"), (LEAST, "48", "不适用", "10"), (LEAST, "48", "48", "不适用"),
    ],
)  # fmt: skip
def test_nothing_is_computed_from_words_or_from_what_is_missing(direction, target, actual, points):
    assert scored(direction, target, actual, points) is None


@given(
    st.sampled_from([LEAST, MOST, EQUAL]), st.integers(1, 3000), st.integers(0, 6000), st.integers(1, 3000),
    st.sampled_from([DEVIATION, QUOTIENT]),
)  # fmt: skip
def test_scores_are_those_of_exact_fractions_rounded_once(direction, target, actual, hundredths, rules):
    points = Fraction(hundredths, 100)
    if (actual <= target) if direction == MOST else (actual >= target):
        exact = points
    elif direction != MOST:
        exact = Fraction(actual, target) * points
    elif rules is DEVIATION:
        exact = max(Fraction(0), 1 - Fraction(actual - target, target)) * points
    else:
        exact = Fraction(target, actual) * points
    rounded = Decimal((exact * 100 + Fraction(1, 2)).__floor__()).scaleb(-2)
    assert scored(direction, str(target), str(actual), str(Decimal(hundredths).scaleb(-2)), rules) == rounded


# ── methods of the index system ──────────────────────────────────────────────────────────────────────────────────


def by(method: str, actual: str | None, points: str = "5", rules: ScoringRules = DEVIATION, **more: object):
    """The score of an indicator whose node has this method; the row says what the department filled in."""
    row = indicator(
        direction=more.pop("row_direction", None), target_value=more.pop("row_target", None),
        actual_value=actual, points=points,
    )  # fmt: skip
    node = IndexNode(key=row.key, level=3, name=row.name, points=points, method=ScoringMethod(method), **more)
    return score_indicator(row, rules, node)


#: HN-INDEX 重点支出安排率: ≥90 5, 80–90 4, 70–80 3, 60–70 2, below 0.
ARRANGED = [
    {"at_least": "90", "score": "5"}, {"at_least": "80", "score": "4"}, {"at_least": "70", "score": "3"},
    {"at_least": "60", "score": "2"}, {"score": "0"},
]  # fmt: skip
#: HN-INDEX 预算调整率: 0 3, ≤10 2, ≤20 1, ≤30 0.5, above 0 (no band: nothing).
ADJUSTED = [
    {"at_least": "0", "at_most": "0", "score": "3"}, {"at_most": "10", "score": "2"},
    {"at_most": "20", "score": "1"}, {"at_most": "30", "score": "0.5"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("actual", "expected"),
    [("100", "5"), ("90", "5"), ("89.999999", "4"), ("80", "4"), ("79.99", "3"), ("70", "3"), ("60", "2"),
     ("59.99", "0"), ("0", "0"), ("-3", "0")],
)  # fmt: skip
def test_bands_with_floors_take_the_first_that_holds(actual, expected):
    assert by("bands", actual, bands=ARRANGED) == Decimal(expected)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [("0", "3"), ("0.000001", "2"), ("10", "2"), ("10.01", "1"), ("20", "1"), ("30", "0.5"), ("30.01", "0"),
     ("-1", "2")],
)  # fmt: skip
def test_bands_with_ceilings_end_in_nothing(actual, expected):
    assert by("bands", actual, points="3", bands=ADJUSTED) == Decimal(expected)


#: HN-INDEX: standard 100 %, 5 points, 0.5 for each point over; and the same from below.
OVER = {"target_value": "100", "step": "0.5", "direction": MOST}
UNDER = {"target_value": "100", "step": "0.5", "direction": LEAST}


@pytest.mark.parametrize(
    ("actual", "exact", "full", "begun"),
    [("95.1", "5", "5", "5"), ("100", "5", "5", "5"), ("100.01", "5.00", "5", "4.5"), ("100.5", "4.75", "5", "4.5"),
     ("101", "4.5", "4.5", "4.5"), ("101.99", "4.01", "4.5", "4"), ("109.99", "0.01", "0.5", "0"),
     ("110", "0", "0", "0"), ("198.31", "0", "0", "0"), ("-5", "5", "5", "5")],
)  # fmt: skip
def test_each_point_over_the_standard_takes_its_step_and_never_below_zero(actual, exact, full, begun):
    scores = [by("per_point", actual, counting=counting, **OVER) for counting in ("exact", "full", "begun")]
    assert scores == [Decimal(exact), Decimal(full), Decimal(begun)]


@pytest.mark.parametrize(
    ("actual", "full", "begun"),
    [("100", "5", "5"), ("120", "5", "5"), ("99.5", "5", "4.5"), ("99", "4.5", "4.5"), ("90.5", "0.5", "0"), ("0", "0", "0"),
     ("-40", "0", "0")],
)  # fmt: skip
def test_each_point_below_the_standard_takes_its_step(actual, full, begun):
    assert by("per_point", actual, counting="full", **UNDER) == Decimal(full)
    assert by("per_point", actual, counting="begun", **UNDER) == Decimal(begun)


def test_a_change_rate_that_falls_is_met():
    """三公经费变动率 ≤ 0 (HN-INDEX): below zero is better than zero, and not read as zero."""
    change = {"target_value": "0", "step": "0.5", "direction": MOST}
    assert [by("per_point", actual, **change) for actual in ("-12.5", "0", "3", "98.31")] == [
        5, 5, Decimal("3.5"), 0,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "actual", "expected"),
    [("met", "0", "0"), ("met", "2", "2"), ("met", "3", "3"), ("met", "4", "3"), ("met", "-1", "0"),
     ("breach", "0", "3"), ("breach", "1", "2"), ("breach", "3", "0"), ("breach", "7", "0"), ("breach", "-1", "3")],
)  # fmt: skip
def test_a_checklist_gives_for_elements_or_takes_for_breaches(counts, actual, expected):
    found = by("checklist", actual, points="3", step="1", items=["制度", "合法", "执行"], item_counts=counts)
    assert found == Decimal(expected)


@pytest.mark.parametrize("method", ["formula", "bands", "per_point", "checklist"])
def test_no_method_scores_what_is_missing_or_left_out(method):
    data = {"bands": ARRANGED, "step": "1", "target_value": "100", "items": ["一项"], "row_direction": LEAST}
    assert by(method, None, **data) is None
    assert by(method, "不适用", **data) is None
    row = indicator(self_score=NOT_APPLICABLE)
    node = IndexNode(key=row.key, level=3, name=row.name, points="10", method=method, bands=ARRANGED)
    assert score_indicator(row, DEVIATION, node) is None


def test_a_node_may_have_a_reverse_formula_of_its_own():
    row = indicator(direction=MOST, target_value="10", actual_value="12")
    node = IndexNode(key=row.key, level=3, name=row.name, points="10", reverse="quotient")
    assert score_indicator(row, DEVIATION, node) == Decimal("8.33")
    assert score_indicator(row, QUOTIENT, node.model_copy(update={"reverse": "deviation"})) == 8


@pytest.mark.parametrize(
    ("points", "target", "actual", "expected"),
    [("1", "200", "1", "0.01"), ("1", "1000", "5", "0.01"), ("1", "1000", "4.999999", "0.00"),
     ("10", "16", "7.9992", "5.00"), ("0.01", "2", "1", "0.01"), ("0.03", "2", "1", "0.02")],
)  # fmt: skip
def test_a_half_hundredth_is_rounded_up_once(points, target, actual, expected):
    assert scored(LEAST, target, actual, points) == Decimal(expected)
    # 0.5 a point, 0.01 points missed: 0.005 lost, 4.995 is 5.00.
    assert by("per_point", "100.01", **OVER) == 5
    assert by("per_point", "100.03", **OVER) == Decimal("4.99")


# ── over-achievement ─────────────────────────────────────────────────────────────────────────────────────────────

DESK33 = ScoringRules(over_deduction=Decimal(2), over_at_zero=Decimal(30))


@pytest.mark.parametrize(
    ("direction", "target", "actual", "points", "expected"),
    [
        (LEAST, "100", "129.99", "10", "10"), (LEAST, "100", "130", "10", "8"), (LEAST, "100", "500", "10", "8"),
        (EQUAL, "100", "130", "10", "8"), (MOST, "100", "10", "10", "10"), (LEAST, "100", "130", "1.5", "0"),
        (LEAST, "0", "29.99", "10", "10"), (LEAST, "0", "30", "10", "8"), (EQUAL, "0", "30", "10", "0"),
        (LEAST, "-10", "50", "10", "10"),
    ],
)  # fmt: skip
def test_far_above_the_target_takes_points_where_the_rules_say_so(
    direction, target, actual, points, expected
):
    assert scored(direction, target, actual, points, DESK33) == Decimal(expected)


def test_a_target_of_zero_is_not_far_exceeded_where_the_rules_do_not_ask():
    rules = ScoringRules(over_deduction=Decimal(2))
    assert scored(LEAST, "0", "99999", "10", rules) == 10


def test_a_method_of_its_own_is_deducted_from_its_full_points():
    """An elements' list counted beyond its full points loses the deduction from the full points, not from the sum."""
    data = {"step": "1", "items": ["一", "二", "三"], "row_direction": LEAST, "row_target": "3"}
    assert by("checklist", "9", points="3", rules=DESK33, **data) == 1


# ── groups, total ────────────────────────────────────────────────────────────────────────────────────────────────

LEAVES = (
    indicator("甲", parent=key("一·一"), points="50", self_score="49.55"),
    indicator("乙", parent=key("一·二"), points="30", self_score="30"),
    indicator("丙", parent=key("一·二"), points="10", self_score=None),
    indicator("丁", parent=key("二·一"), points="10", self_score="不适用"),
)
NODES = tuple(
    Indicator(
        key=key(name), level=level, parent=parent and key(parent), name=name, points="7", self_score="7"
    )
    for name, level, parent in (
        ("一", 1, None),
        ("一·一", 2, "一"),
        ("一·二", 2, "一"),
        ("二", 1, None),
        ("二·一", 2, "二"),
    )
)


def test_groups_add_what_is_below_them_and_nothing_of_their_own():
    scorecard = score(union_facts(indicators=(*NODES, *LEAVES)))
    assert {group.name: (group.level, group.points, group.score) for group in scorecard.groups} == {
        "一": (1, 90, Decimal("79.55")), "一·一": (2, 50, Decimal("49.55")), "一·二": (2, 40, Decimal(30)),
        "二": (1, 10, None), "二·一": (2, 10, None),
    }  # fmt: skip
    # 丁 (10 points) does not apply: 79.55 of 90 is 88.39 of 100.
    assert (scorecard.points, scorecard.total, scorecard.grade) == (100, Decimal("88.39"), "良")


def campaign_with(**rules: object):
    """The demo's campaign with other scoring rules."""
    campaign = union_facts().campaign
    return campaign.model_copy(update={"rules": campaign.rules.model_copy(update=rules)})


def test_what_does_not_apply_is_rescaled_or_simply_lost():
    leaves = (*NODES, *LEAVES)
    kept = score(union_facts(indicators=leaves, campaign=campaign_with(not_applicable="refuse")))
    assert (kept.total, kept.grade) == (Decimal("79.55"), "中")
    rescaled = score(union_facts(indicators=leaves))
    assert [(item.loss, item.points) for item in rescaled.deductions] == [
        (Loss.INDICATOR, Decimal("0.45")), (Loss.INDICATOR, 10), (Loss.RESCALED, Decimal("1.16")),
    ]  # fmt: skip
    for scorecard in (kept, rescaled):
        assert scorecard.points - sum(item.points for item in scorecard.deductions) == scorecard.total


def test_nothing_applies_is_no_total():
    leaf = indicator("甲", parent=key("二级"), self_score=NOT_APPLICABLE)
    assert score(union_facts(indicators=indicators([leaf]))).total is None


#: DESK33: below 80 % at most 89, below 70 % 79, below 60 % 69, below 50 % 59.
CAPS = tuple(
    ExecutionCap(below=Decimal(below), most=Decimal(most))
    for below, most in (("0.8", 89), ("0.7", 79), ("0.6", 69), ("0.5", 59))
)


@pytest.mark.parametrize(
    ("executed", "total", "grade"),
    [("100", "96", "优"), ("80", "96", "优"), ("79.99", "89", "良"), ("70", "89", "良"), ("69.99", "79", "中"),
     ("60", "79", "中"), ("59", "69", "中"), ("50", "69", "中"), ("49.99", "59", "差"), ("0", "59", "差")],
)  # fmt: skip
def test_the_execution_rate_caps_the_total(executed, total, grade):
    spent = {"initial_amount": 100, "adjusted_amount": 100, "executed_amount": executed}
    lines = (BudgetLine(key=key("支出"), item=BudgetItem.SPEND_GENERAL, **spent),)
    scorecard = score(union_facts(budget_lines=lines, campaign=campaign_with(execution_caps=CAPS)))
    assert (scorecard.total, scorecard.grade) == (Decimal(total), grade)
    capped = [item.points for item in scorecard.deductions if item.loss == Loss.CAPPED]
    assert capped == ([96 - Decimal(total)] if total != "96" else [])
    assert scorecard.points - sum(item.points for item in scorecard.deductions) == scorecard.total


def test_no_rate_is_no_cap():
    facts = union_facts(budget_lines=(), campaign=campaign_with(execution_caps=CAPS))
    assert score(facts).total == 96


def test_a_cap_never_lifts_a_total():
    low = tuple(
        row.model_copy(update={"self_score": Decimal(0)}) if row.level == 3 else row
        for row in union_facts().indicators
    )
    assert (
        score(union_facts(indicators=low, budget_lines=(), campaign=campaign_with(execution_caps=CAPS))).total
        == 0
    )


def test_self_scores_and_computed_scores_stay_apart():
    scorecard = score(union_facts(indicators=indicators([indicator(actual_value="24", self_score="9")])))
    leaf = key("开设课程期数")
    assert (scorecard.self_scores[leaf], scorecard.computed[leaf]) == (9, 5)


@pytest.mark.parametrize("stated", [None, NOT_APPLICABLE])
def test_no_score_is_no_total_and_no_grade(stated):
    scorecard = score(union_facts(indicators=indicators([indicator(self_score=stated)])))
    assert (scorecard.total, scorecard.grade, scorecard.points) == (None, "", 10)


def test_no_indicators_are_no_total():
    scorecard = score(union_facts(indicators=(), evidence=()))
    assert (scorecard.total, scorecard.points, scorecard.groups) == (None, 0, ())


@pytest.mark.parametrize(
    ("own", "grade"),
    [("99", "优"), ("89.99", "良"), ("59.99", "差"), ("0", "差"), (None, ""), ("不适用", "")],
)
def test_projects_have_grades_of_their_own(own, grade):
    facts = union_facts()
    project = facts.projects[0].model_validate(facts.projects[0].model_dump() | {"self_score": own})
    scorecard = score(union_facts(projects=(project,)))
    assert scorecard.project_grade(project.key) == grade
    assert scorecard.project_grade(key("没有")) == ""


def test_indicators_of_projects_are_scored_but_not_counted():
    facts = union_facts()
    row = ProjectIndicator(
        key=key("丙"),
        project=facts.projects[0].key,
        direction=LEAST,
        target_value=2,
        actual_value=1,
        points=100,
    )
    scorecard = score(union_facts(project_indicators=(row,)))
    assert (scorecard.computed[row.key], scorecard.points, scorecard.total) == (50, 100, 96)


def test_a_first_level_of_no_points_feeds_completion_rates_only():
    """The Guangdong draft: what departments set themselves is not in the total, but in 产出指标完成情况."""
    draft = json.loads((REFERENCE / "guangdong-2022-draft.json").read_text("utf-8"))
    system = IndexSystemFacts.model_validate(draft)
    feeding, group = system.nodes[0], key("自设")
    assert (feeding.points, system.below(feeding.key)) == (0, ())
    planted = [
        Indicator(key=node.key, level=node.level, parent=node.parent, name=node.name,
                  points=node.points if node.level == 3 else None,
                  self_score=node.points if node.level == 3 else None)
        for node in system.nodes
    ]  # fmt: skip
    own = indicator("办理件数", parent=group, points="60", self_score="45", goal=None)
    rows = (*planted, Indicator(key=group, level=2, parent=feeding.key, name="产出"), own)
    campaign = union_facts().campaign.model_copy(update={"nodes": system.nodes, "rules": system.rules})
    facts = union_facts(indicators=rows, evidence=(), campaign=campaign)
    card = score(facts)
    assert (card.points, card.total, card.deductions) == (100, 100, ())
    assert {row.name for row in facts.scored_indicators()} - {
        row.name for row in facts.counted_indicators()
    } == {"办理件数"}
    assert figure(FigureSource.OUTPUT_COMPLETION, facts) == 75
    codes = {finding.code for finding in check(facts, card)}
    assert not codes & {"A2", "A2a"}
