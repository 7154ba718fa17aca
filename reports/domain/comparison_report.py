"""The PDF of a comparison: the same document model as a report, a summary and the changes as annexed tables."""

from collections.abc import Iterator
from itertools import groupby

from evaluations.domain.changes import Change
from reports.domain.annexes import history
from reports.domain.annexes.cells import cell
from reports.domain.assembly import named, safe_name
from reports.domain.comparison import Line, Said, Show, ShownItem, ShownSection, SideBySide
from reports.domain.document import (
    DRAFT,
    MISSING,
    NOTHING,
    Annex,
    Cell,
    Chapter,
    Part,
    Prose,
    Report,
    Row,
    Sheet,
    Table,
    say,
)
from reports.domain.titles import title_lines
from reports.domain.wording import sentence

CHANGES, REMARKS = "改动明细", "审核意见与改动对照"
WIDTHS = (18, 30, 30, 22)
REMARK_WIDTHS = (8, 20, 26, 26, 20)
REMARK_HEAD = ("序号", "意见所指", "审核意见", "部门答复", "改动情况")


def file_stem(shown: SideBySide) -> str:
    """2022_花都区总工会_版本对比_第1轮至第2轮."""
    facts = shown.new.facts
    return safe_name(
        f"{facts.campaign.year}_{named(facts.department)}_版本对比_{shown.old.name}至{shown.new.name}"
    )


def comparison_report(shown: SideBySide) -> Report:
    """The comparison as a document; with a version that was not filed it is a draft."""
    facts = shown.new.facts
    department = facts.department.name
    title = f"{department}{facts.campaign.year}年度部门整体支出绩效自评版本对比"
    kinds: list[tuple[str, bool, tuple[Sheet, ...]]] = [(CHANGES, True, (Sheet("", tuple(_tables(shown))),))]
    if shown.remarks:
        kinds.append((REMARKS, True, (Sheet("", (_remarks(shown),)),)))
    if shown.years:
        kinds.append((history.TITLE, False, shown.years))
    return Report(
        title=title,
        title_lines=title_lines(title, department),
        department=department,
        watermark=DRAFT if shown.old.is_draft or shown.new.is_draft else "",
        file_stem=file_stem(shown),
        chapters=(
            Chapter("一、对比的版本", (Part("", tuple(_versions(shown))),)),
            Chapter("二、总体情况", (Part("", tuple(_summary(shown))),)),
        ),
        annexes=tuple(
            Annex(f"附件{order}" if len(kinds) > 1 else "附件", *kind)
            for order, kind in enumerate(kinds, start=1)
        ),
    )


def _versions(shown: SideBySide) -> Iterator[Prose]:
    yield sentence(f"前一版本：{shown.old.label}")
    yield sentence(f"后一版本：{shown.new.label}")
    named = "，未改动的只列名称" if shown.show == Show.ALL else ""
    yield sentence(f"列出范围：{shown.show.label}{named}")
    yield from (sentence(note) for note in shown.notes)


def _summary(shown: SideBySide) -> Iterator[Prose]:
    counts = "，".join(f"{name}{count}项" for name, count in shown.counts)
    yield sentence(f"{shown.new.name}与{shown.old.name}相比，{counts}")
    yield from map(_overall, shown.overall)
    if shown.remarks:
        yield sentence(f"审核意见{len(shown.remarks)}条，已答复{shown.answered}条")


def _overall(line: Line) -> Prose:
    """全年执行数由1,012.06万元变为1,057.63万元，增加45.57万元（4.5%）。"""
    label, _, unit = line.label.removesuffix("）").partition("（")
    before, after = ("".join(map(str, words)) + unit for words in (line.old, line.new))
    if before == after:
        return sentence(f"{label}为{after}，没有变化")
    difference = line.difference.replace(" ", "")
    return sentence(f"{label}由{before}变为{after}", f"，{difference}" if difference else "")


def _tables(shown: SideBySide) -> Iterator[Table]:
    head = ("栏目", shown.old.name, shown.new.name, "增减")
    yield Table("总体情况", WIDTHS, head, tuple(map(_line, shown.overall)), caption="总体情况")
    for section in shown.sections:
        if not (rows := tuple(_rows(section))):
            continue  # only a remark on the whole, which stands in its own annex
        yield Table(section.title, WIDTHS, head, rows, caption=section.title)


def _rows(section: ShownSection) -> Iterator[Row]:
    for note in section.notes:
        yield Row((cell(note, "head", len(WIDTHS)),), "group")
    for is_named, items in groupby(section.items, _is_named_only):
        if is_named:
            yield Row(
                (cell(_named(Change.SAME, "、".join(item.label for item in items)), "item", len(WIDTHS)),)
            )
            continue
        for item in items:
            yield Row((cell(_named(item.change, item.label), "head", len(WIDTHS)),), "group")
            yield from map(_line, item.lines)


def _is_named_only(item: ShownItem) -> bool:
    """What stayed is named only (hundreds of rows that say nothing), unless a remark asked about it."""
    return item.change == Change.SAME and not item.remarks


def _named(change: Change, words: str) -> str:
    return f"【{change.value}】{words}"


def _line(line: Line) -> Row:
    return Row((
        cell(line.label), _cell(line.old), _cell(line.new), cell(line.difference.replace(" ", "") or NOTHING),
    ))  # fmt: skip


def _cell(lines: tuple[Prose, ...]) -> Cell:
    return Cell(lines or (say(MISSING),))


def _remarks(shown: SideBySide) -> Table:
    """Every remark that was sent, with its answer and what became of its item."""
    rows = tuple(
        Row((
            cell(str(order), "figure"), cell(said.label), cell(said.text), cell(_answer(said)), cell(_became(said, shown)),
        ))
        for order, said in enumerate(shown.remarks, start=1)
    )  # fmt: skip
    return Table(REMARKS, REMARK_WIDTHS, REMARK_HEAD, rows)


def _answer(said: Said) -> str:
    return f"{said.kind}：{said.answer}" if said.kind else "未答复"


def _became(said: Said, shown: SideBySide) -> str:
    """Whether the item of a remark changed, and in which fields; of a whole section, how many of its items did."""
    if whole := next((section for section in shown.sections if said in section.remarks), None):
        changed = sum(item.change != Change.SAME for item in whole.items)
        return f"{Change.CHANGED.value}：本节 {changed} 项" if changed else Change.SAME.value
    items = (item for section in shown.sections for item in section.items)
    item = next((item for item in items if said in item.remarks), None)
    if item is None or item.change == Change.SAME:
        return Change.SAME.value
    return f"{item.change.value}：{'、'.join(line.label for line in item.lines)}"
