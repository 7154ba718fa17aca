"""From facts to the document: the template's cover, opening, chapters, annexes and signature, with ordinals and titles."""

import re
from datetime import date

from evaluations.domain.facts import DepartmentFacts, EvaluationFacts
from evaluations.domain.history import NO_HISTORY, History
from evaluations.domain.numbers.ready import book_of
from evaluations.domain.numbers.said import with_values
from evaluations.domain.remarks import Remarks
from evaluations.domain.report_template import Annex as AnnexKind
from evaluations.domain.report_template import AnnexFacts, CoverFacts, PartFacts, ReportTemplateFacts
from evaluations.domain.report_template import Chapter as ChapterFacts
from evaluations.domain.report_template import Part as PartKind
from evaluations.domain.review import NO_REVIEW, Review
from evaluations.domain.scoring import score
from reports.domain.annexes import (
    answers,
    base_data,
    evidence,
    explanations,
    history,
    last_measures,
    overall,
    projects,
    scores,
)
from reports.domain.document import (
    DRAFT,
    Annex,
    Chapter,
    Cover,
    CoverLine,
    Part,
    Prose,
    Report,
    Sheet,
    Signature,
    say,
)
from reports.domain.parts import PARTS, Source
from reports.domain.summary import summary_rows
from reports.domain.titles import title_lines
from reports.domain.voice import Voice, voice_of
from reports.domain.wording import chinese_number

#: What may not stand in a file name on the systems people use.
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
#: So many letters of a department's name stand in the name of a file, which systems limit to 255 bytes (85 Chinese letters).
_NAME_LETTERS = 40


def build_report(
    facts: EvaluationFacts,
    *,
    is_draft: bool,
    round: int,
    with_explanations: bool = False,
    review: Review = NO_REVIEW,
    years: History = NO_HISTORY,
    remarks: Remarks = (),
    dated: date | None = None,
) -> Report:
    """The report of these facts. `round` numbers the submission; a draft has the watermark instead, and no date.

    `review`: the scores of finance, printed beside the department's own. `remarks`: what finance had sent before this
    round, with the answers. `with_explanations` adds 说明事项 as the last annex, where the template does not have it.
    `years`: the years before, for 历年对比; without any the annex is left out.
    """
    own = score(facts)
    figures = book_of(facts, own).tokens
    facts = with_values(facts, own)
    card = score(facts, review)  # of the facts as read: reasons stand in its deductions too
    template, day = facts.campaign.template, None if is_draft else dated
    voice = voice_of(facts, figures, day)
    listed = history.asked_by(last_measures.asked_by(template, facts), years)
    rows = _annex_rows(listed, with_explanations)
    marks = _annex_marks(rows)
    source = Source(facts, card, voice, marks.get(AnnexKind.SCORES, ""), years, remarks)
    title = str(voice.said(template.title))
    lines = title_lines(title, facts.department.name)
    return Report(
        title=title,
        title_lines=lines,
        department=facts.department.name,
        watermark=DRAFT if is_draft else "",
        file_stem=file_stem(facts, is_draft=is_draft, round=round),
        chapters=tuple(_chapter(source, *numbered) for numbered in enumerate(template.chapters, start=1)),
        annexes=tuple(_annex(source, marks[row.kind], row) for row in rows),
        cover=_cover(voice, template.cover, lines) if template.cover else None,
        opening=tuple(voice.said(line) for line in template.opening),
        signature=Signature(facts.department.name, day) if template.signed else None,
        summary=summary_rows(facts, card, DRAFT if is_draft else f"第{round}轮"),
    )


def file_stem(facts: EvaluationFacts, *, is_draft: bool, round: int) -> str:
    """The name of the file without its ending: 2022_花都区总工会_整体支出绩效自评报告_第1轮."""
    stage = DRAFT if is_draft else f"第{round}轮"
    return safe_name(f"{facts.campaign.year}_{named(facts.department)}_整体支出绩效自评报告_{stage}")


def named(department: DepartmentFacts) -> str:
    """The department as names of files have it: its short name, where it has one; a very long one cut off."""
    return (department.short_name or department.name)[:_NAME_LETTERS]


def safe_name(name: str) -> str:
    """A file name without what some system does not allow in one."""
    return _UNSAFE.sub("", name)


def _cover(voice: Voice, cover: CoverFacts, lines: tuple[str, ...]) -> Cover:
    return Cover(
        title_lines=lines,
        lines=tuple(CoverLine(row.label, _filled_in(voice, row.words)) for row in cover.lines),
        foot=tuple(str(voice.said(line)) for line in cover.foot),
    )


def _filled_in(voice: Voice, words: str) -> Prose:
    """What stands in a line of the cover; what is not known (the date of a draft) is left to be written by hand."""
    said = voice.said(words)
    return say() if said.has_gaps else said


def _annex_rows(template: ReportTemplateFacts, with_explanations: bool) -> tuple[AnnexFacts, ...]:
    if not with_explanations or any(row.kind == AnnexKind.EXPLANATIONS for row in template.annexes):
        return template.annexes
    asked = AnnexFacts(kind=AnnexKind.EXPLANATIONS, title=explanations.TITLE)
    return (*template.annexes, asked)


def _annex_marks(rows: tuple[AnnexFacts, ...]) -> dict[AnnexKind, str]:
    if len(rows) == 1:
        return {rows[0].kind: "附件"}
    return {row.kind: f"附件{number}" for number, row in enumerate(rows, start=1)}


def _annex(source: Source, mark: str, annex: AnnexFacts) -> Annex:
    title = str(source.voice.said(annex.title))
    if annex.kind == AnnexKind.ANSWERS:
        return Annex(mark, title, False, answers.sheets(source.remarks))
    if annex.kind == AnnexKind.HISTORY:
        return Annex(mark, title, False, history.sheets(source.facts, source.card, source.years))
    make, is_wide = ANNEXES[annex.kind]
    sheets: tuple[Sheet, ...] = make(source.facts, source.card)
    return Annex(mark, title, is_wide, sheets)


def _chapter(source: Source, number: int, chapter: ChapterFacts) -> Chapter:
    headed = 0
    parts = []
    for part in chapter.parts:
        headed += bool(part.heading)
        words = str(source.voice.said(part.heading))
        heading = f"（{chinese_number(headed)}）{words}" if words else ""
        parts.append(Part(heading, _lines(source, part)))
    return Chapter(f"{chinese_number(number)}、{source.voice.said(chapter.heading)}", tuple(parts))


def _lines(source: Source, part: PartFacts) -> tuple[Prose, ...]:
    """What stands below a heading; the bureau's own paragraphs are said as they are written."""
    if part.kind != PartKind.TEXT:
        return PARTS[part.kind](source)
    return tuple(source.voice.said(line) for line in part.text.split("\n"))


#: What makes the sheets of an annex of the facts, and whether they need landscape pages.
ANNEXES = {
    AnnexKind.OVERALL: (overall.sheets, True),
    AnnexKind.BASE_DATA: (base_data.sheets, False),
    AnnexKind.SCORES: (scores.sheets, True),
    AnnexKind.PROJECTS: (projects.sheets, True),
    AnnexKind.EVIDENCE: (evidence.sheets, False),
    AnnexKind.EXPLANATIONS: (explanations.sheets, False),
    AnnexKind.LAST_MEASURES: (last_measures.sheets, False),
}
