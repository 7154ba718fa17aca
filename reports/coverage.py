"""Which characters the report's fonts have, and what is printed for those that none of them has."""

import unicodedata
from functools import lru_cache

from fontTools.ttLib import TTFont

from reports.fonts import BODY, REST, Chosen

#: 空铅: the mark that type-setters have always put where a character was missing.
SUBSTITUTE = "〓"
#: Written as a line of its own or a space; the fonts need not have them.
SPACES = frozenset("\t\n\r \u00a0\u3000")


def characters_of(font: Chosen) -> frozenset[str]:
    """The characters of one face. Its letters and figures do not count where the next face serves them."""
    return _characters(font)


def printable(text: str, fonts: tuple[Chosen, ...]) -> str:
    """The text as it can be printed: control and direction marks left out, 〓 for what no font has.

    Every family's stack in report.css ends in the faces REST and BODY, so what one of them has comes out everywhere.
    """
    table = {}
    for character in set(text):
        if (replacement := replacement_of(character, fonts)) != character:
            table[ord(character)] = replacement
    return text.translate(table) if table else text


def replacement_of(character: str, fonts: tuple[Chosen, ...]) -> str:
    """What is printed for a character: itself, nothing for an invisible one, or 〓."""
    if character in SPACES or character in _everywhere(fonts):
        return character
    return "" if _is_invisible(character) else SUBSTITUTE


def _is_invisible(character: str) -> bool:
    """Control, format and direction marks, variation selectors; unassigned and private ones are to be seen."""
    kind = unicodedata.category(character)
    return (
        kind in {"Cc", "Cf", "Cs"}
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


@lru_cache(maxsize=2)
def _everywhere(fonts: tuple[Chosen, ...]) -> frozenset[str]:
    last = [font for font in fonts if font.face.family in (REST, BODY)]
    return frozenset().union(*(_characters(font) for font in last))


@lru_cache(maxsize=16)
def _characters(font: Chosen) -> frozenset[str]:
    with TTFont(font.path, fontNumber=0, lazy=True) as file:
        codes = file.getBestCmap()
    return frozenset(chr(code) for code in codes if code >= 0x20 and not 0x7F <= code < 0xA0)
