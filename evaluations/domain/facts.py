"""The one document: everything a self-evaluation states, as frozen values (JSON in and out).

Scorer, checker, renderers, exports and the interchange file take this and nothing else. Links between items are keys.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from budgets.domain.facts import BudgetLine, ProjectFacts
from evaluations.domain.check_settings import CheckSettings
from evaluations.domain.grading import GradeBand
from evaluations.domain.index_system import IndexNode
from evaluations.domain.report_template import ReportTemplateFacts
from evaluations.domain.rules import ScoringRules
from evaluations.enums import Attainment, Direction, EvidenceKind, IndicatorKind, MeasureAnswer
from huadu_perf.lib.values import NOT_APPLICABLE, Amount, Area, Count, Facts, Key, Points, Quantity, Text


class DepartmentFacts(Facts):
    """The department that files."""

    code: str
    name: str
    short_name: str = ""
    region: str


class CampaignFacts(Facts):
    """The year's settings as they were when the facts were taken: bands, rules, tree and template are data.

    `nodes`: the tree of the index system; an indicator with the key of a node is that node, filled in.
    `notice`: the notice that asked for the self-evaluation, with its number 文号, where the manager stated it.
    `project_nodes`: the first level of the index system for projects, where the campaign has one.
    """

    year: int = Field(ge=2000, le=2100)
    name: str
    notice: Text = ""
    index_system: str
    index_system_verified: bool = False
    index_system_source: str = ""
    bands: tuple[GradeBand, ...]
    rules: ScoringRules = ScoringRules()
    nodes: tuple[IndexNode, ...] = ()
    project_nodes: tuple[IndexNode, ...] = ()
    checks: CheckSettings = CheckSettings()
    template: ReportTemplateFacts


class Profile(Facts):
    """部门概况: nature and staffing."""

    nature: Text = ""
    established_count: Count = None
    serving_count: Count = None
    retired_count: Count = None


class Work(Facts):
    """年度总体工作."""

    overview: Text = ""


class Finance(Facts):
    """Explanations that go with the department's income and spending, and what the published 决算 says.

    The rest is asked for 基础数据表 only: 楼堂馆所 finished in the year (㎡, 元) and 厉行节约保障措施.
    """

    published_spending: Amount = None
    adjustment_reason: Text = ""
    execution_reason: Text = ""
    building_approved_area: Area = None
    building_actual_area: Area = None
    building_approved_investment: Amount = None
    building_actual_investment: Amount = None
    thrift_measures: Text = ""


class Conclusion(Facts):
    """自评结论 and how performance was managed in the year."""

    management: Text = ""
    narrative: Text = ""


class Named(Facts):
    """A row with a name only: 内设机构."""

    key: Key
    name: Text = ""


class SubUnit(Named):
    """下属单位."""

    nature: Text = ""


class Duty(Facts):
    """主要职责, one row each."""

    key: Key
    text: Text = ""


class Task(Facts):
    """重点工作任务."""

    key: Key
    title: Text = ""
    text: Text = ""


class Goal(Facts):
    """整体绩效目标: expected result, completion, and the tasks it serves."""

    key: Key
    title: Text = ""
    expected: Text = ""
    achieved: Text = ""
    tasks: tuple[Key, ...] = ()


class Measured(Facts):
    """What every third-level indicator states, of the department or of a project."""

    key: Key
    name: Text = ""
    kind: IndicatorKind | None = None
    direction: Direction | None = None
    target_value: Quantity = None
    target_text: Text = ""
    actual_value: Quantity = None
    actual_text: Text = ""
    attainment: Attainment | None = None
    unit: Text = ""
    points: Points = None
    self_score: Points = None
    deduction_reason: Text = ""
    corrective_measures: Text = ""

    @property
    def is_left_out(self) -> bool:
        """Whether it does not apply: its score says 不适用, and the rest is rescaled."""
        return self.self_score is NOT_APPLICABLE


class Indicator(Measured):
    """A node of the indicator tree: levels 1 and 2 carry a name only, level 3 is measured and scored."""

    level: Literal[1, 2, 3] = 3
    parent: Key | None = None
    goal: Key | None = None


class ProjectIndicator(Measured):
    """An indicator of one project."""

    project: Key


class Project(ProjectFacts):
    """重点任务项目: its money, what was done, its own score and the task it belongs to."""

    work_done: Text = ""
    self_score: Points = None
    deduction_reason: Text = ""
    task: Key | None = None


class Problem(Facts):
    """存在的主要问题."""

    key: Key
    text: Text = ""
    cause: Text = ""


class Measure(Facts):
    """下一步改进措施, with the problems it answers."""

    key: Key
    text: Text = ""
    problems: tuple[Key, ...] = ()


class LastMeasure(Facts):
    """A measure that last year's filing promised, with the problem it was for; what became of it, and what comes next."""

    key: Key
    text: Text = ""
    problem: Text = ""
    answer: MeasureAnswer | None = None
    note: Text = ""

    @property
    def is_answered(self) -> bool:
        """Whether it says what became of it, and why where it is not done."""
        return self.answer is not None and (self.answer == MeasureAnswer.DONE or bool(self.note))


def _real_date(text: str) -> str:
    if text:
        try:
            date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(f"没有“{text}”这一天") from error
    return text


Day = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$"), AfterValidator(_real_date)]


class Evidence(Facts):
    """佐证材料: one file (known by its SHA-256), which may serve several indicators and projects.

    `pages`: where in the file the proof stands.
    """

    key: Key
    title: Text = ""
    kind: EvidenceKind = EvidenceKind.OTHER
    dated: Day = ""
    file_name: Text = ""
    size: int = Field(default=0, ge=0, le=2**53)
    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    sample_size: Count = None
    pages: Text = ""
    indicators: tuple[Key, ...] = ()
    projects: tuple[Key, ...] = ()


class Explanation(Facts):
    """What the department says to a finding that needs an explanation, and the words it was said to.

    Once the finding's words (and so its figures) have changed, it is explained no more.
    """

    finding: Text
    message: Text = ""
    text: Annotated[Text, Field(min_length=1)]


class EvaluationFacts(Facts):
    """One department's self-evaluation of one year, whole."""

    schema_version: Literal[1] = 1
    department: DepartmentFacts
    campaign: CampaignFacts
    profile: Profile = Profile()
    divisions: tuple[Named, ...] = ()
    subunits: tuple[SubUnit, ...] = ()
    duties: tuple[Duty, ...] = ()
    work: Work = Work()
    tasks: tuple[Task, ...] = ()
    finance: Finance = Finance()
    budget_lines: tuple[BudgetLine, ...] = ()
    goals: tuple[Goal, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    projects: tuple[Project, ...] = ()
    project_indicators: tuple[ProjectIndicator, ...] = ()
    conclusion: Conclusion = Conclusion()
    last_measures: tuple[LastMeasure, ...] = ()
    problems: tuple[Problem, ...] = ()
    measures: tuple[Measure, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    explanations: tuple[Explanation, ...] = ()

    @model_validator(mode="after")
    def links_and_keys_hold(self) -> Self:
        """Keys, budget items and explained findings are stated once, and every link points at an item that exists."""
        problems = [*self._doubled_keys(), *self._doubled_words(), *self._dangling_links()]
        if problems:
            raise ValueError("；".join(problems))
        return self

    def scored_indicators(self) -> tuple[Indicator, ...]:
        """The level-3 indicators, in order."""
        return tuple(indicator for indicator in self.indicators if indicator.level == 3)

    def unanswered_problems(self) -> tuple[Problem, ...]:
        """The problems that no measure answers, in order."""
        answered = {key for measure in self.measures for key in measure.problems}
        return tuple(problem for problem in self.problems if problem.key not in answered)

    def counted_indicators(self) -> tuple[Indicator, ...]:
        """The level-3 indicators that make the total: all but those below a first level the index system gives 0 points.

        What stands there only feeds completion rates (部门整体绩效目标产出指标完成情况 of the Guangdong draft).
        """
        nothing = {node.key for node in self.campaign.nodes if node.level == 1 and node.points == 0}
        if not nothing:
            return self.scored_indicators()
        above = {row.key: row.parent for row in self.indicators}
        return tuple(
            row
            for row in self.scored_indicators()
            if row.parent is None or above.get(row.parent) not in nothing
        )

    def children(self, parent: UUID | None) -> tuple[Indicator, ...]:
        """The nodes right below `parent` (None: the first level), in order."""
        return tuple(indicator for indicator in self.indicators if indicator.parent == parent)

    def indicators_of(self, project: UUID) -> tuple[ProjectIndicator, ...]:
        """The indicators of one project, in order."""
        return tuple(indicator for indicator in self.project_indicators if indicator.project == project)

    def _doubled_keys(self) -> Iterator[str]:
        scored: set[UUID] = set()
        for name in ROW_SETS:
            seen = scored if name in SCORED else set()
            for number, row in enumerate(getattr(self, name)):
                if row.key in seen:
                    yield f"{name}[{number}].key: 与前面的行重复 ({row.key})"
                seen.add(row.key)

    def _doubled_words(self) -> Iterator[str]:
        for rowset, field in (("budget_lines", "item"), ("explanations", "finding")):
            seen: set[str] = set()
            for number, row in enumerate(getattr(self, rowset)):
                word = getattr(row, field)
                if word in seen:
                    yield f"{rowset}[{number}].{field}: 与前面的行重复 ({word})"
                seen.add(word)

    def _dangling_links(self) -> Iterator[str]:
        keys = {name: {row.key for row in getattr(self, name)} for name in ROW_SETS}
        for rowset, field, target in LINKS:
            for number, row in enumerate(getattr(self, rowset)):
                value = getattr(row, field)
                for key in value if isinstance(value, tuple) else (value,):
                    if key is not None and key not in keys[target]:
                        yield f"{rowset}[{number}].{field}: 指向不存在的 {target} ({key})"
        yield from self._bad_parents()

    def _bad_parents(self) -> Iterator[str]:
        level = {indicator.key: indicator.level for indicator in self.indicators}
        for number, row in enumerate(self.indicators):
            above = level.get(row.parent) if row.parent else 0
            if above is not None and above != row.level - 1:
                yield f"indicators[{number}].parent: 第 {row.level} 级指标的上级应为第 {row.level - 1} 级"


#: Every row set of the document, in the order in which items can link to earlier ones.
ROW_SETS = (
    "divisions", "subunits", "duties", "tasks", "budget_lines", "goals", "indicators", "projects",
    "project_indicators", "last_measures", "problems", "measures", "evidence",
)  # fmt: skip

#: Row sets that scores are kept of, by key: no two of their rows share one.
SCORED = ("indicators", "projects", "project_indicators")

#: (row set, field, row set it points at)
LINKS = (
    ("goals", "tasks", "tasks"),
    ("indicators", "goal", "goals"),
    ("indicators", "parent", "indicators"),
    ("projects", "task", "tasks"),
    ("project_indicators", "project", "projects"),
    ("measures", "problems", "problems"),
    ("evidence", "indicators", "indicators"),
    ("evidence", "projects", "projects"),
)
