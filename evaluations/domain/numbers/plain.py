"""A narrative made plain before it is read: half width, lines joined within sentences, and where each character stood."""

import re
from functools import lru_cache

#: A number bound to its source: «执行率», «项目:<key>.执行数». Never across lines, never one in another.
TOKEN = re.compile(r"«([^«»\r\n]+)»")
#: Longer texts are not kept in memory.
KEPT = 3000

# One to one, so that offsets stay: full-width figures and signs as half-width ones. ，、。 keep their meaning.
_HALF = str.maketrans("０１２３４５６７８９．％（）：；／－＋−＝［］\u3000", "0123456789.%():;/-+-=[] ")
_BLANK = re.compile(r"\s+")
_ENDS = tuple("。！？；;:!?")
_ITEM = re.compile(
    r"[0-9]{1,2}[、.．)](?![0-9])|\([0-9一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[、是]"
)


def without_tokens(text: str) -> str:
    """The text with its tokens blotted out, character for character."""
    return TOKEN.sub(lambda match: "□" * len(match[0]), text) if "«" in text else text


def unwrapped(text: str) -> tuple[str, tuple[int, ...] | None]:
    """The text made plain (see `_unwrapped`)."""
    return _unwrapped_kept(text) if len(text) <= KEPT else _unwrapped(text)


def _unwrapped(text: str) -> tuple[str, tuple[int, ...] | None]:
    """The text in half width, without blanks and line breaks within sentences, and where each character stood.

    A break stays where a sentence or a list item ends. None for the places when nothing was taken out.
    """
    plain = half_width(text)
    if not _BLANK.search(plain):
        return plain, None
    pieces: list[str] = []
    origin: list[int] = []
    last = 0
    for match in _BLANK.finditer(plain):
        pieces.append(plain[last : match.start()])
        origin.extend(range(last, match.start()))
        before, after = plain[match.start() - 1 : match.start()], plain[match.end() : match.end() + 1]
        if "\n" in match[0] and (before in _ENDS or _ITEM.match(plain, match.end())):
            pieces.append("\n")
            origin.append(match.start())
        elif before.isascii() and before.isalnum() and after.isascii() and after.isalnum():
            pieces.append(" ")
            origin.append(match.start())
        last = match.end()
    pieces.append(plain[last:])
    origin.extend(range(last, len(plain)))
    return "".join(pieces), tuple(origin)


_unwrapped_kept = lru_cache(maxsize=2048)(_unwrapped)


def half_width(text: str) -> str:
    """The text with half-width figures and signs, character for character."""
    return text.translate(_HALF)
