"""How much of a text stands in others: shingles of eight characters, figures and names of years masked.

The index keeps a quarter of the shingles, chosen by their own checksum, so a thousand departments fit in memory; the
share of a text is estimated from its chosen shingles (a narrative of 400 characters has about a hundred).
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 8
KEPT_OF = 4
_NOT_WORDS = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]+")
_FIGURES = re.compile(r"[0-9]+")


def shingles(text: str) -> frozenset[int]:
    """The chosen shingles of a text; equal texts have equal shingles, in any process."""
    plain = _FIGURES.sub("0", _NOT_WORDS.sub("", text))
    found = (zlib.crc32(plain[at : at + WIDTH].encode("utf-16-le")) for at in range(len(plain) - WIDTH + 1))
    return frozenset(number for number in found if number % KEPT_OF == 0)


def similarity(text: str, other: str) -> float:
    """The share (0–1) of `text` that also stands in `other`."""
    own = shingles(text)
    return len(own & shingles(other)) / len(own) if own else 0.0


class CopyIndex:
    """Whose texts hold which shingles, built once from (owner, shingles of all their texts)."""

    def __init__(self, filed: Iterable[tuple[str, frozenset[int]]]) -> None:
        self._owners: dict[int, list[str]] = {}
        for owner, found in filed:
            for shingle in found:
                self._owners.setdefault(shingle, []).append(owner)

    def nearest(self, text: str, but: str = "") -> tuple[str, float]:
        """The owner (but one) whose texts hold most of this text, and the share (0–1); ("", 0) for none."""
        own = shingles(text)
        counted = Counter(owner for shingle in own for owner in self._owners.get(shingle, ()))
        counted.pop(but, None)
        if not counted:
            return "", 0.0
        owner, count = min(counted.items(), key=lambda item: (-item[1], item[0]))
        return owner, count / len(own)


@dataclass(frozen=True)
class OthersTexts:
    """The index as one department sees it: without its own texts."""

    index: CopyIndex
    own: str

    def nearest(self, text: str) -> tuple[str, float]:
        """The other department whose texts hold most of this text, and the share; ("", 0) for none."""
        return self.index.nearest(text, but=self.own)
