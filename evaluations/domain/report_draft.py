"""A report template while its text is read: every piece with the number of its line."""

from dataclasses import dataclass, field

from evaluations.domain.report_template import (
    Annex,
    AnnexFacts,
    Chapter,
    CoverFacts,
    CoverLineFacts,
    Part,
    PartFacts,
    ReportTemplateFacts,
    SentenceFacts,
)
from evaluations.domain.report_words import Sentence


@dataclass(frozen=True)
class DraftLine:
    """Words and the line they stand in."""

    number: int
    words: str


@dataclass
class DraftPart:
    """A part: its kind, the heading above it (or none), and for the bureau's own paragraphs their lines."""

    kind: Part
    number: int
    heading: DraftLine | None = None
    lines: list[DraftLine] = field(default_factory=list)

    def facts(self) -> PartFacts:
        """The part as it is stored."""
        heading = self.heading.words if self.heading else ""
        text = "\n".join(line.words for line in self.lines)
        return PartFacts(kind=self.kind, heading=heading, text=text)


@dataclass
class DraftChapter:
    """A chapter. `heads`: its second-level headings that have nothing below them yet; only the last may still get it."""

    heading: DraftLine
    parts: list[DraftPart] = field(default_factory=list)
    heads: list[DraftLine] = field(default_factory=list)


@dataclass
class Draft:
    """All that the text says."""

    blocks: dict[str, int] = field(default_factory=dict)
    header: dict[str, DraftLine] = field(default_factory=dict)
    cover: list[tuple[DraftLine, DraftLine]] = field(default_factory=list)
    foot: list[DraftLine] = field(default_factory=list)
    opening: list[DraftLine] = field(default_factory=list)
    chapters: list[DraftChapter] = field(default_factory=list)
    annexes: list[tuple[Annex, DraftLine]] = field(default_factory=list)
    sentences: list[tuple[Sentence, DraftLine]] = field(default_factory=list)

    def add_part(self, kind: Part, number: int, words: str = "") -> None:
        """A content, or a paragraph, below the heading that stands last."""
        chapter = self.chapters[-1]
        head = chapter.heads.pop() if chapter.heads else None
        last = chapter.parts[-1] if chapter.parts else None
        if kind == Part.TEXT and head is None and last is not None and last.kind == Part.TEXT:
            last.lines.append(DraftLine(number, words))
            return
        lines = [DraftLine(number, words)] if kind == Part.TEXT else []
        chapter.parts.append(DraftPart(kind, number, head, lines))

    def said(self, key: str) -> str:
        """What a line of the header says; nothing where there is none."""
        return self.header[key].words if key in self.header else ""

    def facts(self) -> ReportTemplateFacts:
        """The template, once nothing is wrong with it."""
        return ReportTemplateFacts(
            code=self.said("代码"),
            version=int(self.said("版本") or 1),
            name=self.said("名称"),
            source=self.said("来源"),
            verified=self.said("核实") == "是",
            title=self.said("标题"),
            signed=self.said("署名") == "是",
            cover=self._cover(),
            opening=tuple(line.words for line in self.opening),
            chapters=tuple(
                Chapter(heading=one.heading.words, parts=tuple(part.facts() for part in one.parts))
                for one in self.chapters
            ),
            annexes=tuple(AnnexFacts(kind=kind, title=title.words) for kind, title in self.annexes),
            sentences=tuple(SentenceFacts(id=row.id, words=line.words) for row, line in self.sentences),
        )

    def _cover(self) -> CoverFacts | None:
        if "封面" not in self.blocks:
            return None
        return CoverFacts(
            lines=tuple(CoverLineFacts(label=label.words, words=words.words) for label, words in self.cover),
            foot=tuple(line.words for line in self.foot),
        )
