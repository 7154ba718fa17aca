"""Paragraphs and runs as WordprocessingML. Everything is text until the whole document is parsed once."""

from xml.sax.saxutils import escape, quoteattr

from huadu_perf.lib.values import xml_text
from reports.domain.document import Prose, Run

MISSING_STYLE = "Missing"
#: Ambiguous characters (quotation marks, dashes, ≥) are set in the East-Asian face.
_HINT = '<w:rFonts w:hint="eastAsia"/>'
_BREAKS = {"\n": "<w:br/>", "\t": "<w:tab/>"}


def attribute(text: str) -> str:
    """Text as a quoted attribute."""
    return quoteattr(xml_text(text))


def text_run(text: str, style: str = "") -> str:
    """A run; line breaks and tabs stay what they are."""
    mark = f'<w:rStyle w:val="{style}"/>' if style else ""
    return f"<w:r><w:rPr>{mark}{_HINT}</w:rPr>{_words(text)}</w:r>"


def _words(text: str) -> str:
    pieces = [""]
    for character in xml_text(text):
        if character in _BREAKS:
            pieces += [character, ""]
        else:
            pieces[-1] += character
    return "".join(_BREAKS.get(piece) or _word(piece) for piece in pieces if piece)


def _word(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def paragraph(content: str, style: str, properties: str = "") -> str:
    """A paragraph of runs; `properties` stand in the order of the schema after the style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def prose_runs(prose: Prose, marks_gaps: bool) -> str:
    """The runs of a line; in a draft the missing values are marked."""
    return "".join(_prose_run(run, marks_gaps) for run in prose.runs)


def _prose_run(run: Run, marks_gaps: bool) -> str:
    return text_run(run.text, MISSING_STYLE if run.missing and marks_gaps else "")


def hairline(properties: str = "") -> str:
    """A paragraph of one point: Word asks for one after a table, and sections end in one."""
    return paragraph("", "Hairline", properties)


def field(instruction: str, shown: str) -> str:
    """A field with what it shows until Word counts anew."""
    return f'<w:fldSimple w:instr=" {instruction} ">{text_run(shown)}</w:fldSimple>'
