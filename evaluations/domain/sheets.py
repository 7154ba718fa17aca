"""The workbook of a self-evaluation, said once: which sheet holds what, what columns are called, how links are named.

Everything comes from `sections.py`, so that the workbook asks for what the forms ask for, in the same words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from unicodedata import normalize
from uuid import UUID

from evaluations.domain.sections import Field, Kind, Row, RowSet, Section, SectionData
from huadu_perf.lib.stamps import content_stamp
from huadu_perf.lib.values import NOT_APPLICABLE

#: Tables that stand on a sheet of their own, because both grow long.
OWN_SHEET = {"project_indicators"}
NOTES, SYSTEM = "填写说明", "系统信息"
#: What the text of the hidden sheet is signed for.
SALT = "evaluations.workbook"
#: Excel takes _x0041_ for an escaped letter, so the signed text has another mark for its low lines.
LOW_LINE = "~"
#: The mark of a field that is needed to submit.
NEEDED = " *"
#: What levels of a tree are called, in their order.
LEVELS = ("一级", "二级", "三级")
NAME_LONGEST = 40
#: Kinds whose cells are numbers.
NUMBERS = (Kind.COUNT, Kind.AREA, Kind.AMOUNT, Kind.POINTS, Kind.QUANTITY)
_UNIT = "万元"


@dataclass(frozen=True)
class Part:
    """One block of a sheet: a row set, or (None) the single fields of the section."""

    section: Section
    rowset: RowSet | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """What stands in its columns or lines."""
        return self.rowset.fields if self.rowset else self.section.fields

    @property
    def name(self) -> str:
        """What its head is marked with."""
        return self.rowset.name if self.rowset else self.section.key

    @property
    def label(self) -> str:
        """What people call it."""
        return self.rowset.label if self.rowset else self.section.title


@dataclass(frozen=True)
class SheetSpec:
    """A sheet and its blocks."""

    title: str
    parts: tuple[Part, ...]


def sheets_of(sections: Iterable[Section]) -> tuple[SheetSpec, ...]:
    """One sheet a section, and one for each table that needs its own."""
    sheets = []
    for section in sections:
        single = (Part(section),) if section.fields else ()
        here = (Part(section, each) for each in section.rowsets if each.name not in OWN_SHEET)
        sheets.append(SheetSpec(section.title, (*single, *here)))
        own = (each for each in section.rowsets if each.name in OWN_SHEET)
        sheets.extend(SheetSpec(each.label, (Part(section, each),)) for each in own)
    return tuple(sheets)


def head(field: Field) -> str:
    """What the column or line of a field is called: with its unit, and * where it is needed."""
    unit = f"（{_UNIT}）" if field.kind == Kind.AMOUNT and _UNIT not in field.label else ""
    return f"{field.label}{unit}{NEEDED if field.needed else ''}"


def bare(words: str) -> str:
    """Words without what people change unseen: width, blanks, the mark of need."""
    return "".join(normalize("NFKC", words).replace("*", "").split())


def schema(sections: Iterable[Section]) -> str:
    """Names the fields: workbooks with others are of another version of the product or of the report."""
    return content_stamp(
        [
            [part.name, *(f"{field.name}:{field.kind}" for field in part.fields)]
            for sheet in sheets_of(sections)
            for part in sheet.parts
        ]
    )


def told(field: Field) -> str:
    """What the instructions say of a field."""
    words = [
        "提交前必填" if field.needed else "",
        f"可选：{'、'.join(label for _, label in field.choices.choices)}" if field.choices else "",
        _KIND_WORDS.get(field.kind, ""),
        f"最多 {field.limit} 字" if field.limit and field.kind in (Kind.NAME, Kind.PROSE) else "",
        field.hint,
    ]
    return "；".join(word for word in words if word) or "按实际填写"


_KIND_WORDS = {
    Kind.AMOUNT: "以万元填写，精确到分；没有的填“不适用”，为零填 0",
    Kind.COUNT: "整数",
    Kind.AREA: "平方米，最多两位小数",
    Kind.POINTS: "最多两位小数",
    Kind.QUANTITY: "数值，单位填在“单位”里",
    Kind.LINK: "从下拉列表选，或照抄名称",
    Kind.LINKS: "照抄名称，几项之间换行（Alt+Enter）",
}


def instructions(sections: Sequence[Section]) -> list[str]:
    """The sheet 填写说明, from the same declarations as everything else."""
    lines = [
        "怎样用这个工作簿填写",
        "　1. 在各表的白色单元格里填写。表头、表名不要改，隐藏的列和表不要删。可以排序、插入行、删除行。",
        "　2. 存盘后在“用 Excel 填写”页面上传。有问题时一次列出全部，一处也不写入；没有问题时先看对照，确认后才写入。",
        "　3. 空白的单元格不会清空系统里的内容，除非上传时勾选“空白单元格清空原内容”。",
        "　4. 删去的行在对照里逐行确认后才删除；复制出来的行按新增的行处理。",
        "　5. 下载之后别人改过的内容不会被覆盖：双方都改了的，在对照里选用哪一份。",
        "　6. 金额单位为万元，可以写 1,057.63，也可以写 1,057.63万元。不要写公式。",
        "　7. 表头有 * 的，提交前必须填写；可以先空着。",
    ]
    for sheet in sheets_of(sections):
        lines.append(f"“{sheet.title}”表")
        for part in sheet.parts:
            if part.rowset and len(sheet.parts) > 1:
                lines.append(f"　【{part.rowset.label}】{part.rowset.hint}")
            lines += [f"　{head(field).removesuffix(NEEDED)}：{told(field)}" for field in part.fields]
    return lines


# ── names of what links point at ─────────────────────────────────────────────────────────────────────────────────


def name_of(values: Mapping[str, Any]) -> str:
    """What an item is called: its title, name or text, on one line and not too long."""
    name = values.get("title") or values.get("name") or values.get("text") or ""
    name = " ".join(str(name).split())
    return name if len(name) <= NAME_LONGEST else name[: NAME_LONGEST - 1] + "…"


def names_of(rows: Sequence[Mapping[str, Any]]) -> dict[UUID, str]:
    """A name for each row that no other has."""
    names: dict[UUID, str] = {}
    taken: set[str] = set()
    for number, row in enumerate(rows, start=1):
        plain = name_of(row) or f"第 {number} 项（未命名）"
        name, again = plain, 1
        while name in taken:
            again += 1
            name = f"{plain}（第{again}个）"
        taken.add(name)
        names[row["key"]] = name
    return names


# ── values as JSON, which the workbook carries to tell its own changes from those of others ──────────────────────


def to_plain(value: Any) -> Any:
    """A value of the facts as JSON holds it; `from_plain` gives it back."""
    if isinstance(value, tuple):
        return [str(key) for key in value]
    if value is NOT_APPLICABLE:
        return {"": "n/a"}
    return value if value is None or isinstance(value, int) else str(value)


def from_plain(field: Field, value: Any) -> Any:
    """The value of the field again."""
    if value == {"": "n/a"}:
        return NOT_APPLICABLE
    if field.kind == Kind.LINKS:
        return tuple(UUID(key) for key in value)
    if field.kind == Kind.LINK:
        return UUID(value) if value else None
    return Decimal(value) if field.kind in NUMBERS and isinstance(value, str) else value


def data_to_plain(section: Section, data: SectionData) -> dict[str, Any]:
    """A section as JSON: single values, and rows as lists in the order of their fields, the key first."""
    return {
        "fields": [to_plain(data.fields[field.name]) for field in section.fields],
        "rows": {
            rowset.name: [
                [str(row["key"]), *(to_plain(row[field.name]) for field in rowset.fields)]
                for row in data.rows[rowset.name]
            ]
            for rowset in section.rowsets
        },
    }


def data_from_plain(section: Section, plain: Mapping[str, Any]) -> SectionData:
    """The section again."""
    fields = zip(section.fields, plain["fields"], strict=True)
    return SectionData(
        {field.name: from_plain(field, value) for field, value in fields},
        {rowset.name: [_row(rowset, line) for line in plain["rows"][rowset.name]] for rowset in section.rowsets},
    )  # fmt: skip


def _row(rowset: RowSet, line: Sequence[Any]) -> Row:
    values = zip(rowset.fields, line[1:], strict=True)
    return {"key": UUID(line[0]), **{field.name: from_plain(field, value) for field, value in values}}
