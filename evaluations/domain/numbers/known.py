"""The values of the facts that prose may speak of: label, stable token, exact value, place, and words of their own."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from budgets.domain.execution import Totals, execution_rate, summarise, total
from budgets.enums import LINE_AMOUNTS, BudgetItem
from evaluations.domain.facts import EvaluationFacts, Measured, Project
from evaluations.domain.numbers.mentions import Kind
from evaluations.domain.numbers.patterns import GRADE_WORDS
from evaluations.domain.numbers.spoken import department_names, indicator_names, project_names
from evaluations.domain.places import at
from evaluations.domain.scoring import Scorecard
from huadu_perf.lib.findings import Place
from huadu_perf.lib.money import WAN, percent, plain_number, points, wan_exact
from huadu_perf.lib.values import number

#: The figures of a line by their aspect, which is the name of the field without its ending.
COLUMNS = tuple((name.removesuffix("_amount"), label) for name, label in LINE_AMOUNTS.items())


class Known(NamedTuple):
    """One value. `subject` and `aspect` say what it is to the reader of prose, `names` how prose calls its subject.

    `owner` is the project a project's indicator belongs to. Grades have a `word` instead of a value.
    """

    token: str
    label: str
    kind: Kind
    value: Decimal
    place: Place
    subject: str
    aspect: str
    unit: str = ""
    names: tuple[str, ...] = ()
    word: str = ""
    owner: UUID | None = None
    per: bool = False

    @property
    def shown(self) -> str:
        """The value as a message and a chip show it."""
        if self.kind == Kind.GRADE:
            return self.word
        if self.kind == Kind.AMOUNT:
            return f"{wan_exact(self.value)} 万元" + ("/人" if self.per else "")
        if self.kind == Kind.PERCENT:
            return percent(self.value, 1 if (self.value * 1000) % 1 == 0 else 2)
        if self.kind == Kind.SCORE:
            return f"{points(self.value)} 分"
        return (
            f"{plain_number(self.value)} {self.unit}".strip() if self.kind == Kind.COUNT else str(self.value)
        )


def known_values(facts: EvaluationFacts, scorecard: Scorecard) -> tuple[Known, ...]:
    """Every value that prose may speak of, in the order of the sections."""
    return (
        Known("«评价年度»", "评价年度", Kind.YEAR, Decimal(facts.campaign.year), Place("check"), "dept", "year"),
        *_staff(facts), *_lists(facts), *_money(facts), *_indicators(facts), *_groups(scorecard), *_projects(facts),
        *_department_score(facts, scorecard), *grade_values(facts, scorecard),
    )  # fmt: skip


def grade_values(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Known]:
    """The grade of the department and of each project."""
    nothing = Decimal(0)
    if scorecard.grade:
        yield Known("«等级»", "等级", Kind.GRADE, nothing, at("indicators"), "dept", "grade", word=scorecard.grade,
                    names=department_names(facts))  # fmt: skip
    for project in facts.projects:
        word = scorecard.project_grade(project.key)
        if word:
            yield Known(f"«项目:{project.key}.等级»", f"项目{_short(project.name)}的等级", Kind.GRADE, nothing,
                        at("projects", project.key, "self_score"), f"project:{project.key}", "grade",
                        names=project_names(project.name), word=word, owner=project.key)  # fmt: skip


def same_grade(word: str, grade: str) -> bool:
    """优秀 and 优 are one grade; the bands' own names are data."""
    return GRADE_WORDS.get(word, word) == GRADE_WORDS.get(grade, grade)


def _short(name: str) -> str:
    return f"“{name[:30]}”"


def _staff(facts: EvaluationFacts) -> Iterator[Known]:
    profile = facts.profile
    for aspect, label in (("established", "编制人数"), ("serving", "在职人数"), ("retired", "离退休人数")):
        value = number(getattr(profile, f"{aspect}_count"))
        if value is not None:
            place = Place("profile", field=f"{aspect}_count")
            yield Known(
                f"«{label}»", label, Kind.COUNT, value, place, "dept", aspect, "人", department_names(facts)
            )
    rate = execution_rate(profile.established_count, profile.serving_count)
    if rate is not None:
        place = Place("profile", field="serving_count")
        yield Known("«在职人员控制率»", "在职人员控制率", Kind.PERCENT, rate, place, "dept", "control")


def _lists(facts: EvaluationFacts) -> Iterator[Known]:
    levels = {level: sum(row.level == level for row in facts.indicators) for level in (1, 2, 3)}
    rows = [
        ("divisions", "内设机构", "个", len(facts.divisions)), ("subunits", "下属单位", "个", len(facts.subunits)),
        ("duties", "主要职责", "项", len(facts.duties)), ("tasks", "重点工作任务", "项", len(facts.tasks)),
        ("goals", "整体绩效目标", "个", len(facts.goals)), ("level1", "一级指标", "个", levels[1]),
        ("level2", "二级指标", "个", levels[2]), ("level3", "三级指标", "个", levels[3]),
        ("projects", "重点任务项目", "个", len(facts.projects)), ("problems", "主要问题", "个", len(facts.problems)),
        ("measures", "改进措施", "条", len(facts.measures)), ("evidence", "佐证材料", "份", len(facts.evidence)),
    ]  # fmt: skip
    for aspect, label, unit, count in rows:
        if count:
            place = at("indicators" if aspect.startswith("level") else aspect)
            names = _title_nouns(facts) if aspect == "tasks" else ()
            yield Known(
                f"«{label}数»", f"{label}数", Kind.COUNT, Decimal(count), place, "dept", aspect, unit, names
            )


def _title_nouns(facts: EvaluationFacts) -> tuple[str, ...]:
    """五项重点工程: the noun that ends the title of every task."""
    ends = {task.title[-2:] for task in facts.tasks}
    return (f"重点{ends.pop()}",) if len(ends) == 1 and len(facts.tasks) > 1 else ()


def _money(facts: EvaluationFacts) -> Iterator[Known]:
    summary, lines = summarise(facts.budget_lines), {line.item: line for line in facts.budget_lines}
    yield from _totals("spending", "支出合计", summary.spending)
    yield from _totals("income", "收入合计", summary.income)
    yield from _totals("three_public", "“三公”经费合计", summary.three_public)
    basic = [lines[item] for item in (BudgetItem.BASIC_STAFF, BudgetItem.BASIC_OPERATING) if item in lines]
    yield from _totals("basic", "基本支出", total(basic) if len(basic) == 2 else Totals())
    for line in facts.budget_lines:
        figures = Totals(**{f"{name}_amount": number(getattr(line, f"{name}_amount")) for name, _ in COLUMNS})
        yield from _totals(line.item.value, line.item.label, figures, line.key)


def _totals(subject: str, label: str, totals: Totals, key: UUID | None = None) -> Iterator[Known]:
    for name, column in COLUMNS:
        value = getattr(totals, f"{name}_amount")
        if value is not None:
            main = name == "executed" and subject == "spending"
            token = f"«{label}»" if main else f"«{label}.{column}»"
            place = at("budget_lines", key, f"{name}_amount" if key else "")
            yield Known(token, f"{label} · {column}", Kind.AMOUNT, value, place, subject, name)
    adjusted, executed, rate = totals.adjusted_amount, totals.executed_amount, totals.execution_rate
    place = at("budget_lines", key, "executed_amount" if key else "")
    if rate is not None:
        token = "«执行率»" if subject == "spending" else f"«{label}.执行率»"
        yield Known(token, f"{label} · 执行率", Kind.PERCENT, rate, place, subject, "rate")
    yield from _differences(f"{label}", subject, place, totals.initial_amount, adjusted, executed)


def _differences(
    label: str,
    subject: str,
    place: Place,
    initial: Decimal | None,
    adjusted: Decimal | None,
    executed: Decimal | None,
) -> Iterator[Known]:
    if initial is not None and adjusted is not None and adjusted != initial:
        yield Known(
            f"«{label}.预算调整额»",
            f"{label} · 预算调整额",
            Kind.AMOUNT,
            abs(adjusted - initial),
            place,
            subject,
            "delta",
        )
    if adjusted is not None and executed is not None and adjusted > executed:
        yield Known(
            f"«{label}.结余»",
            f"{label} · 预算减执行",
            Kind.AMOUNT,
            adjusted - executed,
            place,
            subject,
            "surplus",
        )


def _indicators(facts: EvaluationFacts) -> Iterator[Known]:
    for row in facts.scored_indicators():
        yield from _measured("指标", "indicators", row, None)


def _measured(word: str, rowset: str, row: Measured, owner: UUID | None) -> Iterator[Known]:
    names, key, called = indicator_names(row.name), str(row.key), _short(row.name)
    subject = f"{rowset}:{key}"
    kind, factor, unit, per = _unit(row.unit)
    for aspect, label, field in (
        ("target", "目标值", "target_value"),
        ("actual", "实际完成值", "actual_value"),
    ):
        value = number(getattr(row, field))
        if value is not None and kind is not None:
            yield Known(f"«{word}:{key}.{label}»", f"{called} · {label}", kind, value * factor,
                        at(rowset, row.key, field), subject, aspect, unit, names, "", owner, per)  # fmt: skip
    full, score = number(row.points), number(row.self_score)
    for aspect, label, field, value in (
        ("points", "分值", "points", full), ("score", "自评得分", "self_score", score),
        ("deduction", "扣分", "self_score", full - score if full is not None and score is not None else None),
    ):  # fmt: skip
        if value is not None:
            yield Known(f"«{word}:{key}.{label}»", f"{called} · {label}", Kind.SCORE, value,
                        at(rowset, row.key, field), subject, aspect, "分", names, "", owner)  # fmt: skip


def _unit(unit: str) -> tuple[Kind | None, Decimal, str, bool]:
    """Kind, factor to 元 or 0–1, measure word, and whether it is per head."""
    bare, slash, _ = unit.replace("％", "%").strip().partition("/")
    if bare in ("%", "百分比"):
        return Kind.PERCENT, Decimal("0.01"), "%", False
    if bare in ("万元", "元", "亿元"):
        return Kind.AMOUNT, {"万元": WAN, "元": Decimal(1), "亿元": WAN * WAN}[bare], "", bool(slash)
    if bare == "分":
        return None, Decimal(1), "", False
    return (Kind.COUNT, Decimal(1), bare, False) if bare else (None, Decimal(1), "", False)


def _groups(scorecard: Scorecard) -> Iterator[Known]:
    for group in scorecard.groups:
        for aspect, label, value in (("points", "分值", group.points), ("score", "自评得分", group.score)):
            if value is not None:
                yield Known(f"«指标:{group.key}.{label}»", f"{_short(group.name)} · {label}合计", Kind.SCORE, value,
                            at("indicators", group.key, "name"), f"indicators:{group.key}", aspect, "分",
                            indicator_names(group.name))  # fmt: skip


def _projects(facts: EvaluationFacts) -> Iterator[Known]:
    for project in facts.projects:
        yield from _project(project)
        for row in facts.indicators_of(project.key):
            yield from _measured("项目指标", "project_indicators", row, project.key)


def _project(project: Project) -> Iterator[Known]:
    key, said, names = project.key, str(project.key), project_names(project.name)
    subject, called = f"project:{said}", f"项目{_short(project.name)}"
    score = number(project.self_score)
    initial, adjusted, executed = (number(getattr(project, f"{name}_amount")) for name, _ in COLUMNS[:3])
    figures: list[tuple[str, str, str, Kind, Decimal | None]] = [
        ("initial", "年初预算数", "initial_amount", Kind.AMOUNT, initial),
        ("adjusted", "全年预算数", "adjusted_amount", Kind.AMOUNT, adjusted),
        ("executed", "执行数", "executed_amount", Kind.AMOUNT, executed),
        ("unit_price", "单价", "unit_price", Kind.AMOUNT, number(project.unit_price)),
        ("quantity", "数量", "quantity", Kind.COUNT, number(project.quantity)),
        ("score", "自评得分", "self_score", Kind.SCORE, score),
        ("deduction", "扣分", "self_score", Kind.SCORE, None if score is None else 100 - score),
        ("rate", "执行率", "executed_amount", Kind.PERCENT, execution_rate(adjusted, executed)),
    ]  # fmt: skip
    for aspect, label, field, kind, value in figures:
        if value is not None:
            unit = project.quantity_unit if aspect == "quantity" else ""
            yield Known(f"«项目:{said}.{label}»", f"{called} · {label}", kind, value,
                        at("projects", key, field), subject, aspect, unit, names, "", key, aspect == "unit_price")  # fmt: skip
    place = at("projects", key, "adjusted_amount")
    for found in _differences(f"项目:{said}", subject, place, initial, adjusted, executed):
        label = f"{called} · {found.label.rpartition(' · ')[2]}"
        yield found._replace(label=label, names=names, owner=key)


def _department_score(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Known]:
    names = department_names(facts)
    if scorecard.total is not None:
        yield Known(
            "«自评总分»",
            "自评总分",
            Kind.SCORE,
            scorecard.total,
            at("indicators"),
            "dept",
            "score",
            "分",
            names,
        )
        yield Known(
            "«扣分合计»",
            "扣分合计",
            Kind.SCORE,
            scorecard.points - scorecard.total,
            at("indicators"),
            "dept",
            "deduction",
            "分",
        )
    yield Known(
        "«分值合计»", "分值合计", Kind.SCORE, scorecard.points, at("indicators"), "dept", "points", "分"
    )
