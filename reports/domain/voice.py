"""How a report says things: generated sentences in the template's wording, or the shipped one, and its own paragraphs."""

from collections.abc import Iterable, Mapping
from datetime import date

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.numbers.known import Known
from evaluations.domain.numbers.tokens import in_prose
from evaluations.domain.report_template import SentenceFacts
from evaluations.domain.report_words import GAP_NAME, SENTENCE_BY_ID, Optional, Pieces, pieces_of
from reports.domain.document import GAP, Prose, Signature, Words, say
from reports.domain.wording import paragraphs, sentence

#: What placeholders stand for. None: there is no such value here, so an optional piece with it is left out.
Values = Mapping[str, Words | None]
#: How much of the words around a figure decides how it is written.
_AROUND = 8


class Voice:
    """The words of one report.

    `common` may be used in every text, `figures` are those of the department as a whole, by token («执行率»).
    """

    def __init__(
        self,
        sentences: Iterable[SentenceFacts] = (),
        common: Values | None = None,
        figures: Mapping[str, Known] | None = None,
    ) -> None:
        self._own = {row.id: row.words for row in sentences}
        self._common = common or {}
        self._figures = figures or {}

    def piece(self, id: str, values: Values | None = None) -> Prose:
        """A part of a sentence, by its id."""
        return self.said(self._own.get(id) or SENTENCE_BY_ID[id].words, values)

    def sentence(self, id: str, values: Values | None = None) -> Prose:
        """A generated sentence, closed by a full stop."""
        return sentence(self.piece(id, values))

    def numbered(self, id: str, values: Values, text: str) -> tuple[Prose, ...]:
        """A sentence that ends with the first paragraph of a typed text, and its further paragraphs below."""
        first, *rest = paragraphs(text) or (GAP,)
        name = SENTENCE_BY_ID[id].text
        return (self.sentence(id, {**values, name: first}), *(say(line) for line in rest))

    def said(self, words: str, values: Values | None = None) -> Prose:
        """Words of the template with everything in place; what has no value is marked as missing."""
        return say(*(GAP if word is None else word for word in self._filled(_cut(words), values or {})))

    def _filled(self, pieces: Pieces, values: Values) -> list[Words | None]:
        filled: list[Words | None] = []
        for at, piece in enumerate(pieces):
            if isinstance(piece, str):
                filled.append(piece)
            elif isinstance(piece, Optional):
                inner = self._filled(piece.pieces, values)
                filled += [] if None in inner else inner
            else:
                filled.append(self._value(piece.name, values, _words(pieces, at - 1), _words(pieces, at + 1)))
        return filled

    def _value(self, name: str, values: Values, before: str, behind: str) -> Words | None:
        if name == GAP_NAME:
            return GAP
        for known in (values, self._common):
            if name in known:
                return known[name]
        figure = self._figures.get(f"«{name}»")
        return in_prose(figure, before[-_AROUND:], behind[:_AROUND]) if figure else None


#: The shipped wording without anything common.
SHIPPED = Voice()


def voice_of(facts: EvaluationFacts, figures: Mapping[str, Known], dated: date | None) -> Voice:
    """The voice of this department's report; `dated` is the day it was filed (none: a draft)."""
    return Voice(facts.campaign.template.sentences, common_values(facts, dated), figures)


def common_values(facts: EvaluationFacts, dated: date | None) -> dict[str, Words | None]:
    """What every text of a template may say (report_words.COMMON)."""
    department, campaign = facts.department, facts.campaign
    return {
        "部门": department.name,
        "部门简称": department.short_name or department.name,
        "部门代码": department.code,
        "财政区划": department.region,
        "年度": str(campaign.year),
        "任务名称": campaign.name,
        "工作通知": campaign.notice or None,
        "报送日期": Signature("", dated).date_words or None,
    }


def _cut(words: str) -> Pieces:
    """The pieces; words that cannot be cut (never those of a published template) stand as they are."""
    try:
        return pieces_of(words)
    except ValueError:
        return (words,)


def _words(pieces: Pieces, at: int) -> str:
    piece = pieces[at] if 0 <= at < len(pieces) else ""
    return piece if isinstance(piece, str) else ""
