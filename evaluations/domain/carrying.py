"""从上年复制: what an earlier year's filing gives this one, part by part.

Never results, scores, deduction reasons, money of the year, evidence, explanations. The one figure that goes over by
another name is last year's 全年执行数, which is this year's 上年决算数 (rule C1).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from evaluations.domain.carried_rows import Carrier, Line, Outcome
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.numbers.said import with_values
from evaluations.domain.scoring import score
from evaluations.domain.sections import SECTION_BY_KEY, SectionData
from huadu_perf.lib.findings import Place


class Part(StrEnum):
    """What can be chosen by itself."""

    PROFILE = "profile"
    ORGANISATION = "organisation"
    DUTIES = "duties"
    TASKS = "tasks"
    GOALS = "goals"
    INDICATORS = "indicators"
    PROJECTS = "projects"
    AMOUNTS = "amounts"


@dataclass(frozen=True)
class PartSpec:
    """A part: its section, single fields and row sets with the fields that are copied."""

    part: Part
    label: str
    section: str
    fields: tuple[str, ...] = ()
    rowsets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    hint: str = ""


#: What an indicator asks for, not what came of it.
ASKED = ("name", "kind", "direction", "target_value", "target_text", "unit", "points")
PARTS: tuple[PartSpec, ...] = (
    PartSpec(Part.PROFILE, "部门性质和人员", "profile",
             ("nature", "established_count", "serving_count", "retired_count")),
    PartSpec(Part.ORGANISATION, "内设机构和下属单位", "profile", (),
             (("divisions", ("name",)), ("subunits", ("name", "nature")))),
    PartSpec(Part.DUTIES, "主要职责", "profile", (), (("duties", ("text",)),)),
    PartSpec(Part.TASKS, "年度工作任务", "tasks", ("overview",), (("tasks", ("title", "text")),)),
    PartSpec(Part.GOALS, "整体绩效目标", "goals", (), (("goals", ("title", "expected", "tasks")),),
             "只复制目标名称、预期目标和对应的任务，不复制完成情况。"),
    PartSpec(Part.INDICATORS, "绩效指标和目标值", "indicators", (), (("indicators", (*ASKED, "goal")),),
             "不复制完成值、得分、扣分原因和改进措施。本年指标体系规定的内容不变。"),
    PartSpec(Part.PROJECTS, "重点任务项目和项目指标", "projects", (),
             (("projects", ("name", "implementing_unit", "task", "quantity_unit")),
              ("project_indicators", ("project", *ASKED))),
             "只复制项目名称、实施单位、对应的任务和项目指标的目标值，不复制金额、实施情况和得分。本年没有的项目在该节删除。"),
    PartSpec(Part.AMOUNTS, "上年决算数", "budget", (), (("budget_lines", ("last_year_amount",)),),
             "上年自评的全年执行数填入收支表中空着的“上年决算数”；其他金额不复制。"),
)  # fmt: skip


@dataclass(frozen=True)
class PartPlan:
    """A part with what happens to each of its lines. `is_filled`: this year has content there already."""

    spec: PartSpec
    lines: tuple[Line, ...]
    is_filled: bool

    def count(self, *outcomes: Outcome) -> int:
        """How many lines end so."""
        return sum(line.outcome in outcomes for line in self.lines)

    @property
    def writes(self) -> int:
        """How many lines are written."""
        return self.count(Outcome.ADDED, Outcome.FILLED, Outcome.REPLACED)

    @property
    def is_offered(self) -> bool:
        """Whether it is chosen unless one says no: something to copy, and nothing there yet."""
        return bool(self.writes) and not self.is_filled

    @property
    def may_replace(self) -> bool:
        """Whether there is content that can give way; a typed 上年决算数 never does."""
        return self.spec.part != Part.AMOUNTS and bool(self.count(Outcome.KEPT, Outcome.REPLACED))


@dataclass(frozen=True)
class Plan:
    """What copying does: the parts line by line, the sections as they become, the places to confirm afterwards."""

    year: int
    parts: tuple[PartPlan, ...]
    sections: dict[str, SectionData]
    marks: tuple[Place, ...]


def plan(
    source: EvaluationFacts, facts: EvaluationFacts, chosen: Collection[str], replacing: Collection[str]
) -> Plan:
    """What of the filing `source` goes into these facts. `replacing`: the parts whose own content gives way (覆盖)."""
    carrier = Carrier(with_values(source, score(source)), facts)
    parts = tuple(_carry(carrier, spec, chosen, replacing) for spec in parts_from(source, facts))
    return Plan(source.campaign.year, parts, carrier.sections(), tuple(carrier.marks))


def parts_from(source: EvaluationFacts, facts: EvaluationFacts) -> Iterator[PartSpec]:
    """The parts a filing can give; 上年决算数 only from the year before."""
    for spec in PARTS:
        if spec.part != Part.AMOUNTS or source.campaign.year == facts.campaign.year - 1:
            yield spec


def _carry(carrier: Carrier, spec: PartSpec, chosen: Collection[str], replacing: Collection[str]) -> PartPlan:
    writes, replaces = spec.part in chosen, spec.part in replacing and spec.part != Part.AMOUNTS
    is_filled = _is_filled(carrier.facts, spec)
    lines: list[Line] = [carrier.field(spec.section, name, writes, replaces) for name in spec.fields]
    for rowset, names in spec.rowsets:
        lines += carrier.rows(rowset, names, writes, replaces)
    return PartPlan(spec, tuple(line for line in lines if line.outcome != Outcome.NOTHING), is_filled)


def _is_filled(facts: EvaluationFacts, spec: PartSpec) -> bool:
    """Whether anything stands there that the system did not put there itself."""
    section = SECTION_BY_KEY[spec.section]
    group: Any = getattr(facts, section.group) if section.group else None
    if any(getattr(group, name) not in (None, "") for name in spec.fields):
        return True
    planted = {node.key for node in facts.campaign.nodes}
    return any(
        row.key not in planted
        for rowset, _ in spec.rowsets
        if rowset != "budget_lines"
        for row in getattr(facts, rowset)
    )
