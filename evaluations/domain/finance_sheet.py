"""A sheet that a finance system exported: which row is its head, which column is what, which line is which of ours."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from budgets.enums import BudgetItem
from evaluations.domain.sections import Section, SectionData
from evaluations.domain.sheets import bare
from huadu_perf.lib.money import NotANumber, read_wan
from huadu_perf.lib.stamps import content_stamp
from huadu_perf.lib.values import Figure, plain_text
from huadu_perf.lib.workbooks.columns import DIGITS, Cell, Problem

#: What a column may be: its field in our tables, what people call it, and words by which a head is recognised.
NAME = "name"
ROLES: dict[str, tuple[str, tuple[str, ...]]] = {
    NAME: ("项目或科目名称", ("项目名称", "科目名称", "项目", "科目", "名称", "指标名称", "资金性质")),
    "initial_amount": ("年初预算数", ("年初预算", "年初", "当年预算", "预算批复")),
    "adjusted_amount": ("全年预算数（调整后）", ("调整预算", "全年预算", "调整后", "预算合计", "指标金额")),
    "executed_amount": ("全年执行数", ("执行数", "支出数", "累计支出", "已支出", "执行", "决算数", "支付")),
    "last_year_amount": ("上年决算数", ("上年", "上期", "去年")),
}
AMOUNT_ROLES = tuple(role for role in ROLES if role != NAME)
UNITS = ("元", "万元")
#: A target that says: this line is not taken.
SKIP = "skip"
#: How far down a head is looked for, and how many lines are taken at most.
HEAD_WITHIN, MOST_LINES = 30, 500
_TOTALS = re.compile(r"合计|小计|总计|^计$")
_NUMBERING = re.compile(
    r"^(第?[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+[、.．)）]|其中[:：]?|加[:：]|减[:：])"
)
_UNIT = re.compile(r"单位[:：]?\s*(人民币)?(万元|元)")
_LOOSE = re.compile(r"财政|预算|拨款|经费|资金|费")


@dataclass(frozen=True)
class SheetRows:
    """A sheet: its rows by number, each a mapping of letters to cells."""

    title: str
    rows: Mapping[int, Mapping[str, Cell]]

    def head(self, number: int) -> dict[str, str]:
        """The words of a row by letter."""
        return {letter: plain_text(cell.text) for letter, cell in self.rows.get(number, {}).items()}


@dataclass(frozen=True)
class Settings:
    """How the sheet is read: `columns` gives the letter of each role; `targets` what a name stands for."""

    sheet: str
    head: int
    columns: Mapping[str, str]
    unit: str
    targets: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Line:
    """A line of the sheet: its amounts in 元 by role, and what is wrong with them."""

    number: int
    name: str
    amounts: dict[str, Decimal] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


# ── finding the way ──────────────────────────────────────────────────────────────────────────────────────────────


def heads_stamp(heads: Iterable[str]) -> str:
    """Names a head: the same words in the same order, however they are spaced."""
    return content_stamp([bare(word) for word in heads if bare(word)])


def guess_head(sheet: SheetRows) -> int:
    """The row that looks most like a head: the most columns that can be told by their words."""
    numbers = [number for number in sheet.rows if number <= HEAD_WITHIN]
    scored = [(len(guess_columns(sheet.head(number))), -number) for number in numbers]
    return -max(scored, default=(0, -1))[1]


def guess_columns(head: Mapping[str, str]) -> dict[str, str]:
    """Which column is what, by the words of its head; the first that fits, in the order of the words."""
    found: dict[str, str] = {}
    for role, (_, words) in ROLES.items():
        for word in words:
            fits = [
                letter
                for letter, text in head.items()
                if word in bare(text)
                and letter not in found.values()
                and len(bare(text)) <= 20
                and (role == "last_year_amount" or not _is_last_year(text))
                and (role == NAME or "率" not in text)
            ]
            if fits:
                found[role] = fits[0]
                break
    return found


def _is_last_year(text: str) -> bool:
    return any(word in text for word in ROLES["last_year_amount"][1])


def guess_unit(sheet: SheetRows, head: int) -> str:
    """The unit that is stated above or in the head; 元 where none is, as finance systems count."""
    for number, cells in sheet.rows.items():
        for cell in cells.values() if number <= head else ():
            if (found := _UNIT.search(cell.text)) or (number == head and "万元" in cell.text):
                return found[2] if found else "万元"
    return "元"


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


def read_lines(sheet: SheetRows, settings: Settings) -> list[Line]:
    """Every line below the head that has a name."""
    lines = []
    for number, cells in sheet.rows.items():
        name = cells.get(settings.columns.get(NAME, ""))
        if number <= settings.head or name is None or not plain_text(name.text):
            continue
        line = Line(number, " ".join(plain_text(name.text).split()))
        for role in AMOUNT_ROLES:
            cell = cells.get(settings.columns.get(role, ""))
            if cell is not None and plain_text(cell.text):
                _read_amount(sheet.title, line, role, cell, settings.unit)
        lines.append(line)
    return lines


def _read_amount(title: str, line: Line, role: str, cell: Cell, unit: str) -> None:
    try:
        value = _amount(cell, unit)
    except (NotANumber, ArithmeticError) as error:
        told = str(error) if isinstance(error, NotANumber) else "不是数字"
        line.problems.append(Problem(title, cell.at, f"“{line.name}”的{ROLES[role][0]}：{told}", cell.text))
        return
    if isinstance(value, Decimal):
        line.amounts[role] = value


def _amount(cell: Cell, unit: str) -> Figure:
    """An amount in 元. A number is cut to the digits that Excel shows; a word for its unit in the cell counts first."""
    if cell.type == "f":
        raise NotANumber("公式还没有算出结果，请在 Excel 里打开保存一次，或改成数值")
    if cell.type in ("e", "d", "b"):
        raise NotANumber("不是数字，请改成数值后再上传")
    text = plain_text(cell.text)
    if cell.type in ("n", "p"):
        value = Decimal(cell.text)
        places = max(DIGITS - 1 - value.adjusted(), 0) if value else 0
        text = f"{round(value, places).normalize():f}"
    return read_wan(text if text.endswith(("元", "万", "亿")) else text + unit if _has_digit(text) else text)


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


# ── which line is which ──────────────────────────────────────────────────────────────────────────────────────────


def plain_name(name: str) -> str:
    """A name without numbering, blanks and brackets of another width."""
    text = bare(name)
    while True:
        shorter = _NUMBERING.sub("", text, count=1)
        if shorter == text or not shorter:
            return text
        text = shorter


def guess_targets(
    names: Iterable[str], ours: "Ours", items: Mapping[str, str], projects: Mapping[str, str]
) -> dict[str, str]:
    """What each name stands for: as remembered, else the line or project of that name; totals are left out.

    `items` and `projects`: what is remembered for the region, and for the department. What cannot be told is missing.
    That somebody in the region left a name out does not leave out a line or project of ours that is called so.
    """
    known = _known(ours)
    found: dict[str, str] = {}
    for name in names:
        plain = plain_name(name)
        said = items.get(name)
        own = known.get(plain_name(projects.get(name) or "-")) or known.get(plain)
        own = own or known.get(_LOOSE.sub("", plain) or "-")
        target = (own or said) if said == SKIP else (said or own)
        if target is not None and (target == SKIP or target in ours):
            found[name] = target
        elif _TOTALS.search(plain):
            found[name] = SKIP
    return found


def _known(ours: "Ours") -> dict[str, str]:
    """Ours by their names, exact and loose; a name of two is none."""
    names: dict[str, list[str]] = {}
    for target, (label, _) in ours.items():
        plain = plain_name(label)
        for name in dict.fromkeys((plain, _LOOSE.sub("", plain))):
            names.setdefault(name, []).append(target)
    exact: dict[str, list[str]] = {}
    for target, (label, _) in ours.items():
        exact.setdefault(plain_name(label), []).append(target)
    return {
        name: found[0] for each in (names, exact) for name, found in each.items() if name and len(found) == 1
    }


#: Our lines and projects that can take amounts: target → what it is called, and its row.
Ours = Mapping[str, tuple[str, Mapping[str, Any]]]


def ours_of(sections: Iterable[tuple[Section, SectionData]]) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """The budget lines that are asked for, and the projects."""
    found: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for _, data in sections:
        for row in data.rows.get("budget_lines", ()):
            found[f"item:{BudgetItem(row['item']).value}"] = (str(BudgetItem(row["item"]).label), row)
        for row in data.rows.get("projects", ()):
            found[f"project:{row['key']}"] = (row["name"] or "（未命名的项目）", row)
    return found


@dataclass(frozen=True)
class Figured:
    """An amount of ours that the sheet gives: where, what is stored, what the sheet says, and from which rows."""

    target: str
    role: str
    label: str
    old: Any
    new: Decimal
    rows: tuple[int, ...]

    @property
    def is_same(self) -> bool:
        """Whether it is stored so already."""
        return bool(self.old == self.new)


def figures(lines: Sequence[Line], targets: Mapping[str, str], ours: Ours) -> list[Figured]:
    """Every amount the sheet gives; several lines for one of ours are added up."""
    sums: dict[tuple[str, str], tuple[Decimal, tuple[int, ...]]] = {}
    for line in lines:
        target = targets.get(line.name, "")
        for role, value in line.amounts.items() if target in ours else ():
            if role in ours[target][1]:  # projects have no last year
                total, rows = sums.get((target, role), (Decimal(0), ()))
                sums[target, role] = total + value, (*rows, line.number)
    return [
        Figured(target, role, f"{ours[target][0]} · {ROLES[role][0]}", ours[target][1][role], value, rows)
        for (target, role), (value, rows) in sums.items()
    ]


def taken_over(data: SectionData, found: Iterable[Figured]) -> SectionData:
    """The section with the amounts of the sheet in their rows."""
    values: dict[str, dict[str, Decimal]] = {}
    for each in found:
        values.setdefault(each.target, {})[each.role] = each.new
    rows = {
        name: [row | values.get(_target(name, row), {}) for row in of_set]
        for name, of_set in data.rows.items()
    }
    return SectionData(data.fields, rows)


def _target(rowset: str, row: Mapping[str, Any]) -> str:
    if rowset == "budget_lines":
        return f"item:{BudgetItem(row['item']).value}"
    return f"project:{row['key']}" if rowset == "projects" else ""
