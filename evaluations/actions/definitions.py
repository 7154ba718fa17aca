"""Reference data with versions, index systems and report templates alike: stored as drafts, published, then frozen."""

from enum import StrEnum
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.acting import acting
from accounts.models import User
from evaluations.models.campaign import Definition
from huadu_perf.lib.stamps import content_stamp

Row = TypeVar("Row", bound=Definition)


class DefinitionRefused(Exception):
    """The document cannot be stored or published; `faults` say every reason."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Outcome(StrEnum):
    """What loading did."""

    UNCHANGED = "没有变化，未改动"
    DRAFT = "已存为草稿"
    PUBLISHED = "已发布"


def load(model: type[Row], facts: Any, *, publish: bool, by: User | str) -> tuple[Row, Outcome]:
    """The document under the version it states: a draft, or published when asked and nothing stands in the way.

    The same published version again is left alone. Raises DefinitionRefused, and writes nothing, where that
    version is published with other content.
    """
    with acting(by):
        row = held(model, facts.code, facts.version)
        if row is not None and row.is_published:
            return _unchanged(row, facts), Outcome.UNCHANGED
        row = store(model, row, facts, by)
        if publish:
            publish_definition(row=row, by=by)
    return row, Outcome.PUBLISHED if publish else Outcome.DRAFT


def _unchanged(row: Row, facts: Any) -> Row:
    """The published one, if it says the same."""
    if row.facts == facts:
        return row
    following = last_version(type(row), facts.code) + 1
    raise DefinitionRefused(
        f"{row} 已发布，内容与文件不同，不能改写。请把文件里的版本改为 {following} 再装入"
    )


def store_new(model: type[Row], facts: Any, *, by: User | str) -> Row:
    """That version's draft, or where it is published a draft of the next one. Raises DefinitionRefused."""
    with acting(by):
        row = held(model, facts.code, facts.version)
        if row is not None and row.is_published:
            facts = facts.model_copy(update={"version": last_version(model, facts.code) + 1})
            row = None
        return store(model, row, facts, by)


def publish_definition(*, row: Definition, by: User | str, seen: str | None = None) -> None:
    """Freezes it, so that campaigns can choose it. Raises DefinitionRefused with all that stands in the way.

    `seen`: the stamp of the content on this person's page (None for commands, which have none); nobody publishes
    what he has not seen.
    """
    with acting(by):
        row.refresh_from_db(from_queryset=type(row)._default_manager.select_for_update())
        if seen is not None and seen != content_stamp(row.definition):
            raise DefinitionRefused(
                "你打开页面之后，这份草稿被修改过，没有发布。下面是现在的内容，请核对后再发布。"
            )
        if faults := row.faults_of(row.facts):
            raise DefinitionRefused(*(fault.split(": ", 1)[-1] for fault in faults))
        type(row)._default_manager.filter(pk=row.pk, is_published=False).update(is_published=True)
    row.is_published = True


def held(model: type[Row], code: str, version: int) -> Row | None:
    """That version, which nobody else publishes or replaces until the transaction ends."""
    return model._default_manager.select_for_update().filter(code=code, version=version).first()


def last_version(model: type[Definition], code: str) -> int:
    """The highest version there is; 0 where there is none."""
    versions = model._default_manager.filter(code=code).order_by("-version")
    return versions.values_list("version", flat=True).first() or 0


def store(model: type[Row], row: Row | None, facts: Any, by: User | str) -> Row:
    """Writes the document into that row, or a new one. Raises DefinitionRefused."""
    row = row or model(code=facts.code, version=facts.version)
    row.code, row.version, row.name = facts.code, facts.version, facts.name
    row.definition = facts.model_dump(mode="json")
    try:
        row.full_clean()
        with acting(by):
            row.save()
    except ValidationError as error:
        raise DefinitionRefused(*error.messages) from error
    except IntegrityError as error:  # two new ones at once
        raise DefinitionRefused(f"刚才有人存了{row}，没有覆盖。请刷新页面核对后再上传。") from error
    return row
