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
#: A shortened name holds at least this share of the name.
SHORTEST = 0.6

ACTUAL_OR_TARGET = ("actual", "target", "quantity")
LIKED = ("actual", "quantity", "target")
_LIKENED = (Kind.COUNT, Kind.PERCENT)


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
        self.year: Known | None = None
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
            if subject == "dept" or not any(
                each.kind in _LIKENED for name in LIKED for each in self.by.get((subject, name), ())
            ):
                continue
            bare = "".join(char for char in min(words, key=len) if char.isalnum())
            for pair in {bare[at : at + 2] for at in range(len(bare) - 1)}:
                pairs.setdefault(pair, []).append(len(names))
            names.append((subject, frozenset(bare)))
        return pairs, names

    def like(self, window: str) -> list[tuple[float, int, str]]:
        """(share of the name's characters, shared pairs, subject) of names that the window speaks of, best first."""
        pairs, names = self._pairs
        hits = Counter(name for at in range(len(window) - 1) for name in pairs.get(window[at : at + 2], ()))
        chars = set(window)
        shares = [
            (len(names[name][1] & chars) / len(names[name][1]), count, names[name][0])
            for name, count in hits.most_common(MOST)
        ]
        return sorted(shares, key=lambda hit: (-hit[0], -hit[1], hit[2]))

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


def agrees(mention: Mention, known: Known) -> bool:
    """Whether the number says this value, as exactly as it is written."""
    if mention.kind == Kind.GRADE:
        return same_grade(mention.word, known.word)
    if mention.upper is not None:
        return mention.value <= known.value <= mention.upper
    if mention.hedge:
        return _hedged(mention, known.value)
    said, true, step = mention.value, known.value, mention.step
    if mention.kind == Kind.PERCENT and said == 1 and true < 1:
        return 1 - true < Decimal("0.0005") and step >= Decimal("0.001")  # 99.66 % is not 100 %
    if mention.kind == Kind.SCORE:
        return said == true
    return said - step / 2 <= true < said + step / 2


def _hedged(mention: Mention, true: Decimal) -> bool:
    """约1,058万元, 近500名, 1,000余万元, 不足10万元; a requirement (不低于) says no value."""
    said = mention.value
    return {
        Hedge.OVER: true >= said,
        Hedge.UNDER: true <= said,
        Hedge.NEARLY: said * 9 / 10 <= true <= said,
        Hedge.ABOUT: abs(true - said) <= max(mention.step, abs(true) / 20),
    }.get(mention.hedge, False)


def nearly(mention: Mention, known: Known) -> bool:
    """Whether the number is off by less than one unit of its last digit: cut off instead of rounded."""
    return mention.kind != Kind.GRADE and abs(known.value - mention.value) < mention.step
