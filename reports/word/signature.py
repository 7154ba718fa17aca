"""Who files and when, below the text: 发文机关署名 and 成文日期 with a seal over both (GB/T 9704-2012 7.3.5)."""

from decimal import Decimal

from reports.domain.document import Signature
from reports.word.ooxml import paragraph, text_run

#: A character of the grid, in twips.
CHARACTER = 316
#: The date ends four characters from the edge of the block; the name stands centred above it.
DATE_FROM_EDGE = Decimal(4)
#: Without a date (a draft) the name ends two characters from the edge.
NAME_FROM_EDGE = Decimal(2)


def signature_xml(signature: Signature) -> str:
    """Two lines below the text, for the seal; kept together."""
    date = signature.date_words
    name = paragraph(text_run(signature.issuer), "Signature", f"{_ABOVE}{_right(name_from_edge(signature))}")
    return name + paragraph(text_run(date), "Date", _right(DATE_FROM_EDGE)) if date else name


def name_from_edge(signature: Signature) -> Decimal:
    """Characters between the name and the edge of the block; never beyond it."""
    if not signature.date_words:
        return NAME_FROM_EDGE
    centred = DATE_FROM_EDGE + (_width(signature.date_words) - _width(signature.issuer)) / 2
    return max(centred, Decimal(0))


_ABOVE = '<w:spacing w:before="1158" w:after="0" w:line="579" w:lineRule="exact"/>'


def _right(characters: Decimal) -> str:
    hundredths = int(characters * 100)
    return f'<w:ind w:right="{hundredths * CHARACTER // 100}" w:rightChars="{hundredths}"/>'


def _width(text: str) -> Decimal:
    """In characters; figures are half as wide."""
    return sum((Decimal("0.5") if character.isascii() else Decimal(1) for character in text), Decimal(0))
