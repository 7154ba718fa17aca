"""The known values made ready for reading prose: by subject and aspect, by name, and by pieces of names."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from evaluations.domain.numbers.known import Known, same_grade
from evaluations.domain.numbers.mentions import Hedge, Kind, Mention
from evaluations.domain.numbers.vocabulary import TERMS, Lexicon, Role, Term

#: Measure words that count the same.
_FAMILIES = ("人名位个", "家个", "期班", "场次", "份册本", "件宗起例", "个处座所", "项个条")
_SAME: dict[str, frozenset[str]] = {}
for _family in _FAMILIES:
    for _word in _family:
        _SAME[_word] = _SAME.get(_word, frozenset()) | frozenset(_family)

ACTUAL_OR_TARGET = ("actual", "target", "quantity")


def same_unit(one: str, other: str) -> bool:
    """Whether two measure words can count the same thing."""
    return one == other or other in _SAME.get(one, ())


class Name(NamedTuple):
    """What the words of an indicator's or project's name are made of, to know it in other words."""

    subject: str
    chars: frozenset[str]
    pairs: frozenset[str]


class Book:
    """Known values by what prose calls them. Made once for the texts of one evaluation."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.known = tuple(known)
        self.by: dict[tuple[str, str], list[Known]] = {}
        self.of: dict[str, list[Known]] = {}
        self.owner: dict[str, str] = {}
        self.projects: dict[str, str] = {}
        self.pairs: dict[str, list[Name]] = {}
        self.aliases: dict[str, list[Known]] = {}
        self.year = next((int(each.value) for each in self.known if each.kind == Kind.YEAR), 0)
        self.values: dict[Decimal, list[Known]] = {}
        self.terms: dict[str, Term] = {}
        named: set[str] = set()
        for each in self.known:
            self._file(each)
            if each.names and each.subject not in named and each.aspect != "tasks":
                named.add(each.subject)
                self._name(each)
        self.lexicon = Lexicon(self.terms)

    def _file(self, each: Known) -> None:
        self.by.setdefault((each.subject, each.aspect), []).append(each)
        self.of.setdefault(each.subject, []).append(each)
        if each.kind in (Kind.AMOUNT, Kind.PERCENT):
            self.values.setdefault(each.value, []).append(each)
        if each.owner is not None:
            self.owner[each.subject] = f"project:{each.owner}"
        if each.aspect == "tasks":
            self.terms.update(dict.fromkeys(each.names, Term(Role.ASPECT, "tasks", "dept", False)))

    def _name(self, each: Known) -> None:
        for name in each.names:
            ready = TERMS.get(name)
            if ready is None:
                self.terms.setdefault(name, Term(Role.SUBJECT, "", each.subject))
            elif ready.aspect:
                self.aliases.setdefault(ready.aspect, []).extend(k for k in self.known if k.subject == each.subject and k.aspect in ACTUAL_OR_TARGET)
        if each.subject.startswith("project:"):
            self.projects[each.subject] = each.names[0]
        if each.subject != "dept":
            bare = "".join(char for char in each.names[-1 if len(each.names) < 3 else 1] if char.isalnum())
            pairs = frozenset(bare[at : at + 2] for at in range(len(bare) - 1))
            name = Name(each.subject, frozenset(bare), pairs)
            for pair in pairs:
                self.pairs.setdefault(pair, []).append(name)

    def abbreviated(self, words: str) -> str:
        """The one project whose name these words shorten (劳模慰问 of 劳动模范慰问经费), or nothing."""
        if not 4 <= len(words) <= 30:
            return ""
        found = [subject for subject, name in self.projects.items() if _shortens(words, name)]
        return found[0] if len(found) == 1 else ""

    def like(self, window: str) -> list[tuple[float, int, str]]:
        """(share of the name's characters, shared pairs, subject) of names that the window speaks of, best first."""
        hits: dict[Name, int] = {}
        for pair in {window[at : at + 2] for at in range(len(window) - 1)}:
            for name in self.pairs.get(pair, ()):
                hits[name] = hits.get(name, 0) + 1
        chars = set(window)
        shares = [(len(name.chars & chars) / len(name.chars), count, name.subject) for name, count in hits.items()]
        return sorted(shares, key=lambda hit: (-hit[0], -hit[1], hit[2]))


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
    if mention.hedge in (Hedge.OVER, Hedge.BOUND):
        return true >= said or (mention.hedge == Hedge.BOUND)
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
