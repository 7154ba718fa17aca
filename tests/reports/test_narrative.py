"""Sentences say what the facts say: figures, zero, missing and not applicable."""

from decimal import Decimal
from uuid import uuid4

import pytest

from budgets.domain.execution import Totals
from budgets.domain.facts import BudgetLine
from budgets.enums import BudgetItem
from evaluations.domain.facts import Goal, Indicator, Measure, Problem, Profile, Project
from evaluations.domain.scoring import score
from huadu_perf.lib.values import NOT_APPLICABLE
from reports.domain import narrative, narrative_money, narrative_results
from reports.domain.voice import SHIPPED
from tests.reports.cases import facts_of

D = Decimal


def test_execution_sentence_of_the_ordinary_case():
    sentence = narrative_money.execution_sentence(SHIPPED, 2022, facts_of("ordinary").budget_lines)
    assert str(sentence) == (
        "2022年度部门整体收入全年预算数1,057.63万元，执行数1,057.63万元；整体支出年初预算数1,086.32万元，"
        "全年预算数1,057.63万元，执行数1,057.63万元，执行率100.0%。"
    )


def test_execution_sentence_without_lines_marks_every_figure():
    sentence = narrative_money.execution_sentence(SHIPPED, 2022, ())
    assert str(sentence).count("未填写") == 6
    assert "。" not in str(sentence)[:-1]


@pytest.mark.parametrize(
    ("adjusted", "executed", "words"),
    [
        (D(100), D(50), "执行率50.0%"),
        (D(100), D(0), "执行率0.0%"),
        (D(0), D(0), "预算为零，不计算执行率"),
        (NOT_APPLICABLE, NOT_APPLICABLE, "执行率不适用"),
        (None, D(1), "执行率未填写"),
        (D(1), None, "执行率未填写"),
    ],
)
def test_rate_clause(adjusted, executed, words):
    assert str(narrative_money.rate_clause(SHIPPED, adjusted, executed)) == words


def test_group_sentences_order_figures_then_not_applicable_then_missing():
    lines = [
        BudgetLine(key=uuid4(), item=BudgetItem.BASIC_STAFF, executed_amount=NOT_APPLICABLE),
        BudgetLine(key=uuid4(), item=BudgetItem.PROJECT, executed_amount=D(0)),
    ]
    sentences = [str(line) for line in narrative_money.group_sentences(SHIPPED, lines)]
    assert sentences[1] == "支出按性质分：项目支出0万元；人员经费不适用；公用经费未填写。"


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (D(110000), D(100000), "上年支出执行数10.00万元，本年比上年增加1.00万元，增长10.0%。"),
        (D(90000), D(100000), "上年支出执行数10.00万元，本年比上年减少1.00万元，下降10.0%。"),
        (D(90000), D(0), "上年支出执行数0万元，本年比上年增加9.00万元。"),
        (D(90000), D(90000), "支出执行数与上年持平，均为9.00万元。"),
        (None, D(1), "None"),
        (D(1), None, "None"),
    ],
)
def test_change_sentence(now, before, words):
    assert (
        str(narrative_money.change_sentence(SHIPPED, Totals(executed_amount=now, last_year_amount=before)))
        == words
    )


@pytest.mark.parametrize(
    ("initial", "adjusted", "reason", "words"),
    [
        (D(1), D(2), "追加", "预算调整原因：追加。"),
        (D(1), D(2), "", "预算调整原因：未填写。"),
        (D(1), D(1), "", "None"),
        (None, D(1), "", "None"),
    ],
)
def test_adjustment_sentence(initial, adjusted, reason, words):
    totals = Totals(initial_amount=initial, adjusted_amount=adjusted)
    assert str(narrative_money.adjustment_sentence(SHIPPED, totals, reason)) == words


@pytest.mark.parametrize(
    ("value", "reason", "words"),
    [
        (D("0.5"), "工程推迟。", "执行情况说明：工程推迟。"),
        (D("0.5"), "", "执行率偏低原因：未填写。"),
        (D("0.9"), "", "None"),
        (None, "", "None"),
    ],
)
def test_low_execution_sentence(value, reason, words):
    assert str(narrative_money.low_execution_sentence(SHIPPED, value, D("0.9"), reason)) == words


@pytest.mark.parametrize(
    ("nature", "words"),
    [
        ("区委主管的部门。", "广州市花都区总工会是区委主管的部门。"),
        ("是区委主管的部门", "广州市花都区总工会是区委主管的部门。"),
        ("花都区总工会为群团组织", "花都区总工会为群团组织。"),
        ("", "广州市花都区总工会是未填写。"),
    ],
)
def test_profile_sentence_never_says_it_twice(nature, words):
    facts = facts_of("empty").model_copy(update={"profile": Profile(nature=nature)})
    assert str(narrative.profile_sentence(SHIPPED, facts)) == words


def test_staffing_keeps_zero_missing_and_not_applicable_apart():
    profile = Profile(established_count=D(0), serving_count=None, retired_count=NOT_APPLICABLE)
    facts = facts_of("empty").model_copy(update={"profile": profile})
    assert str(narrative.staffing_sentence(SHIPPED, facts)) == "人员编制0人，年末在职未填写，离退休不适用。"


def test_indicator_counts_are_listed_while_short():
    facts = facts_of("ordinary")
    words = str(narrative.indicator_count_sentence(SHIPPED, facts))
    assert "一级指标1个：履职效能；二级指标3个：" in words
    assert "三级指标8个：任职培训班期数、" in words
    leaf = facts.indicators[-1]
    many = tuple(leaf.model_copy(update={"key": uuid4()}) for _ in range(12))
    longer = facts.model_copy(update={"indicators": (*facts.indicators, *many)})
    assert str(narrative.indicator_count_sentence(SHIPPED, longer)).endswith("三级指标20个。")


def test_conclusion_has_score_and_grade():
    facts = facts_of("ordinary")
    assert str(
        narrative_results.conclusion_sentence(SHIPPED, 2022, score(facts), facts.scored_indicators())
    ) == ("经自评，2022年度部门整体支出绩效得分96分（满分100分），等级为优。")
    nothing = narrative_results.conclusion_sentence(SHIPPED, 2022, score(facts_of("empty")), ())
    assert str(nothing) == "经自评，2022年度部门整体支出绩效得分未填写，等级为未填写。"


def test_the_grade_stays_open_while_a_score_is_missing():
    facts = facts_of("poor")
    words = str(narrative_results.conclusion_sentence(SHIPPED, 2022, score(facts), facts.scored_indicators()))
    assert words.endswith("得分35分（满分100分），等级为未填写。")


def test_deduction_sentence_sums_what_was_lost():
    scored = facts_of("ordinary").scored_indicators()
    assert str(narrative_results.deduction_sentence(SHIPPED, scored, "附件1")) == (
        "扣分指标3个，共扣4分：“宣讲活动的社会影响”扣1分、“技能竞赛按期完成率”扣0.5分、"
        "“劳模满意度”扣2.5分。扣分原因见附件1。"
    )
    assert str(narrative_results.deduction_sentence(SHIPPED, scored[:1], "")) == "各项三级指标均未扣分。"
    assert narrative_results.deduction_sentence(SHIPPED, (), "附件1") is None


def test_unscored_sentence_counts_gaps_but_not_not_applicable():
    rows = [Indicator(key=uuid4(), self_score=value) for value in (None, D(0), NOT_APPLICABLE)]
    assert str(narrative_results.unscored_sentence(SHIPPED, rows)) == "另有1个三级指标自评得分未填写。"
    assert narrative_results.unscored_sentence(SHIPPED, rows[1:]) is None


def test_goal_result_has_the_score_of_its_own_indicators():
    goal = Goal(key=uuid4(), title="目标", achieved="已完成")
    rows = [Indicator(key=uuid4(), goal=goal.key, points=D(10), self_score=D("9.5"))]
    text = narrative_results.goal_result_paragraphs(SHIPPED, 1, goal, rows)
    assert [str(line) for line in text] == [
        "1.目标。完成情况：已完成。对应三级指标1个，分值10分，自评得分9.5分。"
    ]
    assert str(narrative_results.goal_result_paragraphs(SHIPPED, 2, Goal(key=uuid4()), rows)[0]) == (
        "2.未填写。完成情况：未填写。"
    )


def test_project_paragraph_of_the_ordinary_case():
    project = facts_of("ordinary").projects[0]
    assert str(narrative_results.project_paragraphs(SHIPPED, 1, project, "优")[0]) == (
        "1.劳动模范春节慰问经费。年初预算10.90万元，全年预算调整为10.60万元（调整原因：3名劳模去世），"
        "执行10.60万元，执行率100.0%。实施情况：春节前走访并发放慰问金，共106名劳模，每人1000元；"
        "对行动不便的劳模上门送达。自评得分99分，等级为优，扣分原因：计划慰问109人，实际106人。"
    )


@pytest.mark.parametrize(
    ("own", "grade", "words"),
    [
        (None, "", "自评得分未填写，等级为未填写。"),
        (NOT_APPLICABLE, "", "自评得分不适用，等级为不适用。"),
        (D(0), "差", "自评得分0分，等级为差，扣分原因：未填写。"),
        (D(100), "优", "自评得分100分，等级为优。"),
    ],
)
def test_project_score_sentence(own, grade, words):
    assert (
        str(narrative_results.project_score_sentence(SHIPPED, Project(key=uuid4(), self_score=own), grade))
        == words
    )


def test_project_money_says_when_the_budget_stayed():
    project = Project(key=uuid4(), initial_amount=D(0), adjusted_amount=D(0), executed_amount=D(0))
    assert str(narrative_money.project_money_sentence(SHIPPED, project)) == (
        "年初预算0万元，全年预算0万元，执行0万元，预算为零，不计算执行率。"
    )


def test_problems_and_measures_point_at_each_other():
    problems = [Problem(key=uuid4(), text="进度慢。", cause="结算晚"), Problem(key=uuid4(), text="")]
    measures = [
        Measure(key=uuid4(), text="按季用款", problems=(problems[1].key, problems[0].key)),
        Measure(key=uuid4(), text="其他"),
    ]
    assert [str(line) for line in narrative_results.problem_sentences(SHIPPED, problems)] == [
        "一是进度慢。原因：结算晚。",
        "二是未填写。",
    ]
    assert [str(line) for line in narrative_results.measure_sentences(SHIPPED, measures, problems)] == [
        "一是按季用款（针对问题一、二）。",
        "二是其他。",
    ]
    assert str(narrative_results.problem_sentences(SHIPPED, [])[0]) == "未填写。"
