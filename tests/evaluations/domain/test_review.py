"""Reviewed scores: what may be scored, what cannot stand, and what sums, total, cap, grade and deductions make of them."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.enums import BudgetItem
from evaluations.domain.facts import EvaluationFacts, ProjectIndicator
from evaluations.domain.review import (
    NO_REVIEW,
    Review,
    ReviewedScore,
    faults,
    kept,
    round_of,
    stamp,
    step_of,
    subjects,
)
from evaluations.domain.rules import ExecutionCap
from evaluations.domain.scoring import Deduction, Loss, score
from huadu_perf.lib.values import NOT_APPLICABLE, number
from tests.evaluations.domain.generated import facts
from tests.factories import indicator, indicators, key, union_facts

many = settings(max_examples=60)
FULL, LOST, LEFT_OUT = key("满分"), key("扣分"), key("不适用")


def reviewed(name: str, value: str | None, reason: str = "佐证不足", basis: str = "评分标准第 3 条", **more):
    return ReviewedScore(rowset=more.pop("rowset", "indicators"), key=key(name), score=value and Decimal(value),
                         reason=reason, basis=basis)  # fmt: skip


def review(*scores: ReviewedScore) -> Review:
    return Review(scores=scores)


def stated(**overrides) -> EvaluationFacts:
    """Full marks 60, 9 of 10, and 30 that do not apply; a project of two indicators, and one of none."""
    base = union_facts()
    leaves = (
        indicator("满分", points="60", self_score="60"),
        indicator("扣分", points="10", self_score="9", deduction_reason="少一期"),
        indicator("不适用", points="30", self_score="不适用", deduction_reason="无此事项"),
    )
    first = base.projects[0].model_copy(update={"key": key("有指标"), "self_score": Decimal(95)})
    second = first.model_copy(update={"key": key("无指标"), "self_score": Decimal(88)})
    below = tuple(
        ProjectIndicator(key=key(name), project=first.key, name=name, points=points, self_score=own)
        for name, points, own in (("项甲", "70", "70"), ("项乙", "30", "25"))
    )
    made = {
        "indicators": indicators(leaves),
        "projects": (first, second),
        "project_indicators": below,
        "evidence": (),
    }
    return base.model_copy(update=made | overrides)


def capped(most: str) -> EvaluationFacts:
    """The same, with a cap that its execution rate is always below."""
    base = stated()
    rules = base.campaign.rules.model_copy(
        update={"execution_caps": (ExecutionCap(below=Decimal(1), most=Decimal(most)),)}
    )
    spent = next(row for row in base.budget_lines if row.item == BudgetItem.SPEND_GENERAL)
    line = spent.model_copy(update={"adjusted_amount": Decimal(1_000_000), "executed_amount": Decimal(0)})
    finance = base.finance.model_copy(update={"execution_reason": "项目延期"})
    return base.model_copy(
        update={
            "campaign": base.campaign.model_copy(update={"rules": rules}),
            "budget_lines": (line,),
            "finance": finance,
        }
    )


# ── what may be scored ───────────────────────────────────────────────────────────────────────────────────────────


def test_every_indicator_with_points_may_be_scored_and_a_project_only_without_indicators():
    found = {(each.rowset, each.name, each.full, each.own) for each in subjects(stated()).values()}
    name = stated().projects[1].name
    assert found == {
        ("indicators", "满分", 60, 60), ("indicators", "扣分", 10, 9), ("indicators", "不适用", 30, None),
        ("project_indicators", "项甲", 70, 70), ("project_indicators", "项乙", 30, 25), ("projects", name, 100, 88),
    }  # fmt: skip


def test_without_points_nothing_can_be_scored():
    facts = stated(indicators=indicators([indicator(points=None)]), project_indicators=(), projects=())
    assert subjects(facts) == {}


# ── what cannot stand ────────────────────────────────────────────────────────────────────────────────────────────

FAULTY = {
    "above its points": (reviewed("扣分", "10.01"), {"score": "核查得分 10.01 超过分值 10"}),
    "above 100": (reviewed("无指标", "100.5", rowset="projects"), {"score": "核查得分 100.5 超过分值 100"}),
    "no reason": (
        reviewed("扣分", "8", reason=""),
        {"reason": "核查得分 8 与自评得分 9 不同，要写明核查意见"},
    ),
    "no basis": (
        reviewed("扣分", "0", basis=" \n"),
        {"basis": "核查得分 0 与自评得分 9 不同，要写明依据（文号或评分标准条目）"},
    ),
    "neither": (
        reviewed("不适用", "5", reason="", basis=""),
        {
            "reason": "核查得分 5 与自评得分 不适用 不同，要写明核查意见",
            "basis": "核查得分 5 与自评得分 不适用 不同，要写明依据（文号或评分标准条目）",
        },
    ),
    "words without a score": (
        reviewed("扣分", None),
        {"score": "写了核查意见或依据，要填写核查得分；不核查就清空它们"},
    ),
    "half confirmed": (reviewed("扣分", "9", basis=""), {"basis": "要写明依据（文号或评分标准条目）"}),
    "a project that its indicators add up to": (
        reviewed("有指标", "80", rowset="projects"),
        {"score": "这一项不能单独核查"},
    ),
    "an unknown row": (reviewed("别处", "1"), {"score": "这一项不能单独核查"}),
    "in a wrong table": (reviewed("扣分", "8", rowset="projects"), {"score": "这一项不能单独核查"}),
}


@pytest.mark.parametrize(("given_score", "found"), FAULTY.values(), ids=FAULTY)
def test_what_cannot_stand_says_why_at_its_field(given_score, found):
    assert {fault.field: fault.message for fault in faults(stated(), review(given_score))} == found


@pytest.mark.parametrize(
    "given_score",
    [reviewed("扣分", "10"), reviewed("扣分", "0"), reviewed("不适用", "0"), reviewed("扣分", "9"),
     reviewed("无指标", "100", rowset="projects"), reviewed("项乙", "30", rowset="project_indicators")],
)  # fmt: skip
def test_within_its_points_and_with_its_words_a_score_stands(given_score):
    assert faults(stated(), review(given_score)) == ()
    assert kept(stated(), review(given_score)) == review(given_score)


def test_what_equals_the_own_score_says_nothing_without_words():
    silent = reviewed("扣分", "9.00", reason="", basis="")
    assert faults(stated(), review(silent)) == ()
    assert kept(stated(), review(silent, reviewed("满分", "50"))) == review(reviewed("满分", "50"))


def test_a_stamp_names_round_and_content_and_no_order():
    one, other = reviewed("满分", "50"), reviewed("扣分", "8")
    marks = {
        stamp(review(one), 1), stamp(review(one), 2), stamp(NO_REVIEW, 1), stamp(review(one, other), 1),
        stamp(review(one.model_copy(update={"basis": "别的"})), 1), stamp(review(reviewed("满分", "51")), 1),
    }  # fmt: skip
    assert len(marks) == 6
    assert stamp(review(one, other), 1) == stamp(review(other, one), 1)
    assert round_of(stamp(review(one), 12)) == "12"


def test_a_stamp_that_names_the_step_differs_with_it():
    plain, *named = stamp(NO_REVIEW, 1), stamp(NO_REVIEW, 1, 2), stamp(NO_REVIEW, 1, 3)
    assert len({plain, *named}) == 3
    assert [step_of(each) for each in named] == ["2", "3"]
    assert {round_of(each) for each in named} == {"1"}


# ── what follows ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_review_nothing_is_reviewed():
    card = score(stated())
    assert not card.is_reviewed
    assert (card.reviewed_total, card.reviewed_grade, card.reviewed_deductions) == (None, "", ())
    assert (card.reviewed, card.reviewed_projects) == ({}, {})
    assert {group.reviewed for group in card.groups} == {None}
    assert (card.final_score_of(LOST), card.final_score_of(LEFT_OUT)) == (9, None)


def test_sums_total_and_deductions_follow_the_reviewed_scores():
    """69 of 70 that apply are 98.57 of 100; with 6 in place of 9 they are 94.29."""
    card = score(stated(), review(reviewed("扣分", "6")))
    assert (card.total, card.grade, card.reviewed_total, card.reviewed_grade) == (
        Decimal("98.57"), "优", Decimal("94.29"), "优",
    )  # fmt: skip
    assert [(group.name, group.score, group.reviewed, group.computed) for group in card.groups] == [
        ("履职效能", 69, 66, 70),
        ("推进改革", 69, 66, 70),
    ]
    assert (card.final_score_of(FULL), card.final_score_of(LOST)) == (60, 6)
    assert card.deductions == (
        Deduction(Loss.INDICATOR, "扣分", Decimal(1), "少一期", LOST),
        Deduction(Loss.RESCALED, "不适用指标折算", Decimal("0.43"), "不适用：不适用"),
    )
    assert card.reviewed_deductions == (
        Deduction(Loss.INDICATOR, "扣分", Decimal(4), "佐证不足（评分标准第 3 条）", LOST),
        Deduction(Loss.RESCALED, "不适用指标折算", Decimal("1.71"), "不适用：不适用"),
    )


def test_what_the_department_left_out_applies_once_the_reviewer_scores_it():
    card = score(stated(), review(reviewed("不适用", "0")))
    assert (card.total, card.reviewed_total, card.reviewed_grade) == (Decimal("98.57"), 69, "中")
    assert [(each.name, each.points) for each in card.reviewed_deductions] == [("扣分", 1), ("不适用", 30)]


def test_the_cap_and_the_grade_follow_too():
    card = score(capped("85"), review(reviewed("扣分", "0"), reviewed("满分", "50")))
    assert (card.total, card.grade) == (85, "良")
    assert (card.reviewed_total, card.reviewed_grade) == (Decimal("71.43"), "中")
    assert [each.loss for each in card.deductions] == [Loss.INDICATOR, Loss.RESCALED, Loss.CAPPED]
    assert card.deductions[-1] == Deduction(Loss.CAPPED, "支出执行率封顶", Decimal("13.57"), "项目延期")
    assert [each.loss for each in card.reviewed_deductions] == [Loss.INDICATOR, Loss.INDICATOR, Loss.RESCALED]


def test_a_project_follows_its_indicators_or_its_own_score_and_the_total_neither():
    with_indicators, without = key("有指标"), key("无指标")
    card = score(stated(), review(reviewed("项乙", "10", rowset="project_indicators")))
    assert card.reviewed_projects == {with_indicators: 80, without: 88}
    assert card.reviewed_project_grades == {with_indicators: "良", without: "良"}
    assert (card.total, card.reviewed_total) == (Decimal("98.57"), Decimal("98.57"))
    card = score(stated(), review(reviewed("无指标", "59.5", rowset="projects")))
    assert card.reviewed_projects == {with_indicators: 95, without: Decimal("59.5")}
    assert card.reviewed_project_grades[without] == "差"


def test_points_of_a_project_that_no_indicator_holds_stay_with_it():
    """The execution rate's ten points beside indicators of 90."""
    facts = stated(project_indicators=stated().project_indicators[:1])
    given_review = review(reviewed("项甲", "60", rowset="project_indicators"))
    assert score(facts, given_review).reviewed_projects[key("有指标")] == 85


@pytest.mark.parametrize(
    ("own", "said", "given_score"),
    [("95", "70", "100"), ("100", "60", "90"), ("60", "0", "30"), ("10", "0", "30"), ("0", "70", "100")],
)
def test_a_project_score_that_was_never_the_sum_gives_way_to_the_sum(own, said, given_score):
    """70 + 25 of 70 + 30 points: only 95 is their sum, and there are no points beside them."""
    first, second = stated().projects
    facts = stated(projects=(first.model_copy(update={"self_score": Decimal(own)}), second))
    scores = (
        reviewed("项甲", said, rowset="project_indicators"),
        reviewed("项乙", "30", rowset="project_indicators"),
    )
    assert score(facts, review(*scores)).reviewed_projects[key("有指标")] == Decimal(given_score)


def test_a_project_without_what_does_not_apply_is_rescaled_to_100():
    facts = stated()
    first, second = facts.project_indicators
    left_out = first.model_copy(update={"self_score": NOT_APPLICABLE})
    project = facts.projects[0].model_copy(update={"self_score": Decimal("83.33")})
    facts = facts.model_copy(update={"projects": (project,), "project_indicators": (left_out, second)})
    card = score(facts, review(reviewed("项乙", "20", rowset="project_indicators")))
    assert card.computed_projects[key("有指标")] == Decimal("83.33")
    assert card.reviewed_projects[key("有指标")] == Decimal("66.67")
    both = review(
        reviewed("项乙", "20", rowset="project_indicators"),
        reviewed("项甲", "60", rowset="project_indicators"),
    )
    assert score(facts, both).reviewed_projects[key("有指标")] == 80


@st.composite
def reviews(draw: st.DrawFn) -> tuple[EvaluationFacts, Review]:
    """Any facts, and any scores that may be given to them."""
    made = draw(facts())
    scores = [
        ReviewedScore(
            rowset=each.rowset, key=each.key, score=Decimal(value).scaleb(-2), reason="因", basis="据"
        )
        for each in subjects(made).values()
        if (value := draw(st.none() | st.integers(0, int(each.full * 100)))) is not None
    ]
    return made, Review(scores=tuple(scores))


@many
@given(reviews())
def test_full_points_less_the_total_are_the_deductions_and_parents_the_sum_of_their_children(made):
    given_facts, given_review = made
    card = score(given_facts, given_review)
    assert faults(given_facts, given_review) == ()
    for total, deductions in (
        (card.total, card.deductions),
        (card.reviewed_total, card.reviewed_deductions),
    ):
        assert total is None or card.points - total == sum(each.points for each in deductions)
    leaves: dict[UUID, Decimal] = {
        row.key: card.final_score_of(row.key) or Decimal(0) for row in given_facts.scored_indicators()
    }
    for group in card.groups if card.is_reviewed else ():
        children = [row.key for row in given_facts.children(group.key)]
        below = {each.key: each.reviewed or Decimal(0) for each in card.groups} | leaves
        assert (group.reviewed or 0) == sum(below[child] for child in children)
    assert card.is_reviewed == bool(given_review.scores)
    own = {row.key: number(row.self_score) for row in given_facts.projects}
    for where, value in card.reviewed_projects.items():
        assert value is None or 0 <= value <= 100 or value == own[where]


@many
@given(
    st.none() | st.integers(0, 100),
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 60), st.none() | st.integers(0, 60)),
        min_size=1,
        max_size=4,
    ),
)
def test_a_reviewed_project_stays_between_0_and_100(own, rows):
    """Whatever the department stated beside its indicators: (points, own score, reviewed score) of each."""
    project = stated().projects[0].model_copy(update={"self_score": own if own is None else Decimal(own)})
    below = tuple(
        ProjectIndicator(
            key=key(str(place)), project=project.key, name=str(place), points=full, self_score=min(mine, full)
        )
        for place, (full, mine, _) in enumerate(rows)
    )
    scores = [
        reviewed(str(place), str(min(theirs, full)), rowset="project_indicators")
        for place, (full, _, theirs) in enumerate(rows)
        if theirs is not None
    ]
    card = score(stated(projects=(project,), project_indicators=below), review(*scores))
    value = card.reviewed_projects.get(project.key)
    assert value is None or 0 <= value <= 100
    assert (
        value is None
        or value == own
        or not scores
        or sum(full for full, _, _ in rows) < 100
        or value
        == min(100, sum(min(mine if theirs is None else theirs, full) for full, mine, theirs in rows))
    )
