"""What is wrong with a report template that can be read: what it lacks, what it says twice, words nobody knows."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from evaluations.domain.report_draft import Draft, DraftChapter, DraftLine
from evaluations.domain.report_template import (
    ANNEX_NAMES,
    PART_NAMES,
    WHOLE,
    Annex,
    Part,
    ReportTemplateFacts,
)
from evaluations.domain.report_text import Fault
from evaluations.domain.report_words import faults_of, sentence_faults

K = TypeVar("K")
LONGEST_TEXT, LONGEST_LINE = 50_000, 2000
_LONGEST = {"名称": 100, "代码": 60, "标题": 60, "来源": 500}
_LONGEST_HEADING = 60
_HIGHEST_VERSION = 9999
_CODE = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_OWED = ("名称", "代码", "标题")
_PART_NAME = {part: name for name, part in PART_NAMES.items()}
_ANNEX_NAME = {annex: name for name, annex in ANNEX_NAMES.items()}


def check_draft(draft: Draft) -> list[Fault]:
    """Every fault of a text beyond the form of its lines."""
    return [fault for check in _CHECKS for fault in check(draft)]


def left_out(facts: ReportTemplateFacts) -> list[str]:
    """What departments fill in and this template nowhere prints. No fault: the bureau decides."""
    shown = {part.kind for chapter in facts.chapters for part in chapter.parts}
    missing = [
        _PART_NAME[small] for whole, smaller in WHOLE.items() if whole not in shown for small in smaller if small not in shown
    ]  # fmt: skip
    single = (
        Part.FINANCE,
        Part.CONCLUSION,
        Part.GOAL_RESULTS,
        Part.PROJECT_RESULTS,
        Part.PROBLEMS,
        Part.MEASURES,
    )
    return missing + [_PART_NAME[part] for part in single if part not in shown]


def _header(draft: Draft) -> Iterator[Fault]:
    for key in _OWED:
        if not draft.said(key):
            line = draft.header[key].number if key in draft.header else 0
            yield Fault(line, f"缺少“{key}”，请在开头写上一行“{key}：…”")
    for key, longest in _LONGEST.items():
        if len(draft.said(key)) > longest:
            yield Fault(
                draft.header[key].number, f"“{key}”有 {len(draft.said(key))} 字，最多 {longest} 字，请缩短"
            )
    if draft.said("代码") and not _CODE.match(draft.said("代码")):
        yield Fault(
            draft.header["代码"].number,
            f"代码只用小写字母、数字和连字符，如 huadu-2023（现为“{draft.said('代码')}”）",
        )
    yield from _values(draft)


def _values(draft: Draft) -> Iterator[Fault]:
    for key in ("核实", "署名"):
        if draft.said(key) not in ("", "是", "否"):
            yield Fault(draft.header[key].number, f"“{key}”应写“是”或“否”（现为“{draft.said(key)[:20]}”）")
    version = draft.said("版本")
    if version and not (
        version.isascii() and version.isdecimal() and 0 < int(version[:9]) <= _HIGHEST_VERSION
    ):
        yield Fault(
            draft.header["版本"].number, f"版本应为 1 到 {_HIGHEST_VERSION} 的整数（现为“{version[:20]}”）"
        )


def _chapters(draft: Draft) -> Iterator[Fault]:
    if not draft.chapters:
        yield Fault(
            draft.blocks.get("正文", 0),
            "正文没有标题和内容，请在【正文】下面写“# 标题”和“[部门概况]”这样的行",
        )
    for chapter in draft.chapters:
        yield from _chapter(chapter)


def _chapter(chapter: DraftChapter) -> Iterator[Fault]:
    for head in chapter.heads:
        yield Fault(head.number, f"“{head.words[:20]}”下面没有内容，请写上 [内容] 或一段文字，或删去这个标题")
    if not chapter.parts and not chapter.heads:
        yield Fault(
            chapter.heading.number,
            f"“{chapter.heading.words[:20]}”下面没有内容，请写上 [内容] 或一段文字，或删去这个标题",
        )
    for head in (chapter.heading, *(part.heading for part in chapter.parts if part.heading)):
        if len(head.words) > _LONGEST_HEADING:
            yield Fault(head.number, f"标题有 {len(head.words)} 字，最多 {_LONGEST_HEADING} 字，请缩短")


def _doubles(draft: Draft) -> Iterator[Fault]:
    parts = [part for chapter in draft.chapters for part in chapter.parts if part.kind != Part.TEXT]
    yield from _doubled(
        ((part.kind, part.number) for part in parts), lambda kind: f"内容 [{_PART_NAME[kind]}] "
    )
    yield from _doubled(
        ((kind, line.number) for kind, line in draft.annexes), lambda kind: f"附件 [{_ANNEX_NAME[kind]}] "
    )
    yield from _doubled(
        ((row, line.number) for row, line in draft.sentences), lambda row: f"句式“{row.name}”"
    )
    yield from _doubled(
        ((label.words, label.number) for label, _ in draft.cover), lambda word: f"封面的“{word}”"
    )
    first = {part.kind: part.number for part in reversed(parts)}
    for whole, smaller in WHOLE.items():
        for small in smaller:
            if whole in first and small in first:
                said = f"[{_PART_NAME[small]}] 已包含在第 {first[whole]} 行的 [{_PART_NAME[whole]}] 里，请删去一处"
                yield Fault(first[small], said)


def _doubled(rows: Iterable[tuple[K, int]], called: Callable[[K], str]) -> Iterator[Fault]:
    seen: dict[K, int] = {}
    for name, number in rows:
        if name in seen:
            yield Fault(number, f"{called(name)}写了两次（前一次在第 {seen[name]} 行），请删去一处")
        seen.setdefault(name, number)


def _words(draft: Draft) -> Iterator[Fault]:
    for line in _texts(draft):
        yield from (Fault(line.number, message) for message in faults_of(line.words))
    for sentence, line in draft.sentences:
        yield from (Fault(line.number, message) for message in sentence_faults(sentence, line.words))


def _texts(draft: Draft) -> Iterator[DraftLine]:
    """Every line that may hold placeholders."""
    if "标题" in draft.header:
        yield draft.header["标题"]
    yield from (words for _, words in draft.cover)
    yield from draft.foot
    yield from draft.opening
    for chapter in draft.chapters:
        yield from (chapter.heading, *chapter.heads)
        for part in chapter.parts:
            yield from ((part.heading,) if part.heading else ())
            yield from part.lines
    yield from (title for _, title in draft.annexes)


def _annex_use(draft: Draft) -> Iterator[Fault]:
    """A wording that points at an annex the template does not have would print a hole."""
    if any(kind == Annex.SCORES for kind, _ in draft.annexes):
        return
    for sentence, line in draft.sentences:
        if "评分表" in sentence.names and "{评分表}" in re.sub(r"\[[^\]]*\]", "", line.words):
            yield Fault(
                line.number, "用了 {评分表}，但【附件】里没有 [指标评分表]，请加上附件，或把这一段放进方括号"
            )


_CHECKS: tuple[Callable[[Draft], Iterable[Fault]], ...] = (_header, _chapters, _doubles, _words, _annex_use)
