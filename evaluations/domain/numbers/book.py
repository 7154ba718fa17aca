"""The known values made ready for reading prose: by subject and aspect, by name, and by pieces of names."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from heapq import nlargest
from operator import add, itemgetter
from typing import NamedTuple

from evaluations.domain.numbers.known import Known
from evaluations.domain.numbers.mentions import Kind
from evaluations.domain.numbers.spoken import APPARATUS
from evaluations.domain.numbers.vocabulary import CHOICES, TERMS, Lexicon, Role, Term

#: Measure words that count the same.
_FAMILIES = ("人名位个", "家个", "期班", "场次", "份册本", "件宗起例", "个处座所", "项个条")
_SAME: dict[str, frozenset[str]] = {}
for _family in _FAMILIES:
    for _word in _family:
        _SAME[_word] = _SAME.get(_word, frozenset()) | frozenset(_family)

#: More names than this are not looked at.
MOST = 12
#: A shortened name holds at least this share of the name.
SHORTEST = 0.6

ACTUAL_OR_TARGET = ("actual", "target", "quantity")
LIKED = ("actual", "quantity", "target")
_LIKENED = (Kind.COUNT, Kind.PERCENT)


class Like(NamedTuple):
    """A name that words speak of: share of its characters, shared pairs of characters, and its values."""

    share: float
    pairs: int
    values: list[Known]


def same_unit(one: str, other: str) -> bool:
    """Whether two measure words can count the same thing."""
    return one == other or other in _SAME.get(one, ())


def counts(known: Known, kind: Kind, unit: str) -> bool:
    """Whether the value can be said by a number of this kind and measure word."""
    return known.kind == kind and (kind != Kind.COUNT or same_unit(known.unit, unit))


class Book:
    """Known values by what prose calls them. Made once for the texts of one evaluation."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.known = tuple(known)
        self.by: dict[tuple[str, str], list[Known]] = {}
        self.owner: dict[str, str] = {}
        self.names: dict[str, tuple[str, ...]] = {}
        self.projects: dict[str, str] = {}
        self.aliases: dict[str, list[str]] = {}
        self.year: Known | None = None
        self._likes: dict[
            tuple[Kind, str], tuple[dict[str, list[int]], list[tuple[frozenset[str], list[Known]]]]
        ] = {}
        terms: dict[str, Term] = {}
        for each in self.known:
            self.by.setdefault((each.subject, each.aspect), []).append(each)
            if each.aspect == "tasks":
                terms.update(dict.fromkeys(each.names, Term(Role.ASPECT, "tasks", "dept", False)))
            elif each.kind == Kind.YEAR:
                self.year = each
            elif each.names and each.subject not in self.names:
                self._name(each, terms)
        self.lexicon = Lexicon(terms)

    def _name(self, each: Known, terms: dict[str, Term]) -> None:
        self.names[each.subject] = each.names
        if each.owner is not None:
            self.owner[each.subject] = f"project:{each.owner}"
        if each.subject.startswith("project:"):
            self.projects[each.subject] = min(each.names, key=len)
        for name in each.names:
            ready = TERMS.get(name)
            if ready is None:
                firm = each.subject != "dept" or not name.endswith(APPARATUS)
                terms.setdefault(name, Term(Role.SUBJECT, "", each.subject, firm))
            elif ready.aspect:
                self.aliases.setdefault(ready.aspect, []).append(each.subject)

    @cached_property
    def tokens(self) -> dict[str, Known]:
        """The values by their tokens."""
        return {each.token: each for each in self.known}

    @cached_property
    def values(self) -> dict[Decimal, list[Known]]:
        """Amounts and rates by their value."""
        found: dict[Decimal, list[Known]] = {}
        for each in self.known:
            if each.kind in (Kind.AMOUNT, Kind.PERCENT):
                found.setdefault(each.value, []).append(each)
        return found

    @cached_property
    def measured(self) -> dict[str, list[Known]]:
        """What indicators and projects count or rate, the value reached first."""
        found: dict[str, list[Known]] = {}
        for aspect in LIKED:
            for each in self.known:
                if each.aspect == aspect and each.kind in _LIKENED:
                    found.setdefault(each.subject, []).append(each)
        return found

    def like(self, window: str, kind: Kind, unit: str) -> list[Like]:
        """The names that the window speaks of and that count so, best first."""
        if (kind, unit) not in self._likes:
            self._likes[kind, unit] = self._counting(kind, unit)
        pairs, names = self._likes[kind, unit]
        shared = pairs.keys() & set(map(add, window, window[1:]))
        if not shared:
            return []
        hits = Counter(name for pair in shared for name in pairs[pair])
        chars = set(window)
        likes = [
            Like(len(names[name][0] & chars) / len(names[name][0]), count, names[name][1])
            for name, count in nlargest(MOST, sorted(hits.items()), key=itemgetter(1))
        ]
        return sorted(likes, key=lambda like: (-like.share, -like.pairs, like.values[0].subject))

    def _counting(
        self, kind: Kind, unit: str
    ) -> tuple[dict[str, list[int]], list[tuple[frozenset[str], list[Known]]]]:
        """The names that count in this unit: pairs of characters to the names they are in; characters and values."""
        pairs: dict[str, list[int]] = {}
        names: list[tuple[frozenset[str], list[Known]]] = []
        for subject, words in self.names.items():
            values = [each for each in self.measured.get(subject, ()) if counts(each, kind, unit)]
            if subject == "dept" or not values:
                continue
            bare = "".join(char for char in min(words, key=len) if char.isalnum())
            for pair in {bare[at : at + 2] for at in range(len(bare) - 1)}:
                pairs.setdefault(pair, []).append(len(names))
            names.append((frozenset(bare), values))
        return pairs, names

    @cached_property
    def _owned(self) -> dict[str, list[Known]]:
        found: dict[str, list[Known]] = {}
        for name, owner in self.owner.items():
            for aspect in ACTUAL_OR_TARGET:
                found.setdefault(owner, []).extend(self.by.get((name, aspect), ()))
        return found

    def owned(self, subject: str) -> list[Known]:
        """What a project's indicators state; nothing for what is no project."""
        return self._owned.get(subject, [])

    def of_projects(self, aspect: str) -> list[Known]:
        """That figure of every project."""
        names = CHOICES.get(aspect, (aspect,))
        return [each for name in names for each in self._of_projects.get(name, ())]

    @cached_property
    def _of_projects(self) -> dict[str, list[Known]]:
        found: dict[str, list[Known]] = {}
        for each in self.known:
            if each.subject in self.projects:
                found.setdefault(each.aspect, []).append(each)
        return found

    @cached_property
    def per_head(self) -> tuple[Known, ...]:
        """Amounts per head."""
        return tuple(each for each in self.known if each.per)

    @cached_property
    def _by_first(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for subject, name in self.projects.items():
            found.setdefault(name[0], []).append((subject, name))
        return found

    def abbreviated(self, words: str) -> str:
        """The one project whose name these words shorten (劳模慰问 of 劳动模范慰问经费), or nothing."""
        if not 4 <= len(words) <= 30:
            return ""
        found = [subject for subject, name in self._by_first.get(words[0], ()) if _shortens(words, name)]
        return found[0] if len(found) == 1 else ""


def _shortens(words: str, name: str) -> bool:
    """Whether the words are the name with some characters left out, but not most (劳动模范 alone is no project)."""
    rest = iter(name)
    return len(words) >= SHORTEST * len(name) and all(char in rest for char in words)
