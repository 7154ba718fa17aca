"""Index systems: loaded from a file, stored as drafts, published, copied to the next year."""

from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.acting import acting
from accounts.models import User
from evaluations.domain.index_system import IndexSystemFacts
from evaluations.models import IndexSystem
from huadu_perf.lib.stamps import content_stamp


class SystemRefused(Exception):
    """The index system cannot be stored or published; `faults` say every reason."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Outcome(StrEnum):
    """What loading did."""

    UNCHANGED = "没有变化，未改动"
    DRAFT = "已存为草稿"
    PUBLISHED = "已发布"


def load_index_system(
    *, facts: IndexSystemFacts, publish: bool, by: User | str
) -> tuple[IndexSystem, Outcome]:
    """The system under the version it states: a draft, or published when asked and nothing stands in the way.

    The same published version again is left alone. Raises SystemRefused, and writes nothing, where that
    version is published with other content.
    """
    with acting(by):
        row = _held(facts.code, facts.version)
        if row is not None and row.is_published:
            return _unchanged(row, facts), Outcome.UNCHANGED
        row = _store(row, facts, by)
        if publish:
            publish_index_system(row=row, by=by)
    return row, Outcome.PUBLISHED if publish else Outcome.DRAFT


def _unchanged(row: IndexSystem, facts: IndexSystemFacts) -> IndexSystem:
    """The published one, if it says the same."""
    if row.facts == facts:
        return row
    raise SystemRefused(
        f"{row} 已发布，内容与文件不同，不能改写。请把文件里的版本改为 {_last_version(facts.code) + 1} 再装入"
    )


def store_draft(*, facts: IndexSystemFacts, by: User | str) -> IndexSystem:
    """That version's draft, or where it is published a draft of the next one. Raises SystemRefused."""
    with acting(by):
        row = _held(facts.code, facts.version)
        if row is not None and row.is_published:
            facts = facts.model_copy(update={"version": _last_version(facts.code) + 1})
            row = None
        return _store(row, facts, by)


def publish_index_system(*, row: IndexSystem, by: User | str, seen: str | None = None) -> None:
    """Freezes it, so that campaigns can choose it. Raises SystemRefused with all that stands in the way.

    `seen`: the stamp of the content on this person's page (None for commands, which have none); nobody publishes
    what he has not seen.
    """
    with acting(by):
        row.refresh_from_db(from_queryset=IndexSystem.objects.select_for_update())
        if seen is not None and seen != content_stamp(row.definition):
            raise SystemRefused(
                "你打开页面之后，这份草稿被修改过，没有发布。下面是现在的内容，请核对后再发布。"
            )
        if faults := row.facts.faults():
            raise SystemRefused(*(fault.split(": ", 1)[-1] for fault in faults))
        IndexSystem.objects.filter(pk=row.pk, is_published=False).update(is_published=True)
    row.is_published = True


def copy_to_next_year(*, row: IndexSystem, by: User | str) -> IndexSystem:
    """A draft for the year after, with the same tree and keys; its source has to be verified anew."""
    facts = row.facts
    year, following = str(facts.year), str(facts.year + 1)
    code = facts.code.replace(year, following) if year in facts.code else f"{facts.code}-{following}"
    version = _last_version(code) + 1
    name = facts.name.replace(year, following)
    changes = {"code": code, "version": version, "name": name, "year": facts.year + 1, "verified": False}
    with acting(by):
        return _store(None, facts.model_copy(update=changes), by)


def _held(code: str, version: int) -> IndexSystem | None:
    """That version, which nobody else publishes or replaces until the transaction ends."""
    return IndexSystem.objects.select_for_update().filter(code=code, version=version).first()


def _last_version(code: str) -> int:
    """The highest version there is; 0 where there is none."""
    versions = IndexSystem.objects.filter(code=code).order_by("-version")
    return versions.values_list("version", flat=True).first() or 0


def _store(row: IndexSystem | None, facts: IndexSystemFacts, by: User | str) -> IndexSystem:
    row = row or IndexSystem(code=facts.code, version=facts.version)
    row.name, row.definition = facts.name, facts.model_dump(mode="json")
    try:
        row.full_clean()
        with acting(by):
            row.save()
    except ValidationError as error:
        raise SystemRefused(*error.messages) from error
    except IntegrityError as error:  # two new ones at once
        raise SystemRefused(f"刚才有人存了{row}，没有覆盖。请刷新页面核对后再上传。") from error
    return row
