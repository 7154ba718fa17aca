"""The known values made ready for reading prose: by subject and aspect, by name, and by pieces of names."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from evaluations.domain.numbers.known import Known, same_grade
from evaluations.domain.numbers.mentions import Hedge, Kind, Mention
from evaluations.domain.numbers.vocabulary import TERMS, Lexicon, Role, Term

#: Measure words that count the same.
_FAMILIES = ("人名位个", "家个", "期班", "场次", "份册本", "件宗起例", "个处座所", "项个条")
_SAME: dict[str, frozenset[str]] = {}
for _family in _FAMILIES:
    for _word in _family:
        _SAME[_word] = _SAME.get(_word, frozenset()) | frozenset(_family)

#: More names than this are not looked at.
MOST = 12

ACTUAL_OR_TARGET = ("actual", "target", "quantity")


def same_unit(one: str, other: str) -> bool:
    """Whether two measure words can count the same thing."""
    return one == other or other in _SAME.get(one, ())


class Book:
    """Known values by what prose calls them. Made once for the texts of one evaluation."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.known = tuple(known)
        self.by: dict[tuple[str, str], list[Known]] = {}
        self.owner: dict[str, str] = {}
        self.names: dict[str, tuple[str, ...]] = {}
        self.projects: dict[str, str] = {}
        self.aliases: dict[str, list[str]] = {}
        self.year = 0
        terms: dict[str, Term] = {}
        for each in self.known:
            self.by.setdefault((each.subject, each.aspect), []).append(each)
            if each.aspect == "tasks":
                terms.update(dict.fromkeys(each.names, Term(Role.ASPECT, "tasks", "dept", False)))
            elif each.kind == Kind.YEAR:
                self.year = int(each.value)
            elif each.names and each.subject not in self.names:
                self._name(each, terms)
        self.lexicon = Lexicon(terms)

    def _name(self, each: Known, terms: dict[str, Term]) -> None:
        self.names[each.subject] = each.names
        if each.owner is not None:
            self.owner[each.subject] = f"project:{each.owner}"
        if each.subject.startswith("project:"):
            self.projects[each.subject] = each.names[0]
        for name in each.names:
            ready = TERMS.get(name)
            if ready is None:
                terms.setdefault(name, Term(Role.SUBJECT, "", each.subject))
            elif ready.aspect:
                self.aliases.setdefault(ready.aspect, []).append(each.subject)

    @cached_property
    def values(self) -> dict[Decimal, list[Known]]:
        """Amounts and rates by their value."""
        found: dict[Decimal, list[Known]] = {}
        for each in self.known:
            if each.kind in (Kind.AMOUNT, Kind.PERCENT):
                found.setdefault(each.value, []).append(each)
        return found

    @cached_property
    def _pairs(self) -> tuple[dict[str, list[int]], list[tuple[str, frozenset[str]]]]:
        """Pairs of characters to the names they are in, and the names: subject and characters."""
        pairs: dict[str, list[int]] = {}
        names: list[tuple[str, frozenset[str]]] = []
        for subject, words in self.names.items():
            if subject == "dept":
                continue
            bare = "".join(char for char in min(words, key=len) if char.isalnum())
            for pair in {bare[at : at + 2] for at in range(len(bare) - 1)}:
                pairs.setdefault(pair, []).append(len(names))
            names.append((subject, frozenset(bare)))
        return pairs, names

    def like(self, window: str) -> list[tuple[float, int, str]]:
        """(share of the name's characters, shared pairs, subject) of names that the window speaks of, best first."""
        pairs, names = self._pairs
        hits = Counter(
            name for pair in {window[at : at + 2] for at in range(len(window) - 1)} for name in pairs.get(pair, ())
        )
        chars = set(window)
        shares = [(len(names[name][1] & chars) / len(names[name][1]), count, names[name][0]) for name, count in hits.items()]
        return sorted(shares, key=lambda hit: (-hit[0], -hit[1], hit[2]))[:MOST]

    def owned(self, subject: str) -> tuple[Known, ...]:
        """What a project's indicators state."""
        return tuple(each for name, owner in self.owner.items() if owner == subject for aspect in ACTUAL_OR_TARGET
                     for each in self.by.get((name, aspect), ()))  # fmt: skip

    def abbreviated(self, words: str) -> str:
        """The one project whose name these words shorten (劳模慰问 of 劳动模范慰问经费), or nothing."""
        if not 4 <= len(words) <= 30:
            return ""
        found = [subject for subject, name in self.projects.items() if _shortens(words, name)]
        return found[0] if len(found) == 1 else ""


def _shortens(words: str, name: str) -> bool:
    rest = iter(name)
    return words[0] == name[0] and all(char in rest for char in words)


def agrees(mention: Mention, known: Known) -> bool:
    """Whether the number says this value, as exactly as it is written."""
    if mention.kind == Kind.GRADE:
        return same_grade(mention.word, known.word)
    said, true, step = mention.value, known.value, mention.step
    if mention.upper is not None:
        return said <= true <= mention.upper
    if mention.hedge == Hedge.BOUND:
        return False  # a requirement says no value
    if mention.hedge == Hedge.OVER:
        return true >= said
    if mention.hedge == Hedge.UNDER:
        return true <= said
    if mention.hedge == Hedge.NEARLY:
        return said * 9 / 10 <= true <= said
    if mention.hedge == Hedge.ABOUT:
        return abs(true - said) <= max(step, abs(true) / 20)
    if mention.kind == Kind.PERCENT and said == 1 and true < 1:
        return 1 - true < Decimal("0.0005") and step >= Decimal("0.001")  # 99.66 % is not 100 %
    if mention.kind == Kind.SCORE:
        return said == true
    return said - step / 2 <= true < said + step / 2


def nearly(mention: Mention, known: Known) -> bool:
    """Whether the number is off by less than one unit of its last digit: cut off instead of rounded."""
    return mention.kind != Kind.GRADE and abs(known.value - mention.value) < mention.step
