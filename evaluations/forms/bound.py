"""Numbers of the narratives that are bound to the tables, as a form shows them: by name, with offers to bind more.

The stored text holds «项目:<key>.执行数»; people see and type «项目:劳动模范春节慰问经费.执行数».
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import QueryDict

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.numbers.naming import Names, keyed, named, names_of
from evaluations.domain.numbers.offers import Offer, offers, shown_values
from evaluations.domain.numbers.ready import book_of
from evaluations.domain.numbers.tokens import bind, resolve
from evaluations.domain.scoring import Scorecard
from evaluations.domain.sections import Kind, Section, SectionData
from evaluations.forms.cells import Cell
from evaluations.forms.draft import Draft
from huadu_perf.lib.findings import Place

#: Offers of one text that are shown; the rest come once these are bound.
MOST = 8
#: Longer places are none of a text.
DIGITS = 6


class Binding(Offer):
    """A number of a text and the token it can become, as the page has them: the token by name, places in the text as shown."""

    __slots__ = ()

    @property
    def value(self) -> str:
        """What the button posts."""
        return f"{self.start}|{self.end}|{self.text}|{self.token}"


@dataclass(frozen=True)
class Bound:
    """The tokens of one evaluation, for its forms."""

    facts: EvaluationFacts
    scorecard: Scorecard
    names: Names

    @classmethod
    def of(cls, facts: EvaluationFacts, scorecard: Scorecard) -> "Bound":
        """The tokens of these facts."""
        return cls(facts, scorecard, names_of(facts))

    @cached_property
    def fingerprint(self) -> str:
        """Names the names: a page posts it, and its tokens are turned back only while they are called the same."""
        return sha256(repr(sorted(self.names.stored.items())).encode()).hexdigest()[:16]

    def shown(self, section: Section, data: SectionData) -> SectionData:
        """Stored values with their tokens by name."""
        return _mapped(section, data, lambda text: named(text, self.names))

    def stored(self, section: Section, data: SectionData) -> SectionData:
        """Typed values with their tokens by key."""
        return _mapped(section, data, lambda text: keyed(text, self.names))

    @property
    def numbers(self) -> dict[str, str]:
        """Every token by name and what it reads as, for chips and for putting one in."""
        values = shown_values(self.facts, self.scorecard)
        return {named(token, self.names): shown for token, shown in values.items()}

    def equip(self, section: Section, cells: Iterable[Cell]) -> None:
        """Gives every narrative of a page what it reads as, and the numbers that can be bound."""
        values = book_of(self.facts, self.scorecard).tokens
        for cell in cells:
            if cell.spec.kind == Kind.PROSE and isinstance(cell.text, str) and cell.text:
                text = keyed(cell.text.replace("\r\n", "\n"), self.names)
                cell.said = resolve(text, values) if "«" in text else ""
                cell.bindings = self._bindings(_place(section, cell.name), text)

    def _bindings(self, place: Place, text: str) -> list[Binding]:
        best: dict[int, Offer] = {}
        for each in offers(self.facts, self.scorecard, place, text):
            best.setdefault(each.start, each)
        return [self._binding(text, each) for each in list(best.values())[:MOST]]

    def _binding(self, text: str, offer: Offer) -> Binding:
        start = len(named(text[: offer.start], self.names))
        token = named(offer.token, self.names)
        return Binding(start, start + len(offer.text), offer.text, token, offer.label, offer.shown)


def bind_posted(draft: Draft, post: QueryDict) -> bool:
    """Carries out a pressed `bind-<field>=<start>|<end>|<text>|<token>`; False without one."""
    name = next((key for key in post if key.startswith("bind-")), None)
    if name is None:
        return False
    start, end, words, token = [*post[name].split("|", 3), "", "", ""][:4]
    anchor = name.removeprefix("bind-")
    text = _text_at(draft, anchor)
    if text is not None and all(len(place) <= DIGITS and place.isdecimal() for place in (start, end)):
        plain = text.replace("\r\n", "\n")
        if plain[int(start) : int(end)] == words and words:
            _put(draft, anchor, bind(plain, int(start), int(end), token))
    draft.focus = anchor
    return True


def has_tokens(section: Section, data: SectionData) -> bool:
    """Whether any text holds what may be a token; without one there are no names to turn back."""
    texts = [
        *data.fields.values(),
        *(value for rows in data.rows.values() for row in rows for value in row.values()),
    ]
    return any(isinstance(text, str) and "«" in text for text in texts)


def _mapped(section: Section, data: SectionData, change: Callable[[str], str]) -> SectionData:
    def mapped(values: dict[str, Any], names: set[str]) -> dict[str, Any]:
        return {
            name: change(value) if name in names and isinstance(value, str) else value
            for name, value in values.items()
        }

    prose = {field.name for field in section.fields if field.kind == Kind.PROSE}
    of_rows = {
        rowset.name: {field.name for field in rowset.fields if field.kind == Kind.PROSE}
        for rowset in section.rowsets
    }
    return SectionData(
        mapped(data.fields, prose),
        {name: [mapped(row, of_rows[name]) for row in rows] for name, rows in data.rows.items()},
    )


def _place(section: Section, anchor: str) -> Place:
    """The place of a cell by its name: a field, or row set, key and field."""
    rowset, _, rest = anchor.partition("-")
    if not rest:
        return Place(section.key, field=anchor)
    return Place(section.key, rowset, UUID(rest[:36]), rest[37:])


def _row_texts(draft: Draft, anchor: str) -> tuple[dict[str, Any], str]:
    rowset, _, rest = anchor.partition("-")
    rows = draft.rows.get(rowset, ()) if rest else ()
    row = next((row for row in rows if str(row.key) == rest[:36]), None)
    return (row.texts, rest[37:]) if row else (draft.texts, anchor)


def _text_at(draft: Draft, anchor: str) -> str | None:
    texts, field = _row_texts(draft, anchor)
    text = texts.get(field)
    return text if isinstance(text, str) else None


def _put(draft: Draft, anchor: str, text: str) -> None:
    texts, field = _row_texts(draft, anchor)
    texts[field] = text
