"""Two versions of a text for people to read: which sentences stayed, went, came or moved, and which words changed.

The pieces are exact: those that stand in the old text, joined, are the old text; so with the new one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

#: A sentence with its closing mark and quote, or the break between two lines.
_SENTENCE = re.compile(r"\n+|[^。；！？\n]+[。；！？]*[”’」』）)]*|[。；！？]+[”’」』）)]*")
#: What is never cut: a number with its decimals, a Latin word.
_WORD = re.compile(r"[0-9][0-9.,]*[%％]?|[A-Za-z]+|.", re.DOTALL)
#: Longer texts than this many steps are not searched for what stayed in them: old out, new in.
MOST_STEPS = 400_000
#: From this share of common pairs of letters on, a sentence is the other one changed.
ALIKE = 0.4
#: A stretch no longer than this between two changes is read with them.
ISLAND = 2
#: Only sentences from this length on are worth saying that they moved.
MOVABLE = 6


class Mark(StrEnum):
    """What became of a piece of the text; SKIPPED stands for sentences that stayed and are not shown."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    MOVED_AWAY = "moved_away"
    MOVED_HERE = "moved_here"
    SKIPPED = "skipped"


#: The marks of what stands in the old text, and in the new one.
IN_OLD = (Mark.SAME, Mark.REMOVED, Mark.MOVED_AWAY, Mark.SKIPPED)
IN_NEW = (Mark.SAME, Mark.ADDED, Mark.MOVED_HERE, Mark.SKIPPED)


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `whole` ones are sentences, the others parts of a changed one."""

    mark: Mark
    text: str
    whole: bool = True

    @property
    def is_break(self) -> bool:
        """Whether it is only the break between two lines."""
        return not self.text.strip()


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text and its line breaks; joined they are the text."""
    return tuple(_SENTENCE.findall(text))


def text_changes(old: str, new: str) -> tuple[Piece, ...]:
    """All pieces of both texts, in the order in which they are read."""
    steps = list(_steps(sentences(old), sentences(new)))
    moved = _moved(steps)
    away, here = moved.copy(), moved.copy()
    pieces: list[Piece] = []
    for is_same, before, after in steps:
        if is_same:
            pieces += (Piece(Mark.SAME, text) for text in before)
        else:
            pieces += _block(
                [(text, _take(away, text)) for text in before], [(text, _take(here, text)) for text in after]
            )
    return tuple(pieces)


def condensed(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Of sentences that stayed only the neighbours of a change; what is left out is counted in a SKIPPED piece."""
    keep = [not (piece.mark == Mark.SAME and piece.whole) for piece in pieces]
    near = [any(keep[max(0, at - 1) : at + 2]) for at in range(len(pieces))]
    shown: list[Piece] = []
    hidden: list[Piece] = []
    for piece, is_near in zip(pieces, near, strict=True):
        if not is_near:
            hidden.append(piece)
            continue
        shown += (*_skipped(hidden), piece)
        hidden = []
    return (*shown, *_skipped(hidden))


def _skipped(hidden: list[Piece]) -> Iterable[Piece]:
    """One sentence is shown rather than counted."""
    count = sum(not piece.is_break for piece in hidden)
    return hidden if count < 2 else (Piece(Mark.SKIPPED, f"（略去未改动的 {count} 句）"),)


Step = tuple[bool, Sequence[str], Sequence[str]]


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[Step]:
    """Whether both are the same, what stood there, what stands there; ends that agree are not searched."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    if start:
        yield True, old[:start], new[:start]
    if len(before) * len(after) > MOST_STEPS:
        yield False, before, after
    else:
        for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            yield tag == "equal", before[a:b], after[c:d]
    if end:
        yield True, old[len(old) - end :], new[len(new) - end :]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many are the same from the start."""
    for count, (before, after) in enumerate(zip(old, new, strict=False)):
        if before != after:
            return count
    return min(len(old), len(new))


def _moved(steps: Iterable[Step]) -> Counter[str]:
    """Sentences that went at one place and came at another."""
    gone: Counter[str] = Counter()
    come: Counter[str] = Counter()
    for is_same, before, after in steps:
        if not is_same:
            gone.update(text for text in before if len(text) >= MOVABLE)
            come.update(text for text in after if len(text) >= MOVABLE)
    return gone & come


def _take(left: Counter[str], text: str) -> bool:
    if not left[text]:
        return False
    left[text] -= 1
    return True


Marked = tuple[str, bool]


def _block(before: list[Marked], after: list[Marked]) -> Iterator[Piece]:
    """Sentences that stand for each other: a similar one is the old one changed, in order."""
    # A moved sentence is nobody's change; blocks of hundreds of sentences are not compared one by one.
    is_short = len(before) * len(after) <= MOST_STEPS // 100
    grams = [pairs_of_letters(text) if is_short and not is_moved else frozenset() for text, is_moved in after]
    waiting = 0
    for text, is_moved in before:
        own = pairs_of_letters(text) if is_short and not is_moved else frozenset()
        later = range(waiting, len(after)) if own else ()
        found = next((at for at in later if are_alike(own, grams[at])), None)
        if found is None:
            yield Piece(Mark.MOVED_AWAY if is_moved else Mark.REMOVED, text)
            continue
        yield from _came(after[waiting:found])
        yield from _within(text, after[found][0])
        waiting = found + 1
    yield from _came(after[waiting:])


def _came(after: list[Marked]) -> Iterator[Piece]:
    for text, is_moved in after:
        yield Piece(Mark.MOVED_HERE if is_moved else Mark.ADDED, text)


def pairs_of_letters(text: str) -> frozenset[str]:
    """Pairs of neighbouring letters; nothing for a break between lines."""
    bare = text.strip()
    return frozenset(bare[at : at + 2] for at in range(max(1, len(bare) - 1))) if bare else frozenset()


def are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether the text of these pairs of letters is the other one changed rather than another text."""
    return bool(one and other) and 2 * len(one & other) >= ALIKE * (len(one) + len(other))


def _within(old: str, new: str) -> Iterator[Piece]:
    """The words that changed in a sentence."""
    for is_same, before, after in _smooth(_steps(_WORD.findall(old), _WORD.findall(new))):
        if is_same:
            yield Piece(Mark.SAME, before, False)
        else:
            if before:
                yield Piece(Mark.REMOVED, before, False)
            if after:
                yield Piece(Mark.ADDED, after, False)


def _smooth(steps: Iterable[Step]) -> Iterator[tuple[bool, str, str]]:
    """Steps with their words joined, and short stretches between two changes taken into them."""
    joined = [(is_same, "".join(before), "".join(after)) for is_same, before, after in steps]
    last = len(joined) - 1
    kept: list[tuple[bool, str, str]] = []
    for at, (is_same, before, after) in enumerate(joined):
        stays = is_same and (at in (0, last) or len(before) > ISLAND)
        if kept and not kept[-1][0] and not stays:
            kept[-1] = (False, kept[-1][1] + before, kept[-1][2] + after)
        else:
            kept.append((stays, before, after))
    return iter(kept)
