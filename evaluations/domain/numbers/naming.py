"""Tokens as people see them: «项目:劳动模范春节慰问经费.执行数» for the stored «项目:<key>.执行数», and back.

`keyed(named(text, names), names)` is `text`, whatever the text. Use the same names for both ways of one form page: those
of the facts that the page was made of.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.numbers.plain import TOKEN

#: The most characters of a name that are shown.
LONGEST = 200
#: Before what looks like a shown token but is stored so: no name of these facts when it was written.
UNSURE = "？"
_UNSAFE = str.maketrans({"«": "‹", "»": "›"})
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Names:
    """What the head of a token is called (项目:<key> → 项目:劳动模范春节慰问经费), and back. No name stands for two."""

    shown: dict[str, str]
    stored: dict[str, str]

    @classmethod
    def of(cls, heads: Iterable[tuple[str, UUID, str]]) -> "Names":
        """From (word, key, name) of each item; the second item of a name is called 名称（第2个）."""
        shown: dict[str, str] = {}
        stored: dict[str, str] = {}
        for word, key, name in heads:
            plain = f"{word}:{_safe(name)}"
            called = next(each for each in _numbered(plain) if each not in stored)
            shown[f"{word}:{key}"], stored[called] = called, f"{word}:{key}"
        return cls(shown, stored)


def names_of(facts: EvaluationFacts) -> Names:
    """The names of everything that tokens speak of by key."""
    return Names.of(
        (
            *(("指标", row.key, row.name) for row in facts.indicators),
            *(("项目", row.key, row.name) for row in facts.projects),
            *(("项目指标", row.key, row.name) for row in facts.project_indicators),
        )
    )


def named(text: str, names: Names) -> str:
    """The text with its tokens as people see them. A token of an item that is gone stays as it is."""
    return TOKEN.sub(lambda match: f"«{_named(match[1], names)}»", text) if "«" in text else text


def keyed(text: str, names: Names) -> str:
    """The text as it is stored. What names no item stays as typed, and is missing then."""
    return TOKEN.sub(lambda match: f"«{_keyed(match[1], names)}»", text) if "«" in text else text


def called(token: str, names: Names) -> str:
    """A token in a message: 项目:劳动模范春节慰问经费.执行数."""
    return _named(token.strip("«»"), names).lstrip(UNSURE)


def _named(body: str, names: Names) -> str:
    head, dot, label = body.rpartition(".")
    if head in names.shown:
        return names.shown[head] + dot + label
    return UNSURE + body if body.startswith(UNSURE) or head in names.stored else body


def _keyed(body: str, names: Names) -> str:
    if body.startswith(UNSURE):
        return body[len(UNSURE) :] or body
    head, dot, label = body.rpartition(".")
    return names.stored.get(head, head) + dot + label


def _safe(name: str) -> str:
    """A name that can stand in a token: on one line, without the marks of tokens."""
    return _BLANKS.sub(" ", name.translate(_UNSAFE)).strip()[:LONGEST] or "（未命名）"


def _numbered(plain: str) -> Iterator[str]:
    yield plain
    for number in range(2, 2**31):
        yield f"{plain}（第{number}个）"
