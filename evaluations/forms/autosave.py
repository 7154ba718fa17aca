"""What a page sends while somebody types, and the section as it was typed then. Nothing is judged here."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict

from evaluations.actions.drafts import CLOSED_SEQ, Typed
from evaluations.domain.sections import Section
from evaluations.forms.draft import Draft, Malformed

#: Bytes of one draft; a section of 200 indicators with full texts has 700,000.
MOST_BYTES = 2 * 1024 * 1024
#: What a form carries beside the fields; nothing of it is kept.
CARRIED = {"csrfmiddlewaretoken", "version", "sitting", "replaces", "seq", "person"}


class TooLarge(ValueError):
    """More than a section can hold."""


@dataclass(frozen=True)
class Sitting:
    """The hidden fields that name a page as it was opened; blank where they are missing or no such."""

    sitting: UUID | None
    replaces: UUID | None
    seq: int

    @classmethod
    def of_post(cls, post: QueryDict) -> "Sitting":
        """As posted with the section, or with a draft of it."""
        seq = post.get("seq", "")
        number = int(seq) if seq.isascii() and seq.isdecimal() and len(seq) < 16 else 0
        return cls(uuid_of(post.get("sitting", "")), uuid_of(post.get("replaces", "")), number)


def uuid_of(text: str) -> UUID | None:
    """A key as it is written in one way only, or None."""
    try:
        key = UUID(text)
    except ValueError:
        return None
    return key if str(key) == text else None


def typed_of(post: QueryDict) -> Typed:
    """What a page sent. Raises Malformed, TooLarge."""
    text, version, own = post.get("typed", ""), post.get("version", ""), Sitting.of_post(post)
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise TooLarge
    if own.sitting is None or not 0 < own.seq < CLOSED_SEQ or not version.isdecimal() or len(version) > 9:
        raise Malformed("sitting")
    fields = _fields(text)
    if not CARRIED.isdisjoint(fields):
        text = json.dumps({name: texts for name, texts in fields.items() if name not in CARRIED})
    return Typed(own.sitting, own.seq, int(version), text, own.replaces)


def _fields(text: str) -> dict[str, list[str]]:
    """Names and texts as JSON says them."""
    try:
        fields: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("typed") from error
    if not isinstance(fields, dict) or not all(
        isinstance(texts, list) and all(isinstance(each, str) for each in texts) for texts in fields.values()
    ):
        raise Malformed("typed")
    return fields


def _plain(text: str) -> str:
    """Halves of characters, which no browser types, become question marks."""
    return text.encode("utf-8", "replace").decode()


@dataclass(frozen=True)
class TypedSection:
    """A draft as its section's form shows it; `names`: what the numbers in its texts were called by then."""

    draft: Draft
    complete: str
    names: str
    has_tokens: bool

    @classmethod
    def of_content(cls, section: Section, content: str) -> "TypedSection | None":
        """The section as it was typed; None where the section has other fields by now."""
        post = QueryDict(mutable=True)
        fields = _fields(content)
        for name, texts in fields.items():
            post.setlist(_plain(name), [_plain(text) for text in texts])
        try:
            draft = Draft.of_post(section, post)
        except Malformed:
            return None
        has_tokens = any("«" in text for texts in fields.values() for text in texts)
        return cls(draft, post.get("complete", ""), post.get("names", ""), has_tokens)
