"""Who files and when, below the text: 发文机关署名 and 成文日期 without a seal (GB/T 9704-2012 7.3.5.2).

One empty line below the text the name ends two characters from the edge of the block; the date begins two characters
further in than the name. A date longer than the name ends two characters from the edge instead.
"""

from decimal import Decimal

from reports.domain.document import Signature
from reports.word.ooxml import paragraph, text_run
from reports.word.styles import CHARACTER, LINE_PITCH, exact

#: Characters of a line, and what name and date keep between each other and from the edge.
LINE, KEPT = Decimal(28), Decimal(2)


def signature_xml(signature: Signature) -> str:
    """Two lines, kept together; a draft without a date has the name alone."""
    start = name_starts_at(signature)
    name = paragraph(text_run(signature.issuer), "Signature", _ABOVE + _left(start))
    if not signature.date_words:
        return name
    return name + paragraph(text_run(signature.date_words), "Date", _left(start + KEPT))


def name_starts_at(signature: Signature) -> Decimal:
    """Characters between the left edge of the block and the name; never beyond the edge."""
    name, date = _width(signature.issuer), _width(signature.date_words)
    block = date + KEPT if date > name else name
    return max(LINE - KEPT - block, Decimal(0))


_ABOVE = exact(LINE_PITCH, above=LINE_PITCH)


def _left(characters: Decimal) -> str:
    hundredths = int(characters * 100)
    return f'<w:ind w:left="{hundredths * CHARACTER // 100}" w:leftChars="{hundredths}"/>'


def _width(text: str) -> Decimal:
    """In characters; figures are half as wide."""
    return sum((Decimal("0.5") if character.isascii() else Decimal(1) for character in text), Decimal(0))
