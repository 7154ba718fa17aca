"""Cases for every check: facts that trigger it, where and in which words, and facts beside them that do not."""

from decimal import Decimal
from typing import Any, NamedTuple

from budgets.enums import FUNDING, BudgetItem
from evaluations.domain.check_settings import CheckSettings
from evaluations.domain.facts import (
    EvaluationFacts,
    Evidence,
    Explanation,
    LastMeasure,
    Project,
    ProjectIndicator,
)
from evaluations.domain.index_system import IndexNode
from evaluations.domain.rules import ExecutionCap, ScoringRules, WordLimit
from evaluations.domain.similarity import CopyIndex, OthersTexts, shingles
from evaluations.domain.surroundings import ALONE, Surroundings
from evaluations.enums import Attainment, Direction, EvidenceKind, FigureSource, IndicatorKind
from huadu_perf.lib.findings import Place, Severity
from tests.factories import based_facts, indicator, indicators, key, union_facts, with_base_data

ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT
UNION = union_facts()
PROJECT = UNION.projects[0]
BASED = based_facts()


def with_line(item: BudgetItem, **amounts: Any) -> EvaluationFacts:
    """The demo's facts with other amounts in one line."""
    lines = tuple(
        type(line)(**line.model_dump() | amounts) if line.item == item else line
        for line in UNION.budget_lines
    )
    return union_facts(budget_lines=lines)


def with_base_line(item: BudgetItem, amount: str) -> EvaluationFacts:
    """Facts with 基础数据表 and one of its lines the same in all columns but the last."""
    columns = dict.fromkeys(("initial_amount", "adjusted_amount", "executed_amount"), Decimal(amount))
    lines = (line.model_copy(update=columns) if line.item == item else line for line in BASED.budget_lines)
    return BASED.model_copy(update={"budget_lines": tuple(lines)})


def unexplained(executed: str) -> EvaluationFacts:
    """The demo's facts with other spending and no reason for its rate; of 10,576,300."""
    changed = with_line(BudgetItem.SPEND_GENERAL, executed_amount=executed)
    finance = changed.finance.model_copy(update={"execution_reason": ""})
    return changed.model_copy(update={"finance": finance})


def at_rate(rate: str) -> str:
    """The spending of the demo at this rate."""
    return str((Decimal(rate) * 10_576_300).quantize(Decimal("0.01")))


def with_project(**values: Any) -> EvaluationFacts:
    """The demo's facts with its project changed."""
    return union_facts(projects=(Project(**PROJECT.model_dump() | values),))


def with_leaf(**values: Any) -> EvaluationFacts:
    """The demo's facts with one indicator of 100 points instead of its own."""
    leaf = indicator(**{"points": "100", "self_score": "100", "goal": UNION.goals[0].key} | values)
    return union_facts(indicators=indicators([leaf]), goals=UNION.goals[:1], evidence=proof())


def proof() -> tuple[Evidence, ...]:
    return (Evidence(key=key("证"), title="证", indicators=(key("开设课程期数"),)),)


def dated_proof(dated: str, kind: EvidenceKind = EvidenceKind.OTHER) -> EvaluationFacts:
    """The demo's facts with the date and kind of one piece of evidence changed."""
    first, *rest = UNION.evidence
    changed = first.model_copy(update={"title": "证", "dated": dated, "kind": kind})
    return union_facts(evidence=(changed, *rest))


def with_part(name: str, /, **values: Any) -> EvaluationFacts:
    """The demo's facts with single fields changed."""
    part = getattr(UNION, name)
    return union_facts(**{name: type(part)(**part.model_dump() | values)})


def with_row(name: str, number: int = 0, /, **values: Any) -> EvaluationFacts:
    """The demo's facts with one row changed."""
    rows = list(getattr(UNION, name))
    rows[number] = type(rows[number])(**rows[number].model_dump() | values)
    return union_facts(**{name: tuple(rows)})


def project_rows(*scores: str | None, points: str = "50") -> tuple[ProjectIndicator, ...]:
    return tuple(
        ProjectIndicator(**indicator(f"项目指标{n}", points=points, self_score=given).model_dump(exclude={"level", "parent", "goal"}),
                         project=PROJECT.key)
        for n, given in enumerate(scores)
    )  # fmt: skip


def with_project_rows(*scores: str | None, points: str = "50", **project: Any) -> EvaluationFacts:
    changed = Project(**PROJECT.model_dump() | project)
    return union_facts(project_indicators=project_rows(*scores, points=points), projects=(changed,))


def with_campaign(base: EvaluationFacts = UNION, /, **values: Any) -> EvaluationFacts:
    """Facts under other settings of the campaign."""
    return base.model_copy(update={"campaign": base.campaign.model_copy(update=values)})


def with_rules(base: EvaluationFacts = UNION, /, **values: Any) -> EvaluationFacts:
    """Facts under other scoring rules."""
    return with_campaign(base, rules=ScoringRules(**base.campaign.rules.model_dump() | values))


def node(name: str, level: int, /, **values: Any) -> IndexNode:
    """A node of the index system."""
    return IndexNode(
        **{"key": key(name), "name": name, "level": level, "parent": key("上级") if level > 1 else None}
        | values
    )


def output_nodes(points: str) -> tuple[IndexNode, ...]:
    """A dimension of projects with kinds below it, of which the demo's project has 20 and 10 points."""
    kinds = (node("数量", 2, kind=IndicatorKind.QUANTITY), node("成本", 2, kind=IndicatorKind.COST))
    return (node("上级", 1, points=points), *kinds, node("满意度", 1, kind=IndicatorKind.SATISFACTION))


def with_nodes(*nodes: IndexNode) -> EvaluationFacts:
    """The demo's facts under an index system with more nodes."""
    return with_campaign(nodes=(*UNION.campaign.nodes, *nodes))


def survey(**values: Any) -> EvaluationFacts:
    """The demo's facts with one survey for every indicator, changed."""
    piece = {
        "key": key("问卷"), "title": "问卷", "kind": EvidenceKind.SURVEY, "dated": "2022-12-01", "sample_size": 100,
        "indicators": tuple(row.key for row in UNION.scored_indicators()),
    }  # fmt: skip
    return union_facts(evidence=(Evidence(**piece | values),))


SPEND, FUND, STAFF = BudgetItem.SPEND_GENERAL, BudgetItem.SPEND_FUND, BudgetItem.BASIC_STAFF
LINE = {line.item: line for line in UNION.budget_lines}
LOST = {"self_score": "99", "actual_value": 48}

LEAF = UNION.scored_indicators()[0]
GROUP = UNION.indicators[1]
RATE = IndexNode(
    key=LEAF.key,
    name=LEAF.name,
    level=3,
    parent=GROUP.key,
    points=LEAF.points,
    source=FigureSource.EXECUTION_RATE,
)
WORDY = {"direction": Direction.QUALITATIVE, "target_text": "形成机制", "actual_text": "已形成机制", "attainment": Attainment.FULL,
         "deduction_reason": "缺", "corrective_measures": "补", "target_value": None, "actual_value": None}  # fmt: skip
HALF = {"actual_value": "24", "deduction_reason": "缺", "corrective_measures": "补"}
LONG = UNION.tasks[1].text
LAST_YEAR = with_campaign(union_facts(
    budget_lines=tuple(line.model_copy(update={"executed_amount": line.last_year_amount}) for line in UNION.budget_lines),
    tasks=(), work=type(UNION.work)(), goals=(), projects=(), project_indicators=(), indicators=(), evidence=(),
    conclusion=type(UNION.conclusion)(), problems=(), measures=(),
), year=2021)  # fmt: skip


def before(**values: Any) -> Surroundings:
    """Last year's facts, changed."""
    return Surroundings(last_year=LAST_YEAR.model_copy(update=values))


def filed(*texts: str) -> Surroundings:
    """Another department has filed these texts, and so has this one its own."""
    own, other = UNION.department.name, "广州市花都区残疾人联合会"
    index = CopyIndex([(own, shingles(LONG)), (other, shingles("\n".join(texts)))])
    return Surroundings(copies=OthersTexts(index, own))


def with_thresholds(**limits: str) -> EvaluationFacts:
    """The demo's facts under other thresholds."""
    return with_campaign(checks=CheckSettings(thresholds=limits))


def spent_last_year(**amounts: str) -> Surroundings:
    """Last year's facts with other spending."""
    return before(budget_lines=tuple(
        line.model_copy(update={"executed_amount": Decimal(amounts[line.item.value])}) if line.item.value in amounts else line
        for line in LAST_YEAR.budget_lines
    ))  # fmt: skip


#: What the demo promises, as if it had been a year before.
PROMISED = Surroundings(
    last_year=UNION.model_copy(update={"campaign": UNION.campaign.model_copy(update={"year": 2021})})
)


def answered(*answers: str | None, note: str = "") -> EvaluationFacts:
    """The demo's facts with answers to last year's measures, which were the same."""
    rows = zip(UNION.measures, answers, strict=True)
    return union_facts(
        last_measures=tuple(
            LastMeasure(key=row.key, text=row.text, answer=said, note=note) for row, said in rows
        )
    )


def without_line(*items: BudgetItem) -> EvaluationFacts:
    """The demo's facts without these lines."""
    return union_facts(budget_lines=tuple(line for line in UNION.budget_lines if line.item not in items))


class Case(NamedTuple):
    """Facts that trigger a check, with section, row set, field and words of what it says, and facts that do not."""

    code: str
    severity: Severity
    wrong: EvaluationFacts
    section: str
    rowset: str
    field: str
    words: tuple[str, ...]
    right: EvaluationFacts
    around: Surroundings = ALONE
    around_right: Surroundings | None = None


#: Returned with one remark, which is answered 已修改.
RETURNED = Surroundings(
    returned=UNION, said_changed=(Place("goals", "goals", UNION.goals[0].key, "achieved"),)
)

_TUPLES: tuple[tuple[Any, ...], ...] = (
    ("A1", ERROR, with_leaf(self_score="100.01"), "indicators", "indicators", "self_score", ("100.01", "100", "开设课程期数"), with_leaf()),
    ("A1", ERROR, with_project(self_score="100.5"), "projects", "projects", "self_score", ("100.5", "大于 100"), with_project(self_score="100")),
    ("A2", ERROR, with_leaf(points="99", self_score="99"), "indicators", "indicators", "", ("合计 99", "应为 100", "还差 1"), with_leaf()),
    ("A2", ERROR, with_leaf(points="101", self_score="101"), "indicators", "indicators", "", ("合计 101", "应为 100", "多出 1"), with_leaf()),
    ("A2b", ERROR, with_project_rows("50", "50", points="49.5", self_score="100"), "projects", "projects", "self_score",
     ("合计 99", "应为 100", "还差 1"), with_project_rows("50", "50", self_score="100")),
    ("A2c", ERROR, with_project_rows("50", "49", self_score="98"), "projects", "projects", "self_score", ("得分 98", "合计 99"),
     with_project_rows("50", None, self_score="98")),
    ("A2c", ERROR, with_project_rows("40", "不适用", self_score="40"), "projects", "projects", "self_score",
     ("得分 40", "合计 40", "共 50 分", "折算后为 80"), with_project_rows("40", "不适用", self_score="80")),
    ("A3", ERROR, with_leaf(points="0", self_score="0"), "indicators", "indicators", "points", ("分值为 0",), with_leaf()),
    ("A4", ERROR, with_leaf(**LOST), "indicators", "indicators", "deduction_reason",
     ("得 99 分", "少 1 分", "扣分原因和改进措施"), with_leaf(**LOST, deduction_reason="原因", corrective_measures="措施")),
    ("A4", ERROR, with_leaf(**LOST, deduction_reason="原因"), "indicators", "indicators", "corrective_measures",
     ("得 99 分", "未写改进措施"), with_leaf()),
    ("A4", ERROR, with_project(deduction_reason=""), "projects", "projects", "deduction_reason", ("99 分", "扣分原因"),
     with_project(deduction_reason="三名劳模去世")),
    ("A4", ERROR, with_leaf(self_score="不适用"), "indicators", "indicators", "deduction_reason", ("不适用", "未写原因"),
     with_rules(with_leaf(self_score="不适用"), reasons=False)),
    ("A6", WARNING, with_leaf(actual_value="62.4"), "indicators", "indicators", "actual_value", ("62.4", "48", "130%"),
     with_leaf(actual_value="62.399999")),
    ("A6", WARNING, with_leaf(actual_value="480"), "indicators", "indicators", "actual_value", ("480", "48", "1,000%"),
     with_leaf(direction=Direction.AT_MOST, actual_value="48")),
    ("A6", WARNING, with_rules(with_leaf(target_value="0", actual_value="30"), over_at_zero="30"), "indicators", "indicators",
     "actual_value", ("“开设课程期数”目标值为 0，实际完成 30",), with_leaf(target_value="0", actual_value="30")),
    ("A9", WARNING, with_leaf(**HALF, self_score="60"), "indicators", "indicators", "self_score", ("60", "50"),
     with_rules(with_leaf(**HALF, self_score="60"), self_score="locked")),
    ("A9", WARNING, with_leaf(actual_value="24", self_score="60", deduction_reason="缺", corrective_measures="补"),
     "indicators", "indicators", "self_score", ("60", "50"),
     with_leaf(actual_value="24", self_score="50", deduction_reason="缺", corrective_measures="补")),
    ("G3", ERROR, with_leaf(name="数量指标", key=key("开设课程期数")), "indicators", "indicators", "name", ("数量指标", "类型"),
     with_leaf(name="数量指标完成率", key=key("开设课程期数"))),
    ("B1", ERROR, with_line(SPEND, executed_amount=LINE[SPEND].adjusted_amount + 1), "budget", "budget_lines", "executed_amount",
     ("一般公共预算支出", "多 0.0001 万元"), with_line(SPEND, executed_amount=LINE[SPEND].adjusted_amount)),
    ("B1", ERROR, with_project(executed_amount="106000.01", quantity=None), "projects", "projects", "executed_amount",
     ("10.600001", "10.60 万元", "多 0.000001"), with_project(executed_amount="106000")),
    ("B2", ERROR, unexplained("9000000"), "budget", "", "execution_reason", ("85.10%", "90%"), unexplained("9518670")),
    ("B2", ERROR, unexplained("0"), "budget", "", "execution_reason", ("0.00%", "90%"), with_line(SPEND, executed_amount="0")),
    ("B2", ERROR, unexplained(at_rate("0.89996")), "budget", "", "execution_reason", ("89.996%，低于 90%",), unexplained(at_rate("0.9"))),
    ("B2", ERROR, with_rules(unexplained("9000000"), low_execution="0.855"), "budget", "", "execution_reason", ("85.10%，低于 85.5%",),
     with_rules(unexplained("9000000"), low_execution="0.85")),
    ("B3", ERROR, union_facts(finance=type(UNION.finance)()), "budget", "", "adjustment_reason", ("年初预算数", "全年预算数"), UNION),
    ("B3", ERROR, with_project(adjustment_reason=""), "projects", "projects", "adjustment_reason", ("10.90", "10.60"),
     with_project(adjustment_reason="", initial_amount="106000")),
    ("B5", ERROR, with_line(STAFF, initial_amount="0"), "budget", "budget_lines", "initial_amount", ("按资金来源合计", "按性质", "相差"), UNION),
    ("B4", ERROR, with_project(appropriation_executed_amount="105999.99"), "projects", "projects", "appropriation_executed_amount",
     ("全年执行数：资金来源合计 10.599999 万元", "项目金额 10.60 万元", "相差 0.000001 万元"), with_project(carry_over_executed_amount="不适用")),
    ("B4", ERROR, with_project(**dict.fromkeys(FUNDING) | {"other_initial_amount": "109000"}), "projects", "projects", "appropriation_adjusted_amount",
     ("全年预算数：资金来源合计 0.00 万元",), with_project(**dict.fromkeys(FUNDING))),
    ("B5b", ERROR, with_base_line(BudgetItem.MEETING, "330000"), "budget", "budget_lines", "adjusted_amount",
     ("全年预算数：办公费、水费、电费、差旅费、会议费、培训费合计 78.50 万元", "大于公用经费"), with_base_line(BudgetItem.MEETING, "300000")),
    ("B5b", ERROR, with_base_line(BudgetItem.PROJECT_UPKEEP, "800000.01"), "budget", "budget_lines", "executed_amount",
     ("业务工作专项、运行维护专项合计 366.800001 万元", "大于项目支出 366.80 万元"), BASED),
    ("B10", WARNING, based_facts(building_actual_area="1200.12"), "budget", "", "building_actual_area",
     ("规模控制率 100.01%", "超过 100%"), based_facts(building_actual_area="1200")),
    ("B10", WARNING, based_facts(building_actual_investment="3960000"), "budget", "", "building_actual_investment",
     ("投资概算控制率 110.00%",), with_campaign(based_facts(building_actual_investment="3960000"), template=UNION.campaign.template)),
    ("B11", ERROR, based_facts(building_approved_area=None), "budget", "", "building_approved_area", ("填了实际规模，没有填批复规模",),
     based_facts(building_approved_area=None, building_actual_area=None)),
    ("B11", ERROR, based_facts(building_actual_investment="不适用"), "budget", "", "building_actual_investment",
     ("填了预算投资，没有填实际投资",), based_facts()),
    ("B5a", ERROR, with_project(adjusted_amount="99999999", initial_amount="99999999", executed_amount="99999999", quantity=None),
     "budget", "budget_lines", "initial_amount", ("重点任务项目合计 9,999.9999", "大于项目支出"), UNION),
    ("B7", WARNING, with_part("profile", established_count=10, serving_count=11), "profile", "", "serving_count",
     ("11 人", "10 人", "110.0%"), with_part("profile", established_count=11, serving_count=11)),
    ("B8", WARNING, with_line(BudgetItem.INCOME_GENERAL, executed_amount="0"), "budget", "budget_lines", "", ("收入合计", "支出合计", "相差"), UNION),
    ("G8", WARNING, with_project(quantity=105), "projects", "projects", "executed_amount", ("105", "10.50 万元", "10.60 万元"),
     with_project(quantity=None)),
    ("G2", WARNING, with_row("goals", 0, tasks=()), "tasks", "tasks", "title", ("没有对应的绩效目标",), UNION),
    ("G2a", WARNING, with_leaf(goal=None), "goals", "goals", "title", ("没有对应的绩效指标",), with_leaf()),
    ("D3", WARNING, union_facts(measures=()), "problems", "problems", "text", ("第 1 个问题",), UNION),
    ("G4", ERROR, union_facts(indicators=UNION.indicators[:1], evidence=()), "indicators", "indicators", "name", ("下面没有指标", "履职效能"), UNION),
    ("E1", HINT, union_facts(evidence=()), "evidence", "evidence", "", ("没有佐证材料",), UNION),
    ("D4", WARNING, with_part("work", overview="落实2021年和2020 年部署"), "tasks", "", "overview", ("2020、2021", "2022"),
     with_part("work", overview="落实2022年部署（2021年为基数），穗财绩〔2021〕5号")),
    ("D4", WARNING, with_row("duties", 0, text="沿用2019年职责"), "profile", "duties", "text", ("2019",), UNION),
    ("D7", WARNING, with_row("problems", 0, text="暂无。"), "problems", "problems", "text", ("暂无。",), with_row("problems", 0, text="暂无困难")),
    ("D7", WARNING, with_part("conclusion", management="略"), "conclusion", "", "management", ("略",), with_part("work", overview="无")),
    ("M1", ERROR, with_part("profile", retired_count=None), "profile", "", "retired_count", ("离退休人数",),
     with_part("profile", retired_count="不适用")),
    ("M1", ERROR, with_part("profile", nature=" \n"), "profile", "", "nature", ("部门性质",), with_part("profile", retired_count=0)),
    ("M2", ERROR, without_line(BudgetItem.RECEPTION, BudgetItem.ABROAD), "budget", "budget_lines", "", ("有 2 行还没有填写：因公出国（境）费、公务接待费",), UNION),
    ("M2", ERROR, with_campaign(template=with_base_data(UNION.campaign.template)), "budget", "budget_lines", "",
     ("有 7 行还没有填写：业务工作专项、运行维护专项、办公费等",), BASED),
    ("M1", ERROR, based_facts(thrift_measures=""), "budget", "", "thrift_measures", ("厉行节约保障措施",), UNION),
    ("M2", ERROR, union_facts(duties=()), "profile", "duties", "", ("主要职责", "至少 1 项"), union_facts(subunits=())),
    ("M3", ERROR, with_row("goals", 2, achieved="", expected=""), "goals", "goals", "expected", ("预期目标、完成情况",), UNION),
    ("M3", ERROR, with_leaf(target_value=None, actual_value=None), "indicators", "indicators", "target_value", ("目标值、实际完成值",),
     with_leaf(target_value="不适用", actual_value="不适用")),
    ("M3", ERROR, with_leaf(direction=Direction.QUALITATIVE), "indicators", "indicators", "target_text", ("目标（定性）、完成情况（定性）",),
     with_leaf(direction=Direction.QUALITATIVE, target_text="优", actual_text="优")),
    ("M3", ERROR, with_row("indicators", 0, name=""), "indicators", "indicators", "name", ("绩效指标第 1 个", "指标名称"), UNION),
    ("M3", ERROR, with_line(FUND, executed_amount=None), "budget", "budget_lines", "executed_amount", ("政府性基金预算支出", "全年执行数"), UNION),
    ("A2a", ERROR, with_nodes(node(GROUP.name, 2, key=GROUP.key, points="40")), "indicators", "indicators", "name",
     ("合计 38", "规定为 40", "还差 2"), with_nodes(node(GROUP.name, 2, key=GROUP.key, points="38"))),
    ("A2d", WARNING, with_campaign(project_nodes=(node("满意度", 1, points="20", kind=IndicatorKind.SATISFACTION),)), "projects", "projects",
     "self_score", ("满意度分值合计 10", "规定为 20", "还差 10"),
     with_campaign(project_nodes=(node("满意度", 1, points="10", kind=IndicatorKind.SATISFACTION),))),
    ("A2d", WARNING, with_campaign(project_nodes=output_nodes("40")), "projects", "projects", "self_score",
     ("上级分值合计 30", "规定为 40"), with_campaign(project_nodes=output_nodes("30"))),
    ("A8", ERROR, with_leaf(**WORDY, self_score="79.99"), "indicators", "indicators", "self_score", ("80–100", "79.99", "达成年度指标"),
     with_leaf(**WORDY, self_score="80")),
    ("A9a", ERROR, with_rules(with_leaf(**HALF, self_score="60"), self_score="locked"), "indicators", "indicators", "self_score",
     ("60", "应为计算得分 50"), with_leaf(**HALF, self_score="60")),
    ("A10", WARNING, with_rules(execution_caps=(ExecutionCap(below="1", most="89"),)).model_copy(
        update={"budget_lines": with_line(SPEND, executed_amount="9000000").budget_lines}),
     "indicators", "indicators", "", ("按 89 分计", "扣 7 分"), with_rules(execution_caps=(ExecutionCap(below="1", most="89"),))),
    ("A11", ERROR, with_nodes(node("管理效率", 1)), "indicators", "indicators", "", ("缺少", "管理效率"), UNION),
    ("A11", ERROR, with_row("indicators", 0, name="履职"), "indicators", "indicators", "name", ("履职效能", "现为“履职”"), UNION),
    ("A11", ERROR, with_nodes(RATE.model_copy(update={"points": Decimal(7)})), "indicators", "indicators", "points", ("规定分值 7", "现为 6"),
     with_nodes(RATE)),
    ("A12", ERROR, with_nodes(RATE), "indicators", "indicators", "actual_value", ("48%", "支出执行率", "100%"),
     with_nodes(RATE.model_copy(update={"source": None}))),
    ("A13", ERROR, with_rules(with_leaf(self_score="不适用"), not_applicable="refuse"), "indicators", "indicators", "self_score",
     ("不适用", "不允许"), with_leaf(self_score="不适用")),
    ("A14", HINT, with_leaf(**HALF, self_score="60"), "indicators", "indicators", "", ("60", "50"), with_leaf(**HALF, self_score="50")),
    ("A15", WARNING, with_part("conclusion", narrative="本部门自评得分为96分。").model_copy(
        update={"indicators": indicators([indicator(points=None, self_score=None)])}), "conclusion", "", "narrative",
     ("自评 96 分", "1 个绩效指标没有分值或得分"), with_part("conclusion", narrative="本部门自评得分为96分。")),
    ("A15", WARNING, with_part("conclusion", narrative="故自评分为 96 分，评级为优").model_copy(update={"indicators": ()}),
     "conclusion", "", "narrative", ("自评 96 分", "没有绩效指标"), union_facts(indicators=())),
    ("A15", WARNING, with_part("conclusion", narrative="本部门自评得分为96分。").model_copy(
        update={"indicators": indicators([indicator(self_score=None)])}), "conclusion", "", "narrative", ("1 个绩效指标",),
     with_part("conclusion", narrative="本部门自评得分为96分。").model_copy(update={"indicators": indicators([indicator(self_score="不适用"), indicator("另一个")])})),
    ("A16", WARNING, union_facts(project_indicators=()), "projects", "projects", "self_score", ("99 分，执行率 100.0%", "没有项目绩效指标"),
     with_project(self_score="100").model_copy(update={"project_indicators": ()})),
    ("A16", WARNING, with_project(adjusted_amount=None).model_copy(update={"project_indicators": ()}), "projects", "projects", "self_score",
     ("99 分，没有项目绩效指标",), UNION),
    ("A16", WARNING, with_project(executed_amount=None).model_copy(update={"project_indicators": ()}), "projects", "projects", "self_score",
     ("99 分，没有项目绩效指标",), with_project(self_score=None).model_copy(update={"project_indicators": ()})),
    ("E2", WARNING, union_facts(evidence=()), "indicators", "indicators", "actual_value", ("满意度", "没有关联问卷"), survey()),
    ("E2", WARNING, survey(sample_size=None), "indicators", "indicators", "actual_value", ("调查日期或样本量",), survey()),
    ("E2", WARNING, survey(dated=""), "indicators", "indicators", "actual_value", ("调查日期或样本量",), survey()),
    ("E4", WARNING, dated_proof("2021-12-31"), "evidence", "evidence", "dated", ("证", "2021-12-31", "2022 年度"), dated_proof("2023-06-30")),
    ("E4", WARNING, dated_proof("2023-07-01"), "evidence", "evidence", "dated", ("2023-07-01",), dated_proof("2022-01-01")),
    ("E4", WARNING, dated_proof("2023-01-05", EvidenceKind.PAYMENT), "evidence", "evidence", "dated", ("2023-01-05",), dated_proof("2022-12-31", EvidenceKind.PAYMENT)),
    ("E4", WARNING, dated_proof("2024-01-01", EvidenceKind.CONTRACT), "evidence", "evidence", "dated", ("2024-01-01",), dated_proof("2019-03-01", EvidenceKind.CONTRACT)),
    ("E3", WARNING, with_leaf(), "indicators", "indicators", "points", ("占 100 分", "100%"), UNION),
    ("B6", WARNING, with_line(BudgetItem.RECEPTION, executed_amount="6000"), "budget", "budget_lines", "executed_amount",
     ("3.60 万元", "3.59 万元", "增加 0.01 万元"), with_line(BudgetItem.RECEPTION, executed_amount="5900")),
    ("B9", WARNING, with_part("finance", published_spending="10576300.01"), "budget", "", "published_spending",
     ("1,057.63 万元", "1,057.630001 万元", "相差 0.000001"), with_part("finance", published_spending="10576300")),
    ("G5", HINT, with_row("goals", 3, tasks=()), "tasks", "tasks", "title", ("深化工会改革创新工程", "没有指标衡量"), UNION),
    ("G6", HINT, UNION, "projects", "projects", "", ("10.60 万元", "366.80 万元", "2.9%"), union_facts(projects=(), project_indicators=())),
    ("G7", WARNING, with_row("goals", 0, achieved="3、主动引领时代风尚目标完成情况：为9名劳模发放津贴。"), "goals", "goals", "achieved",
     ("主动引领时代风尚", "没有这个目标", "共 4 个"), with_row("goals", 0, achieved="1、职工思想政治工作目标完成情况：开展宣讲。")),
    ("D1", ERROR, with_part("conclusion", narrative="全年支出合计1,000.00万元。"), "conclusion", "", "narrative", ("1,000.00", "1,057.63"),
     with_part("conclusion", narrative="全年支出合计1,057.63万元。")),
    ("D2", ERROR, with_part("conclusion", narrative="部门整体支出自评等级为良。"), "conclusion", "", "narrative", ("良", "优"),
     with_part("conclusion", narrative="部门整体支出自评等级为优。")),
    ("D9", ERROR, with_part("conclusion", narrative="全年支出«没有的数»。"), "conclusion", "", "narrative", ("没有的数", "没有来源"),
     with_part("conclusion", narrative="全年支出«支出合计»。")),
    ("D3a", WARNING, with_row("goals", 1, achieved=UNION.goals[1].expected), "goals", "goals", "achieved", ("100%", "预期目标"), UNION),
    ("D3a", WARNING, with_campaign(
        with_row("goals", 1, achieved=UNION.goals[1].expected), checks=CheckSettings(thresholds={"similar_to_last_year": "1"})),
     "goals", "goals", "achieved", ("100%",), with_row("goals", 1, achieved=UNION.goals[1].expected * 2 + UNION.goals[1].achieved)),
    ("D4", WARNING, with_row("tasks", 0, title="2021年职工思想政治引领工程"), "tasks", "tasks", "title", ("2021", "2022"),
     with_row("tasks", 0, title="2022年职工思想政治引领工程")),
    ("D4", WARNING, with_project(name="春节慰问经费（2021）"), "projects", "projects", "name", ("2021", "2022"), with_project(name="慰问（2000人）")),
    ("D4", WARNING, with_row("indicators", 2, name="2020—2021年开课期数"), "indicators", "indicators", "name", ("2020—2021", "2022"),
     with_row("indicators", 2, name="2021—2023年开课期数")),
    ("D5", WARNING, with_part("conclusion", management="我县高度重视，花都区残疾人联合会2022年部门整体支出完成100%。"), "conclusion", "", "management",
     ("“我县”", "“花都区残疾人联合会”", "广州市花都区总工会"),
     with_part("conclusion", management="我区高度重视，联合花都区残疾人联合会、市总工会开展工作，全市领先。"),
     Surroundings(department_names=("广州市花都区残疾人联合会",))),
    ("D5", WARNING, with_part("profile", nature="广州市花都区财政局是区政府工作部门"), "profile", "", "nature", ("广州市花都区财政局",),
     with_part("profile", nature="广州市花都区财政局主管的事业单位"), Surroundings(department_names=("广州市花都区财政局",))),
    ("D5", WARNING, with_part("profile", nature="本单位（花都区财政局）为一级预算单位"), "profile", "", "nature", ("花都区财政局",),
     with_part("profile", nature="本单位（花都区总工会）为一级预算单位"), Surroundings(department_names=("广州市花都区财政局",))),
    ("D6", WARNING, UNION, "tasks", "tasks", "text", ("广州市花都区残疾人联合会", "100%"), UNION, filed(LONG), filed("无关的文字" * 40)),
    ("D6", WARNING, UNION, "tasks", "tasks", "text", ("上年", "100%"), UNION, before(tasks=UNION.tasks), before(tasks=UNION.tasks[:1])),
    ("D6", WARNING, UNION, "tasks", "tasks", "text", ("残疾人联合会", "；", "上年"), UNION,
     Surroundings(last_year=before(tasks=UNION.tasks).last_year, copies=filed(LONG).copies), filed()),
    ("D6", WARNING, with_thresholds(similar_to_others="1"), "tasks", "tasks", "text", ("100%",), UNION, filed(LONG),
     filed(LONG[:45] + "另外的话" * 20)),
    ("D6", WARNING, with_thresholds(similar_to_last_year="1"), "tasks", "tasks", "text", ("100%",), UNION, before(tasks=UNION.tasks), filed()),
    ("D6", WARNING, with_part("work", overview=LONG), "tasks", "", "overview", ("100%",), with_part("work", overview=LONG[:75]), filed(LONG)),
    ("D6", WARNING, with_part("conclusion", management=LONG), "conclusion", "", "management", ("100%",),
     with_part("profile", nature=LONG), filed(LONG)),
    ("D7", WARNING, with_row("goals", 0, title="××目标"), "goals", "goals", "title", ("××",), with_row("goals", 0, title="服务职工")),
    ("D7", WARNING, with_row("projects", 0, name="项目名称"), "projects", "projects", "name", ("提示语", "项目名称"), with_project(name="慰问项目")),
    ("D7", WARNING, with_leaf(**WORDY | {"actual_text": "略"}), "indicators", "indicators", "actual_text", ("略",),
     with_leaf(actual_text="略")),
    ("D7", WARNING, with_leaf(**WORDY | {"target_text": "待定"}), "indicators", "indicators", "target_text", ("待定",),
     with_leaf(**WORDY | {"target_text": "无"})),
    ("D7", WARNING, with_leaf(**HALF | {"deduction_reason": "无"}, self_score="50"), "indicators", "indicators", "deduction_reason", ("无",),
     with_leaf(deduction_reason="无")),
    ("D7", WARNING, with_part("finance", adjustment_reason="无"), "budget", "", "adjustment_reason", ("无",),
     with_part("finance", execution_reason="无")),
    ("D7", WARNING, unexplained("9000000").model_copy(update={"finance": type(UNION.finance)(execution_reason="无")}), "budget", "",
     "execution_reason", ("无",), with_part("finance", execution_reason="没有")),
    ("D7", WARNING, unexplained("9518669").model_copy(update={"finance": type(UNION.finance)(execution_reason="无")}), "budget", "",
     "execution_reason", ("无",), unexplained("9518670").model_copy(update={"finance": type(UNION.finance)(execution_reason="无")})),
    ("D7", WARNING, with_project(deduction_reason="无"), "projects", "projects", "deduction_reason", ("无",),
     with_project(self_score="100", deduction_reason="无")),
    ("D7", WARNING, with_project(adjustment_reason="无"), "projects", "projects", "adjustment_reason", ("无",),
     with_project(adjustment_reason="无", initial_amount="106000")),
    ("D8", WARNING, with_rules(word_limits=(WordLimit(field="narrative", limit=9),)), "conclusion", "", "narrative", ("超过规定的 9 字",),
     with_rules(word_limits=(WordLimit(field="narrative", limit=len(UNION.conclusion.narrative)),))),
    ("D10", WARNING, with_row("problems", 0, cause="资金使用进度慢，主要集中在下半年结账。"), "problems", "problems", "cause",
     ("资金使用进度慢", "100.0%", "1,057.63 万元"), with_row("problems", 0, cause="上半年资金使用进度慢。")),
    ("D11", WARNING, union_facts(budget_lines=with_line(SPEND, executed_amount="8000000").budget_lines), "budget", "", "execution_reason",
     ("支付完毕", "75.6%"), union_facts(budget_lines=with_line(SPEND, executed_amount="9000000").budget_lines)),
    ("D11", WARNING, with_project(work_done="慰问资金已全部支付。", executed_amount="80000", quantity=80), "projects", "projects", "work_done",
     ("全部支付", "75.5%"), with_project(work_done="慰问资金已全部支付。")),
    ("D11", WARNING, union_facts(
        budget_lines=with_line(BudgetItem.PROJECT, executed_amount="2000000").budget_lines,
        conclusion=type(UNION.conclusion)(narrative="项目资金均已支付完毕。", management="组织自评。")),
     "conclusion", "", "narrative", ("均已支付完毕", "项目支出", "54.5%"), with_part("conclusion", narrative="项目资金均已支付完毕。")),
    ("D12", WARNING, with_part("conclusion", narrative="各项绩效指标全部完成。"), "conclusion", "", "narrative",
     ("全部完成", "宣传教育经费前三季度支出进度", "目标值 75", "完成值 69"),
     with_part("conclusion", narrative="各项绩效指标基本全部完成。")),
    ("D12", WARNING, with_row("goals", 0, achieved="年度目标全部完成。"), "goals", "goals", "achieved", ("全部完成", "前三季度支出进度"),
     with_row("goals", 1, achieved="年度目标全部完成。")),
    ("D12", WARNING, with_project(work_done="各项指标全部完成。"), "projects", "projects", "work_done", ("慰问劳动模范人数", "109", "106"),
     with_project(work_done="慰问金全部发放。")),
    ("D12", WARNING, with_leaf(**WORDY | {"attainment": Attainment.PARTIAL}, self_score="70").model_copy(
        update={"conclusion": type(UNION.conclusion)(narrative="全年目标均已实现。", management="组织自评。")}), "conclusion", "", "narrative",
     ("均已实现", "部分达成"), with_part("conclusion", narrative="全年工作有序推进。")),
    ("D13", WARNING, with_part("conclusion", narrative="受访职工均表示满意。"), "conclusion", "", "narrative", ("均表示满意", "93.5%"),
     with_part("conclusion", narrative="花都区职工满意度有所提高，平均满意度较好。")),
    ("D13", WARNING, with_row("project_indicators", 7, actual_text="回访对象全部满意。"), "projects", "project_indicators", "actual_text",
     ("全部满意", "97.17%"), with_row("project_indicators", 7, actual_text="回访对象多数满意。")),
    ("D14", WARNING, with_part("conclusion", narrative="各项指标均得满分，无扣分。"), "conclusion", "", "narrative", ("满分", "96 分", "少 4 分"),
     with_leaf().model_copy(update={"conclusion": type(UNION.conclusion)(narrative="各项指标均得满分，无扣分。", management="组织自评。")})),
    ("D14", WARNING, with_project(deduction_reason="无扣分"), "projects", "projects", "deduction_reason", ("无扣分", "99 分", "少 1 分"),
     with_project(self_score="100", deduction_reason="无扣分")),
    ("D14", WARNING, with_leaf(**HALF | {"deduction_reason": "未扣分"}, self_score="50"), "indicators", "indicators", "deduction_reason",
     ("未扣分", "50 分", "少 50 分"), with_leaf(deduction_reason="未扣分")),
    ("C1", WARNING, UNION, "budget", "budget_lines", "last_year_amount", ("一般公共预算支出", "1,012.06 万元", "1,012.07 万元", "相差 0.01"), UNION,
     spent_last_year(spend_general="10120700"), spent_last_year()),
    ("C1", WARNING, without_line(SPEND), "budget", "budget_lines", "", ("支出合计", "0.00 万元", "1,012.06 万元"), UNION, spent_last_year()),
    ("C2", WARNING, with_line(SPEND, last_year_amount="8135615"), "budget", "budget_lines", "", ("1,057.63 万元", "813.5615 万元", "增加 30.0%", "30%"),
     with_line(SPEND, last_year_amount="8135616")),
    ("C2", WARNING, with_line(SPEND, last_year_amount="0"), "budget", "budget_lines", "", ("增加 1,057.63 万元（上年没有发生）",),
     with_line(SPEND, executed_amount="0", last_year_amount="0")),
    ("C2", WARNING, with_line(SPEND, executed_amount="13000001", last_year_amount="10000000"), "budget", "budget_lines", "", ("30%",),
     with_line(SPEND, executed_amount="13000000", last_year_amount="10000000")),
    ("C2", WARNING, with_line(BudgetItem.VEHICLE_RUNNING, last_year_amount="60000"), "budget", "budget_lines", "",
     ("“三公”经费合计", "3.24 万元", "6.31 万元", "减少 48.7%"), with_line(BudgetItem.VEHICLE_RUNNING, last_year_amount="10000")),
    ("C2", WARNING, with_campaign(with_line(BudgetItem.VEHICLE_RUNNING, last_year_amount="10000"), checks=CheckSettings(levels={"B6": "off"})),
     "budget", "budget_lines", "", ("“三公”经费合计", "增加"), UNION),
    ("C4", WARNING, UNION, "problems", "last_measures", "answer", (f"“{UNION.measures[0].text[:29]}……”", "没有说明落实情况"), answered("done", "done"), PROMISED),
    ("C4", WARNING, answered("done", "partly"), "problems", "last_measures", "note", (f"“{UNION.measures[1].text[:30]}……”", "部分完成，没有写说明"),
     answered("partly", "not_done", note="尾款下年支付。"), PROMISED),
    ("C4", WARNING, answered(None, "done"), "problems", "last_measures", "answer", ("没有说明落实情况",), UNION),
    ("C5", WARNING, UNION, "tasks", "", "", ("沿用上年，待核对 2 项",), UNION,
     Surroundings(carried=(Place("tasks", field="overview"), Place("tasks", "tasks", UNION.tasks[0].key))), ALONE),
    ("R1", ERROR, UNION, "goals", "goals", "achieved", ("已修改", "与上次报送相同"), UNION.model_copy(update={"goals": UNION.goals[1:]}), RETURNED),
    ("R1", ERROR, with_campaign(UNION, name="任务改名"), "goals", "goals", "achieved", ("已修改",),
     UNION.model_copy(update={"explanations": (Explanation(finding="A1@goals", text="另作说明"),)}), RETURNED),
    ("R1", ERROR, UNION.model_copy(update={"explanations": (Explanation(finding="R1@goals", text="改了别处"),)}), "goals", "goals", "achieved",
     ("已修改",), UNION, RETURNED, Surroundings(returned=UNION)),
)  # fmt: skip

CASES = tuple(Case(*each) for each in _TUPLES)
