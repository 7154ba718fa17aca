"""Every formula of domain.md §1.6, by cases; sums of groups, total, grades."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.domain.facts import Indicator, ProjectIndicator
from evaluations.domain.rules import ScoringRules
from evaluations.domain.scoring import score, score_indicator
from evaluations.enums import Direction
from huadu_perf.lib.values import NOT_APPLICABLE
from tests.factories import indicator, indicators, key, union_facts

LEAST, MOST, EQUAL, WORDS = Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL, Direction.QUALITATIVE
DEVIATION, QUOTIENT = ScoringRules(reverse="deviation"), ScoringRules(reverse="quotient")

#: direction, target, actual, points, score
FORWARD = (
    (LEAST, "48", "48", "10", "10"), (LEAST, "48", "49", "10", "10"), (LEAST, "48", "96", "10", "10"),
    (LEAST, "48", "1000000", "10", "10"), (LEAST, "48", "47.999999", "10", "10.00"), (LEAST, "48", "47", "10", "9.79"),
    (LEAST, "48", "24", "10", "5"), (LEAST, "48", "0", "10", "0"), (LEAST, "48", "-3", "10", "0"),
    (LEAST, "109", "106", "36", "35.01"), (LEAST, "95", "93.5", "8", "7.87"), (LEAST, "0", "0", "10", "10"),
    (LEAST, "0", "5", "10", "10"), (LEAST, "0", "-5", "10", "10"), (LEAST, "-5", "-10", "10", "10"),
    (LEAST, "24", "5", "3", "0.63"), (LEAST, "48", "7", "6", "0.88"), (LEAST, "60", "11", "0.3", "0.06"),
    (LEAST, "200", "1", "1", "0.01"), (LEAST, "201", "1", "1", "0.00"), (LEAST, "48", "40", "0", "0"),
    (EQUAL, "48", "48", "10", "10"), (EQUAL, "48", "47", "10", "9.79"), (EQUAL, "48", "50", "10", "10"),
    (EQUAL, "48", "-1", "10", "0"), (EQUAL, "0", "0", "10", "10"), (EQUAL, "0", "-1", "10", "10"),
    (EQUAL, "0", "0.000001", "10", "0"), (EQUAL, "0", "7", "10", "0"),
)  # fmt: skip
#: target, actual, points, by deviation, by quotient
REVERSE = (
    ("10", "10", "10", "10", "10"), ("10", "0", "10", "10", "10"), ("10", "-4", "10", "10", "10"),
    ("10", "9.999999", "10", "10", "10"), ("10", "10.01", "10", "9.99", "9.99"), ("10", "12", "10", "8", "8.33"),
    ("10", "15", "10", "5", "6.67"), ("10", "19.99", "10", "0.01", "5.00"), ("10", "20", "10", "0", "5"),
    ("10", "21", "10", "0", "4.76"), ("10", "1000", "10", "0", "0.10"), ("0", "0", "10", "10", "10"),
    ("0", "-1", "10", "10", "10"), ("0", "1", "10", "0", "0"), ("-5", "0", "10", "0", "0"), ("-5", "5", "10", "0", "0"),
    ("-5", "-10", "10", "0", "0"), ("24", "43", "3", "0.63", "1.67"), ("12", "23", "0.3", "0.03", "0.16"),
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
    assert (scorecard.points, scorecard.total, scorecard.grade) == (100, Decimal("79.55"), "中")


def test_self_scores_and_computed_scores_stay_apart():
    scorecard = score(union_facts(indicators=indicators([indicator(actual_value="24", self_score="9")])))
    leaf = key("开设课程期数")
    assert (scorecard.self_score_of(leaf), scorecard.computed[leaf]) == (9, 5)
    assert scorecard.self_score_of(key("没有")) is None


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
