"""How much of one text stands in another: pieces of eight letters, and an index of what all have filed.

Only letters count: marks, blanks and tokens are left out, and every figure is the same figure, so that a text
copied with other numbers is still the same text. Of all pieces one in four is kept, chosen by its own checksum: two
texts keep the same ones, and a thousand departments fit into some ten megabytes.
"""

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from zlib import crc32

from evaluations.domain.numbers.plain import TOKEN

#: Letters of a piece, and one piece in so many is kept.
LENGTH, STEP = 8, 4
#: A text of fewer letters is too short to tell copying from chance.
LONG = 80
#: A piece that more than this share of the departments (and more than a few) have is a set phrase.
COMMON = Decimal("0.25")
FEW = 4
#: A text is only compared by so many pieces that are no set phrases.
ENOUGH = 8

Shingles = Iterable[int]
NOTHING = ("", Decimal(0))
_FIGURE, _OTHER = re.compile(r"\d[\d,.，]*"), re.compile(r"[\W_]+")
_OWNER_BITS = 20
_OWNER = (1 << _OWNER_BITS) - 1


def letters(text: str) -> str:
    """What of a text is compared: its letters and characters, each figure as one 0."""
    return _OTHER.sub("", _FIGURE.sub("0", TOKEN.sub("", text)))


def is_long(text: str) -> bool:
    """Whether the text is long enough to be compared."""
    return len(text) >= LONG and len(letters(text)) >= LONG


def shingles(text: str, step: int = STEP) -> "array[int]":
    """The checksums of the pieces that are kept, each once, in rising order; `step` 1 keeps all."""
    bare = letters(text).encode("utf-32-le")
    found = {crc32(bare[at : at + 4 * LENGTH]) for at in range(0, len(bare) - 4 * LENGTH + 1, 4)}
    return array("I", sorted(piece for piece in found if piece % step == 0))


def similarity(text: str, other: str) -> Decimal:
    """The share (0–1) of `text` that stands in `other`; a text without a piece is in none."""
    own, theirs = shingles(text, 1), set(shingles(other, 1))
    return Decimal(sum(piece in theirs for piece in own)) / len(own) if own else Decimal(0)


class CopyIndex:
    """Which department has which piece. Made once from (name, pieces of all its texts).

    Kept as one sorted row of numbers, checksum and department in each: 8 bytes a piece. A lookup costs its own pieces.
    """

    def __init__(self, filed: Iterable[tuple[str, Shingles]]) -> None:
        self.owners: list[str] = []
        found: list[int] = []
        for owner, pieces in filed:
            found.extend(piece << _OWNER_BITS | len(self.owners) for piece in pieces)
            self.owners.append(owner)
        found.sort()
        self._found = array("Q", found)
        self._most = max(FEW, int(len(self.owners) * COMMON))

    def nearest(self, text: str, but: str = "") -> tuple[str, Decimal]:
        """The department (but `but`) with most of this text's pieces, and their share; set phrases left out."""
        counts: Counter[int] = Counter()
        told = 0
        for piece in shingles(text):
            owners = [owner for owner in self._owners_of(piece) if self.owners[owner] != but]
            if len(owners) <= self._most:
                told += 1
                counts.update(owners)
        if told < ENOUGH or not counts:
            return NOTHING
        owner, hits = min(counts.items(), key=lambda found: (-found[1], found[0]))
        return self.owners[owner], Decimal(hits) / told

    def _owners_of(self, piece: int) -> Iterator[int]:
        """The departments with this piece; of one that all have, only as many as show that."""
        first = bisect_left(self._found, piece << _OWNER_BITS)
        for entry in self._found[first : first + self._most + 2]:
            if entry >> _OWNER_BITS != piece:
                break
            yield entry & _OWNER


@dataclass(frozen=True)
class OthersTexts:
    """The index as one department sees it: its own texts are not its neighbours'."""

    index: CopyIndex
    own: str

    def nearest(self, text: str) -> tuple[str, Decimal]:
        """The other department whose texts hold most of this text, and the share (0–1); ("", 0) for none."""
        return self.index.nearest(text, self.own)
