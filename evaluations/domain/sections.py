"""The sections of a self-evaluation, said once: forms, completeness, task list and remark places come from here."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from budgets.enums import AMOUNTS as AMOUNT_LABELS
from budgets.enums import FUNDING, GROUP_ITEMS, BudgetItem
from evaluations.domain.examples import EXAMPLES
from evaluations.domain.report_template import Annex
from evaluations.enums import Attainment, Direction, IndicatorKind, MeasureAnswer, TextChoices


class Kind(StrEnum):
    """What a field holds, which decides how it is read and shown."""

    NAME = "name"
    PROSE = "prose"
    COUNT = "count"
    AREA = "area"
    AMOUNT = "amount"
    POINTS = "points"
    QUANTITY = "quantity"
    CHOICE = "choice"
    LINK = "link"
    LINKS = "links"


@dataclass(frozen=True)
class Field:
    """One field: `needed` to submit; `limit` in characters; `target`, the row set a link points at.

    `annex`: the annex it is asked for; a report without that annex does not ask for it (`asked.py`).
    `given`: shown beside what is asked, never typed: it stands in last year's filing.
    """

    name: str
    label: str
    kind: Kind = Kind.NAME
    needed: bool = False
    limit: int = 0
    hint: str = ""
    choices: type[TextChoices] | None = None
    target: str = ""
    annex: Annex | None = None
    given: bool = False

    @property
    def max_length(self) -> int:
        """The most characters that can be stored."""
        return self.limit or {Kind.NAME: 200, Kind.PROSE: 20000}.get(self.kind, 40)


@dataclass(frozen=True)
class RowSet:
    """An ordered set of rows; `needed` is how many rows a submission must have at least.

    A fixed set has one row for each of its `items`, in their order, and no others.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    needed: int = 0
    word: str = "行"
    hint: str = ""
    items: tuple[BudgetItem, ...] = ()
    parent: str = ""
    noun: str = ""

    @property
    def is_fixed(self) -> bool:
        """Whether nobody adds or removes rows."""
        return bool(self.items)

    @property
    def is_given(self) -> bool:
        """Whether its rows come from last year's filing: they are answered, never added or removed."""
        return any(field.given for field in self.fields)

    @property
    def called(self) -> str:
        """What one row is called on its card and its button."""
        return self.noun or self.label

    @property
    def examples(self) -> tuple[tuple[str, str], ...]:
        """(label, text) of its narratives: shown once at its head, not in each row."""
        names = ((field.label, f"{self.name}.{field.name}") for field in self.fields)
        return tuple((label, EXAMPLES[name]) for label, name in names if name in EXAMPLES)


@dataclass(frozen=True)
class Section:
    """A page of the self-evaluation with its own save. `group`: the part of the facts its single fields are in."""

    key: str
    number: int
    title: str
    step: str
    group: str = ""
    fields: tuple[Field, ...] = ()
    rowsets: tuple[RowSet, ...] = ()
    lead: str = ""

    @property
    def is_form(self) -> bool:
        """Whether it is filled in on a section form (evidence and submission have pages of their own)."""
        return bool(self.fields or self.rowsets)

    def rowset(self, name: str) -> RowSet:
        """The row set of that name; KeyError when there is none."""
        return {rowset.name: rowset for rowset in self.rowsets}[name]


BASICS, TARGETS, ANALYSIS, FINISH = "基本情况", "指标与项目", "分析与结论", "核对与提交"

MEASURED = (
    Field("name", "指标名称", needed=True, hint="写明衡量什么，不要写“数量指标”这类类型名"),
    Field("kind", "类型", Kind.CHOICE, needed=True, choices=IndicatorKind),
    Field("direction", "符号", Kind.CHOICE, needed=True, choices=Direction),
    Field("target_value", "目标值", Kind.QUANTITY),
    Field("actual_value", "实际完成值", Kind.QUANTITY),
    Field("unit", "单位", limit=20),
    Field("target_text", "目标（定性）", limit=200),
    Field("actual_text", "完成情况（定性）", limit=500),
    Field("attainment", "达成等级（定性）", Kind.CHOICE, choices=Attainment),
    Field("points", "分值", Kind.POINTS, needed=True),
    Field("self_score", "自评得分", Kind.POINTS, needed=True),
    Field("deduction_reason", "扣分原因", Kind.PROSE, limit=1000),
    Field("corrective_measures", "改进措施", Kind.PROSE, limit=1000),
)
AMOUNTS = tuple(Field(name, label, Kind.AMOUNT, needed=True) for name, label in AMOUNT_LABELS.items())

SECTIONS: tuple[Section, ...] = (
    Section(
        "profile", 1, "部门概况", BASICS, "profile",
        (
            Field("nature", "部门性质", Kind.PROSE, needed=True, limit=500,
                  hint="主管关系和主要负责的工作，一两句话"),
            Field("established_count", "编制人数", Kind.COUNT, needed=True),
            Field("serving_count", "在职人数", Kind.COUNT, needed=True),
            Field("retired_count", "离退休人数", Kind.COUNT, needed=True),
        ),
        (
            RowSet("divisions", "内设机构", (Field("name", "名称", needed=True, limit=100),), needed=1, word="个"),
            RowSet("subunits", "下属单位",
                   (Field("name", "名称", needed=True, limit=100), Field("nature", "性质", limit=100)),
                   word="个", hint="没有下属单位就留空"),
            RowSet("duties", "主要职责", (Field("text", "职责内容", Kind.PROSE, needed=True, limit=1000),),
                   needed=1, word="项", noun="职责"),
        ),
        "部门性质、机构、人员和主要职责。每项职责一行，序号由系统编。",
    ),
    Section(
        "tasks", 2, "年度工作任务", BASICS, "work",
        (Field("overview", "年度总体工作", Kind.PROSE, limit=2000, hint="全年工作的总要求，可以不填"),),
        (
            RowSet("tasks", "重点工作任务",
                   (Field("title", "任务名称", needed=True),
                    Field("text", "任务内容", Kind.PROSE, needed=True, limit=3000)),
                   needed=1, word="项", noun="任务"),
        ),
        "评价年度的总体工作和重点工作任务。绩效目标和项目将与任务对应。",
    ),
    Section(
        "budget", 3, "部门整体收支", BASICS, "finance",
        (
            Field("published_spending", "已公开决算支出总额（万元）", Kind.AMOUNT, hint="已公开部门决算的填写，用于核对"),
            Field("adjustment_reason", "预算调整原因", Kind.PROSE, limit=1000,
                  hint="年初预算与全年预算不一致时填写"),
            Field("execution_reason", "执行率偏低原因", Kind.PROSE, limit=1000,
                  hint="执行率低于规定比例或有结转结余时填写"),
            Field("building_approved_area", "批复规模（㎡）", Kind.AREA, annex=Annex.BASE_DATA),
            Field("building_actual_area", "实际规模（㎡）", Kind.AREA, annex=Annex.BASE_DATA),
            Field("building_approved_investment", "预算投资（万元）", Kind.AMOUNT, annex=Annex.BASE_DATA),
            Field("building_actual_investment", "实际投资（万元）", Kind.AMOUNT, annex=Annex.BASE_DATA),
            Field("thrift_measures", "厉行节约保障措施", Kind.PROSE, needed=True, limit=1000,
                  hint="压减一般性支出、控制“三公”经费和楼堂馆所的制度和做法", annex=Annex.BASE_DATA),
        ),
        (
            RowSet("budget_lines", "收支情况",
                   (Field("item", "项目", Kind.CHOICE, choices=BudgetItem), *AMOUNTS,
                    Field("last_year_amount", "上年决算数", Kind.AMOUNT, needed=True)),
                   items=tuple(item for items in GROUP_ITEMS.values() for item in items), hint="单位：万元。没有的资金来源填“不适用”，发生额为零填 0。"),
        ),
        "金额以万元填写，精确到分。合计和执行率由系统计算。",
    ),
    Section(
        "goals", 4, "整体绩效目标", TARGETS, "",
        (),
        (
            RowSet("goals", "绩效目标",
                   (Field("title", "目标名称", needed=True),
                    Field("expected", "预期目标", Kind.PROSE, needed=True, limit=2000),
                    Field("achieved", "完成情况", Kind.PROSE, needed=True, limit=3000),
                    Field("tasks", "对应的重点工作任务", Kind.LINKS, needed=True, target="tasks")),
                   needed=1, word="个", noun="目标"),
        ),
        "每个目标写明预期和完成情况，并勾选它服务于哪些重点工作任务。",
    ),
    Section(
        "indicators", 5, "绩效指标", TARGETS, "",
        (),
        (
            RowSet("indicators", "绩效指标",
                   (Field("level", "级别", Kind.COUNT), Field("parent", "上级指标", Kind.LINK, target="indicators"),
                    *MEASURED, Field("goal", "对应的绩效目标", Kind.LINK, needed=True, target="goals")),
                   needed=1, word="个", parent="parent"),
        ),
        "一级、二级指标只填名称，三级指标填目标值、完成值和得分。分值合计应为 100。",
    ),
    Section(
        "projects", 6, "重点任务项目", TARGETS, "",
        (),
        (
            RowSet("projects", "重点任务项目",
                   (Field("name", "项目名称", needed=True),
                    Field("implementing_unit", "实施单位", hint="由本部门直接实施的，填本部门名称"),
                    Field("task", "对应的重点工作任务", Kind.LINK, needed=True, target="tasks"),
                    *AMOUNTS,
                    *(Field(name, label, Kind.AMOUNT) for name, label in FUNDING.items()),
                    Field("adjustment_reason", "预算调整原因", Kind.PROSE, limit=1000,
                          hint="年初预算与全年预算不一致时填写"),
                    Field("quantity", "数量", Kind.QUANTITY), Field("quantity_unit", "计量单位", limit=20),
                    Field("unit_price", "单价（万元）", Kind.AMOUNT, hint="适用时填写，用于核对：单价 × 数量 = 执行数"),
                    Field("work_done", "实施情况", Kind.PROSE, needed=True, limit=3000),
                    Field("self_score", "自评得分", Kind.POINTS, needed=True, hint="满分 100，等级由系统计算"),
                    Field("deduction_reason", "扣分原因", Kind.PROSE, limit=1000)),
                   word="个"),
            RowSet("project_indicators", "项目绩效指标",
                   (Field("project", "项目", Kind.LINK, target="projects"), *MEASURED), word="个", parent="project"),
        ),
        "评价年度的重点任务项目：资金、实施情况和项目自己的绩效指标。没有重点项目就留空。",
    ),
    Section(
        "conclusion", 7, "自评结论", ANALYSIS, "conclusion",
        (
            Field("management", "绩效管理情况", Kind.PROSE, needed=True, limit=2000,
                  hint="绩效目标设置、运行监控和自评的组织情况"),
            Field("narrative", "综合评价", Kind.PROSE, needed=True, limit=3000,
                  hint="预算编制、执行和使用效益的总体评价。得分和等级由系统写入报告，这里不必重复"),
        ),
        (),
        "总分和等级由指标得分算出。",
    ),
    Section(
        "problems", 8, "问题与改进措施", ANALYSIS, "",
        (),
        (
            RowSet("last_measures", "上年改进措施落实情况",
                   (Field("text", "上年提出的措施", Kind.PROSE, limit=2000, given=True),
                    Field("problem", "针对的问题", Kind.PROSE, limit=20000, given=True),
                    Field("answer", "落实情况", Kind.CHOICE, choices=MeasureAnswer),
                    Field("note", "说明", Kind.PROSE, limit=1000, hint="没有全部完成的，写明原因和下一步打算")),
                   word="条", noun="上年措施", hint="上年自评提出的改进措施，逐条说明落实情况。"),
            RowSet("problems", "存在的主要问题",
                   (Field("text", "问题", Kind.PROSE, needed=True, limit=1000),
                    Field("cause", "原因", Kind.PROSE, limit=1000)),
                   needed=1, word="个", noun="问题"),
            RowSet("measures", "下一步改进措施",
                   (Field("text", "措施", Kind.PROSE, needed=True, limit=1000),
                    Field("problems", "针对的问题", Kind.LINKS, needed=True, target="problems")),
                   needed=1, word="条", noun="措施"),
        ),
        "每个问题都要有对应的改进措施；一条措施可以针对几个问题。",
    ),
    Section("evidence", 9, "佐证材料", ANALYSIS, lead="上传一次，可同时佐证几个指标和项目。"),
    Section("check", 10, "核对与提交", FINISH, lead="通读全文，处理校验问题，确认后提交。"),
)  # fmt: skip

SECTION_BY_KEY = {section.key: section for section in SECTIONS}
FORM_SECTIONS = tuple(section for section in SECTIONS if section.is_form)
ROWSETS = {rowset.name: rowset for section in SECTIONS for rowset in section.rowsets}
SECTION_OF_ROWSET = {rowset.name: section.key for section in SECTIONS for rowset in section.rowsets}
SECTION_OF_ROWSET["evidence"] = "evidence"

#: More rows than this are no self-evaluation: form and file refuse them.
MAX_ROWS = 500

#: Content of one section as plain values: single fields, and rows (each with its key) by row set.
Row = dict[str, Any]


@dataclass(frozen=True)
class SectionData:
    """What a section holds, or what somebody typed for it, by the names of its spec."""

    fields: dict[str, Any]
    rows: dict[str, list[Row]]


def section_data(section: Section, facts: Any) -> SectionData:
    """The section's part of the facts as plain values."""
    group = getattr(facts, section.group) if section.group else None
    return SectionData(
        fields={field.name: getattr(group, field.name) for field in section.fields},
        rows={
            rowset.name: [
                {"key": row.key, **{field.name: getattr(row, field.name) for field in rowset.fields}}
                for row in getattr(facts, rowset.name)
            ]
            for rowset in section.rowsets
        },
    )


def is_blank(value: Any) -> bool:
    """Whether nothing was stated. Zero and 不适用 are statements."""
    return value is None or value == "" or value == () or value == []


def values_of(data: SectionData) -> Iterator[tuple[str, UUID | None, str, Any]]:
    """Every value of the section: (row set or "", key or None, field, value)."""
    for name, value in data.fields.items():
        yield "", None, name, value
    for rowset, rows in data.rows.items():
        for row in rows:
            for name, value in row.items():
                if name != "key":
                    yield rowset, row["key"], name, value
