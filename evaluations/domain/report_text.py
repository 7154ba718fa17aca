"""The text of a report template, line by line: read with every fault at its line, and written from the data."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from evaluations.domain.report_template import (
    ANNEX_NAMES,
    PART_NAMES,
    AnnexFacts,
    CoverFacts,
    Part,
    PartFacts,
    ReportTemplateFacts,
)
from evaluations.domain.report_words import OLD_NAMES, SENTENCE_BY_ID

COVER, OPENING, BODY, ANNEXES, WORDING = "封面", "引言", "正文", "附件", "句式"
BLOCKS = (COVER, OPENING, BODY, ANNEXES, WORDING)
#: The first lines of a text, and the field each becomes.
HEADER = {
    "名称": "name", "代码": "code", "版本": "version", "来源": "source", "核实": "verified", "标题": "title",
    "署名": "signed",
}  # fmt: skip
FOOT = "落款"
YES, NO = "是", "否"
_NAME_OF_PART = {part: name for name, part in PART_NAMES.items()}
_NAME_OF_ANNEX = {annex: name for name, annex in ANNEX_NAMES.items()}


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong at a line (0: with the whole), and what to do."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.message}" if self.line else self.message


class TextRefused(Exception):
    """The text is no template; `faults` say every reason, in the order of the lines."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(sorted(set(faults)))


def write_text(facts: ReportTemplateFacts) -> str:
    """The text a manager edits; `read_text` makes the same facts of it."""
    blocks = (_header(facts), *_blocks(facts))
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _header(facts: ReportTemplateFacts) -> list[str]:
    said = {
        "名称": facts.name, "代码": facts.code, "版本": str(facts.version), "来源": facts.source,
        "核实": YES if facts.verified else NO, "标题": _renewed(facts.title), "署名": YES if facts.signed else NO,
    }  # fmt: skip
    return [f"{key}：{said[key]}" for key in HEADER]


def _blocks(facts: ReportTemplateFacts) -> Iterator[list[str]]:
    if facts.cover is not None:
        yield [f"【{COVER}】", *_cover(facts.cover)]
    if facts.opening:
        yield [f"【{OPENING}】", *map(_renewed, facts.opening)]
    yield [f"【{BODY}】"]
    yield from (list(_chapter(chapter.heading, chapter.parts)) for chapter in facts.chapters)
    if facts.annexes:
        yield [f"【{ANNEXES}】", *map(_annex, facts.annexes)]
    if facts.sentences:
        yield [f"【{WORDING}】", *(f"{_sentence_name(row.id)}：{row.words}" for row in facts.sentences)]


def _cover(cover: CoverFacts) -> Iterator[str]:
    yield from (f"{line.label}：{line.words}" for line in cover.lines)
    yield from (f"{FOOT}：{line}" for line in cover.foot)


def _chapter(heading: str, parts: tuple[PartFacts, ...]) -> Iterator[str]:
    yield f"# {_renewed(heading)}"
    for part in parts:
        if part.heading:
            yield f"## {_renewed(part.heading)}"
        if part.kind == Part.TEXT:
            yield from part.text.split("\n")
        else:
            yield f"[{_NAME_OF_PART[part.kind]}]"


def _annex(annex: AnnexFacts) -> str:
    return f"[{_NAME_OF_ANNEX[annex.kind]}] {_renewed(annex.title)}"


def _sentence_name(id: str) -> str:
    return SENTENCE_BY_ID[id].name if id in SENTENCE_BY_ID else id


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    """The lines that differ, in order: ("-", a line that is gone) and ("+", a line that is new). Blank ones count not."""
    old, new = ([line.strip() for line in text.splitlines() if line.strip()] for text in (before, after))
    changes: list[tuple[str, str]] = []
    for tag, first, last, start, end in SequenceMatcher(None, old, new).get_opcodes():
        if tag != "equal":
            changes += [("-", line) for line in old[first:last]] + [("+", line) for line in new[start:end]]
    return changes


def _renewed(text: str) -> str:
    """With the names of today: {department} of an old template is {部门}."""
    for old, new in OLD_NAMES.items():
        text = text.replace(f"{{{old}}}", f"{{{new}}}")
    return text
