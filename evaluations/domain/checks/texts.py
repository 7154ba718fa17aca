"""The texts of an evaluation as the rules on words read them: places, tokens blanked out, clauses."""

import re
from collections.abc import Iterator
from typing import Any

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.numbers.plain import TOKEN
from evaluations.domain.sections import FORM_SECTIONS, Field, Kind
from huadu_perf.lib.findings import Place

#: Short texts that are no words of the department's own: what is counted in.
_UNITS = {"unit", "quantity_unit"}
_WORDS = (Kind.PROSE, Kind.NAME)
_FIELDS = tuple(
    (section.key, section.group, rowset, field)
    for section in FORM_SECTIONS
    for rowset, fields in (("", section.fields), *((each.name, each.fields) for each in section.rowsets))
    for field in fields
    if field.kind in _WORDS and field.name not in _UNITS and not field.given
)
#: Every narrative by the name that rules give it: "field" or "row set.field".
NARRATIVES = tuple(
    f"{rowset}.{field.name}" if rowset else field.name
    for _, _, rowset, field in _FIELDS
    if field.kind == Kind.PROSE
)
_WIDE = str.maketrans("０１２３４５６７８９％", "0123456789%")
_HAS_WIDE = re.compile("[０-９％]")
_CLAUSE = re.compile(r"(?:[^，。；：！？,;:!?\n]|(?<=\d),(?=\d))+")  # 1,057.63 is one number
_SENTENCE = re.compile(r"[^。；！？;!?\n]+")
BLANK = "▢"


def texts(facts: EvaluationFacts) -> Iterator[tuple[Place, Field, str]]:
    """Every text that is stated, names and narratives, with its place and the field it is in."""
    for section, group, rowset, field in _FIELDS:
        if not rowset:
            value = getattr(getattr(facts, group), field.name)
            if value:
                yield Place(section, field=field.name), field, value
            continue
        for row in getattr(facts, rowset):
            value = getattr(row, field.name)
            if value:
                yield Place(section, rowset, row.key, field.name), field, value


def prose(facts: EvaluationFacts) -> Iterator[tuple[Place, str]]:
    """Every narrative of the document, with its place."""
    return ((place, text) for place, field, text in texts(facts) if field.kind == Kind.PROSE)


def plain(text: str) -> str:
    """The text with tokens blanked out and full-width figures made narrow; as long as before."""
    read = TOKEN.sub(lambda found: BLANK * len(found[0]), text) if "«" in text else text
    return read.translate(_WIDE) if _HAS_WIDE.search(read) else read


def clauses(text: str) -> Iterator[re.Match[str]]:
    """The pieces between marks, with where they stand."""
    return _CLAUSE.finditer(text)


def sentence_at(text: str, at: int) -> str:
    """The sentence around a place of the text."""
    return next((found[0] for found in _SENTENCE.finditer(text) if found.start() <= at < found.end()), "")


def shown(text: str, start: int, end: int, around: int = 8) -> str:
    """The words at a place of the text with some around them, on one line, as messages quote them."""
    first, last = max(0, start - around), min(len(text), end + around)
    words = " ".join(text[first:last].split())
    return f"“{'…' * (first > 0)}{words}{'…' * (last < len(text))}”"


def row_at(facts: EvaluationFacts, place: Place) -> Any:
    """The row a place is in, or None for a single field."""
    rows = getattr(facts, place.rowset) if place.rowset else ()
    return next((row for row in rows if row.key == place.key), None)
