"""区级汇总: what the departments of a campaign filed, as one document. Every figure is counted from the filings.

Only what finance has counts: a filing that was returned is not counted until it comes back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from statistics import median

from budgets.domain.execution import Totals, execution_rate, summarise
from evaluations.domain.facts import EvaluationFacts
from evaluations.enums import Status
from huadu_perf.lib.days import cn_day
from huadu_perf.lib.money import points, round_half_up
from huadu_perf.lib.values import number
from reports.domain.annexes.cells import (
    cell,
    empty_row,
    figure_cell,
    money_cell,
    nothing_cell,
    number_cell,
    points_cell,
    rate_cell,
    text_cell,
)
from reports.domain.assembly import safe_name
from reports.domain.document import NOTHING, Annex, Chapter, Part, Prose, Report, Row, Sheet, Table
from reports.domain.titles import title_lines
from reports.domain.wording import money, names, rate, sentence

RESULT_HEAD = (
    "序号", "部门", "状态", "全年预算数（万元）", "全年执行数（万元）", "执行率", "自评得分", "核定得分", "等级", "问题", "措施",
)  # fmt: skip
RESULT_WIDTHS = (5, 22, 11, 11, 11, 8, 8, 8, 6, 5, 5)
GRADE_HEAD, GRADE_WIDTHS = ("等级", "部门数", "占已报送部门"), (35, 35, 30)
LOSS_HEAD, LOSS_WIDTHS = (
    ("二级指标", "涉及部门", "扣分部门", "分值合计", "扣分合计", "扣分率"),
    (35, 13, 13, 13, 13, 13),
)
PROBLEM_HEAD, PROBLEM_WIDTHS = ("部门", "存在的问题", "改进措施"), (20, 40, 40)
#: How many groups of indicators the text names.
NAMED = 3


@dataclass(frozen=True)
class Entry:
    """One department of the campaign. `facts`: as filed, None while finance does not have them. `own`, `official`: the
    department's total and the one that counts, 0–100 points; `is_late`: its due date is over and it never filed."""

    name: str
    status: Status
    is_late: bool = False
    facts: EvaluationFacts | None = None
    own: Decimal | None = None
    official: Decimal | None = None
    grade: str = ""

    @cached_property
    def spending(self) -> Totals:
        """The spending that was filed, in 元."""
        return summarise(self.facts.budget_lines if self.facts else ()).spending


@dataclass(frozen=True)
class Counted:
    """The departments of a campaign on one day. `unopened`: those whose self-evaluation nobody has opened yet, by name."""

    region: str
    year: int
    today: date
    grades: tuple[str, ...]
    entries: tuple[Entry, ...]
    unopened: tuple[str, ...] = ()

    @cached_property
    def filed(self) -> tuple[Entry, ...]:
        """Those whose filing finance has, or has approved."""
        return tuple(entry for entry in self.entries if entry.facts)

    @cached_property
    def scored(self) -> tuple[Entry, ...]:
        """The same with a total, the highest first."""
        rows = [entry for entry in self.filed if entry.official is not None]
        return tuple(sorted(rows, key=lambda entry: -(entry.official or 0)))

    @cached_property
    def totals(self) -> list[Decimal]:
        """The totals that count, the highest first."""
        return [entry.official for entry in self.scored if entry.official is not None]

    def with_status(self, *states: Status) -> list[Entry]:
        """The departments in one of these states."""
        return [entry for entry in self.entries if entry.status in states]


@dataclass
class Loss:
    """What the departments lost below one second-level indicator; points as they were given by themselves."""

    name: str
    points: Decimal = Decimal(0)
    lost: Decimal = Decimal(0)
    departments: int = 0
    losing: int = 0


def rollup(counted: Counted) -> Report:
    """The document, ready to be laid out."""
    title = f"{counted.region}{counted.year}年度部门整体支出绩效自评情况汇总"
    contents = [("报送情况", _filing(counted))]
    if counted.filed:
        contents += [
            ("预算执行情况", _execution(counted)),
            ("自评结果", _results(counted)),
            ("扣分情况", _losing(counted)),
            ("存在的问题和改进措施", _problems(counted)),
        ]
    return Report(
        title=title,
        title_lines=title_lines(title, counted.region),
        department=counted.region,
        watermark="",
        file_stem=safe_name(f"{counted.year}_{counted.region}_绩效自评情况汇总"),
        chapters=tuple(
            Chapter(f"{mark}、{heading}", (Part("", tuple(lines)),))
            for mark, (heading, lines) in zip("一二三四五", contents, strict=False)
        ),
        annexes=tuple(_annexes(counted)),
    )


def _annexes(counted: Counted) -> Iterator[Annex]:
    """Every department; and as soon as one has filed, what was lost and what was promised."""
    if not counted.filed:
        yield Annex("附件", "各部门自评进度", True, (Sheet("", (_result_table(counted),)),))
        return
    results = (_result_table(counted), _grade_table(counted))
    yield Annex("附件1", "各部门自评结果", True, (Sheet("", results),))
    yield Annex("附件2", "各项指标扣分情况", False, (Sheet("", (_loss_table(counted),)),))
    yield Annex("附件3", "存在的问题和改进措施", False, (Sheet("", (_problem_table(counted),)),))


# ── the text ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _filing(counted: Counted) -> Iterator[Prose]:
    total, filed = len(counted.entries) + len(counted.unopened), len(counted.filed)
    approved = len(counted.with_status(Status.APPROVED))
    yield sentence(
        f"{counted.year}年度应开展部门整体支出绩效自评的部门{total}个。截至{cn_day(counted.today)}，已报送{filed}个，"
        f"其中审核通过{approved}个、待审核{filed - approved}个；未报送{total - filed}个"
    )
    groups = (
        ("已退回、尚未重新报送", counted.with_status(Status.RETURNED)),
        ("正在填报或内部审签", counted.with_status(Status.DRAFT, Status.INTERNAL_REVIEW)),
        ("已过截止日期仍未报送", [entry for entry in counted.entries if entry.is_late]),
    )
    for words, entries in groups:
        if entries:
            yield sentence(f"{words}的部门{len(entries)}个：", names(entries))
    if counted.unopened:
        yield sentence(f"尚未开启自评的部门{len(counted.unopened)}个：{'、'.join(counted.unopened)}")


def _execution(counted: Counted) -> Iterator[Prose]:
    adjusted, executed = _sum_of(counted.filed)
    yield sentence(
        "已报送部门的全年支出预算数合计", money(adjusted), "，执行数合计", money(executed),
        f"，执行率{rate(execution_rate(adjusted, executed))}",
    )  # fmt: skip
    rated = [(entry.spending.execution_rate, entry) for entry in counted.filed]
    known = [(share, entry) for share, entry in rated if share is not None]
    if len(known) > 1:
        (highest, best), (lowest, worst) = _ends(known)
        if highest == lowest:
            yield sentence(f"各部门执行率均为{rate(highest)}")
        else:
            yield sentence(
                f"执行率最高的是{names(best)}（{rate(highest)}），最低的是{names(worst)}（{rate(lowest)}）"
            )


def _results(counted: Counted) -> Iterator[Prose]:
    totals = counted.totals
    if len(totals) == 1:
        yield sentence(f"{counted.scored[0].name}得{points(totals[0])}分")
    elif totals:
        yield sentence(_spread(counted))
    pending = sum(entry.status != Status.APPROVED for entry in counted.scored)
    if len(totals) > 1 and pending:
        yield sentence(f"其中尚未审核通过的{pending}个部门按自评得分计算")
    if totals:
        grades = "、".join(f"“{name}”{count}个" for name, count in _grades(counted))
        yield sentence(f"按等级：{grades}")
    changed = [entry for entry in counted.filed if entry.own != entry.official]
    if changed:
        each = "；".join(
            f"{entry.name}由{points(entry.own)}分核定为{points(entry.official)}分" for entry in changed
        )
        yield sentence(f"财政核查后得分与自评不同的部门{len(changed)}个：{each}")


def _spread(counted: Counted) -> str:
    """Mean, median, highest and lowest of several totals."""
    (highest, best), (lowest, worst) = _ends(
        [(entry.official or Decimal(0), entry) for entry in counted.scored]
    )
    if highest == lowest:
        return f"已报送部门得分均为{points(highest)}分"
    return (
        f"已报送部门平均{_mean(counted.totals)}分，中位数{points(round_half_up(median(counted.totals)))}分；"
        f"最高{points(highest)}分（{names(best)}），最低{points(lowest)}分（{names(worst)}）"
    )


def _losing(counted: Counted) -> Iterator[Prose]:
    losses = [loss for loss in _losses(counted.filed) if loss.lost]
    if not losses:
        yield sentence("各部门都没有扣分")
        return
    named = "；".join(
        f"“{loss.name}”扣{points(loss.lost)}分，占其分值的{rate(execution_rate(loss.points, loss.lost))}，"
        f"涉及{loss.losing}个部门"
        for loss in losses[:NAMED]
    )
    kind = "扣分率较高的二级指标" if len(losses) > NAMED else "扣分的二级指标"
    yield sentence(f"按各部门自评得分，{kind}：{named}")


def _problems(counted: Counted) -> Iterator[Prose]:
    facts = [entry.facts for entry in counted.filed if entry.facts]
    problems, measures = sum(len(each.problems) for each in facts), sum(len(each.measures) for each in facts)
    yield sentence(f"已报送部门共提出主要问题{problems}个、改进措施{measures}条，见附件3")
    bare = [entry for entry in counted.filed if entry.facts and entry.facts.unanswered_problems()]
    if bare:
        yield sentence(f"有的问题没有对应的改进措施的部门{len(bare)}个：", names(bare))


# ── the tables ───────────────────────────────────────────────────────────────────────────────────────────────────


def _result_table(counted: Counted) -> Table:
    """Every department in the order of its code; a filing that is not there leaves dashes."""
    rows = [_result(order, entry) for order, entry in enumerate(counted.entries, start=1)]
    if counted.filed:
        rows.append(_result_total(counted))
    return Table("各部门自评结果", RESULT_WIDTHS, RESULT_HEAD, tuple(rows))


def _result_total(counted: Counted) -> Row:
    adjusted, executed = _sum_of(counted.filed)
    facts = [entry.facts for entry in counted.filed if entry.facts]
    return Row(
        (
            cell("已报送部门合计", "head", 3),
            money_cell(adjusted, NOTHING),
            money_cell(executed, NOTHING),
            rate_cell(execution_rate(adjusted, executed)),
            nothing_cell(),
            figure_cell(f"平均{_mean(counted.totals)}") if counted.totals else nothing_cell(),
            nothing_cell(),
            number_cell(Decimal(sum(len(each.problems) for each in facts))),
            number_cell(Decimal(sum(len(each.measures) for each in facts))),
        ),
        "total",
    )


def _result(order: int, entry: Entry) -> Row:
    begin = (number_cell(Decimal(order)), cell(entry.name, "item"), cell(_state(entry)))
    if entry.facts is None:
        return Row((*begin, *(nothing_cell() for _ in RESULT_HEAD[len(begin) :])))
    is_final = entry.status == Status.APPROVED
    return Row(
        (
            *begin,
            money_cell(entry.spending.adjusted_amount, NOTHING),
            money_cell(entry.spending.executed_amount, NOTHING),
            rate_cell(entry.spending.execution_rate),
            points_cell(entry.own),
            points_cell(entry.official if is_final else None),
            figure_cell(entry.grade or NOTHING),
            number_cell(Decimal(len(entry.facts.problems))),
            number_cell(Decimal(len(entry.facts.measures))),
        )
    )


def _state(entry: Entry) -> str:
    return f"{entry.status.finance_label}（逾期）" if entry.is_late else entry.status.finance_label


def _grade_table(counted: Counted) -> Table:
    whole = len(counted.filed)
    rows = tuple(
        Row(
            (
                cell(name, "item"),
                number_cell(Decimal(count)),
                rate_cell(Decimal(count) / whole),
            )
        )
        for name, count in _grades(counted)
    )
    return Table("等级分布", GRADE_WIDTHS, GRADE_HEAD, rows, caption="等级分布")


def _loss_table(counted: Counted) -> Table:
    rows = tuple(
        Row((
            cell(loss.name, "item"), number_cell(Decimal(loss.departments)), number_cell(Decimal(loss.losing)),
            points_cell(loss.points), points_cell(loss.lost), rate_cell(execution_rate(loss.points, loss.lost)),
        ))
        for loss in _losses(counted.filed)
    )  # fmt: skip
    return Table(
        "各项指标扣分情况", LOSS_WIDTHS, LOSS_HEAD, rows or (empty_row(len(LOSS_HEAD), "没有打分的指标。"),)
    )


def _problem_table(counted: Counted) -> Table:
    rows = tuple(
        row for entry in counted.filed if entry.facts for row in _problem_rows(entry.name, entry.facts)
    )
    return Table(
        "存在的问题和改进措施", PROBLEM_WIDTHS, PROBLEM_HEAD,
        rows or (empty_row(len(PROBLEM_HEAD), "没有部门提出问题。"),),
    )  # fmt: skip


def _problem_rows(name: str, facts: EvaluationFacts) -> Iterator[Row]:
    """Each problem with the measures that answer it, then the measures that answer none."""
    for problem in facts.problems:
        answers = [measure.text for measure in facts.measures if problem.key in measure.problems]
        yield Row((cell(name, "item"), text_cell(problem.text), text_cell("\n".join(answers))))
    for measure in facts.measures:
        if not measure.problems:
            yield Row((cell(name, "item"), nothing_cell(), text_cell(measure.text)))


# ── what is counted ──────────────────────────────────────────────────────────────────────────────────────────────


def _sum_of(entries: Sequence[Entry]) -> tuple[Decimal | None, Decimal | None]:
    """全年预算数 and 全年执行数 together, in 元; None where nobody stated any."""
    return _added(entry.spending.adjusted_amount for entry in entries), _added(
        entry.spending.executed_amount for entry in entries
    )


def _ends(
    figures: Sequence[tuple[Decimal, Entry]],
) -> tuple[tuple[Decimal, list[Entry]], tuple[Decimal, list[Entry]]]:
    """The highest and the lowest figure, each with all that have it."""
    edges = (max(figure for figure, _ in figures), min(figure for figure, _ in figures))
    first, last = ((edge, [entry for figure, entry in figures if figure == edge]) for edge in edges)
    return first, last


def _added(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _mean(totals: Sequence[Decimal]) -> str:
    return points(round_half_up(sum(totals, Decimal(0)) / len(totals)))


def _grades(counted: Counted) -> list[tuple[str, int]]:
    """How many departments have each grade, the best grade first."""
    return [(name, sum(entry.grade == name for entry in counted.scored)) for name in counted.grades]


def _losses(entries: Iterable[Entry]) -> list[Loss]:
    """What was lost by second-level indicator (by its name), the largest share first."""
    found: dict[str, Loss] = {}
    for entry in entries:
        for name, (most, lost) in _lost_by_group(entry.facts).items() if entry.facts else ():
            loss = found.setdefault(name, Loss(name))
            loss.points, loss.lost = loss.points + most, loss.lost + lost
            loss.departments, loss.losing = loss.departments + 1, loss.losing + (lost > 0)
    return sorted(
        found.values(), key=lambda loss: (-(loss.lost / loss.points if loss.points else 0), loss.name)
    )


def _lost_by_group(facts: EvaluationFacts) -> dict[str, tuple[Decimal, Decimal]]:
    """Points and lost points of the scored indicators below each second-level indicator."""
    above = {row.key: row.name for row in facts.indicators}
    sums: dict[str, tuple[Decimal, Decimal]] = defaultdict(lambda: (Decimal(0), Decimal(0)))
    for row in facts.counted_indicators():
        most, own = number(row.points), number(row.self_score)
        if most is not None and own is not None and row.parent in above:
            name = above[row.parent]
            sums[name] = (sums[name][0] + most, sums[name][1] + most - own)
    return sums
