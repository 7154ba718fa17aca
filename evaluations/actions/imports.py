"""Files that wait for their confirmation, and the one write of all sections they change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.utils import timezone

from accounts.acting import acting
from accounts.models import Region, User
from evaluations.actions.holding import hold_open
from evaluations.actions.sections import save_section
from evaluations.domain.sections import Section, SectionData
from evaluations.models import FinanceMapping, PendingImport, SelfEvaluation

#: How long an uploaded file waits.
KEPT = timedelta(hours=4)


@dataclass(frozen=True)
class SectionWrite:
    """A section as it is to be stored, with the version it was compared with."""

    section: Section
    data: SectionData
    version: int
    complete: bool


def store_pending(
    *, evaluation: SelfEvaluation, kind: str, name: str, content: bytes, cells: Mapping[str, Any], by: User,
    settings: Mapping[str, Any] | None = None,
) -> PendingImport:  # fmt: skip
    """Keeps an uploaded file until it is confirmed; it takes the place of one that waited. Raises EvaluationLocked.

    Whatever waited too long, of anybody, is removed.
    """
    now = timezone.now()
    with acting(by):
        hold_open(evaluation)
        PendingImport.objects.filter(expires_at__lt=now).delete()
        PendingImport.objects.filter(evaluation=evaluation, by=by, kind=kind).delete()
        return PendingImport.objects.create(
            evaluation=evaluation, by=by, kind=kind, file_name=name[-255:], content=content, cells=cells,
            sha256=sha256(content).hexdigest(), settings=dict(settings or {}), uploaded_at=now,
            expires_at=now + KEPT,
        )  # fmt: skip


def set_pending(*, pending: PendingImport, settings: Mapping[str, Any], by: User) -> None:
    """Remembers what the person chose for the file so far."""
    with acting(by):
        pending.settings = {**pending.settings, **settings}
        pending.save(update_fields=["settings"])


def drop_pending(*, pending: PendingImport, by: User) -> None:
    """Removes the file."""
    with acting(by):
        pending.delete()


def import_sections(*, pending: PendingImport, writes: Sequence[SectionWrite], by: User) -> None:
    """Writes every section the file changes, all or none, and removes the file.

    Raises EvaluationLocked, and StaleSection when somebody saved one of them after the comparison.
    """
    with acting(by):
        for each in writes:
            save_section(
                evaluation=pending.evaluation, section=each.section, data=each.data, version=each.version,
                by=by, complete=each.complete,
            )  # fmt: skip
        pending.delete()


def remember_mapping(
    *, region: Region, heads: Sequence[str], stamp: str, columns: Mapping[str, str], unit: str,
    items: Mapping[str, str], projects: Mapping[str, Mapping[str, str]], by: User,
) -> FinanceMapping:  # fmt: skip
    """Keeps how a sheet was read for the next one with the same heads. What is known already is the manager's to change."""
    with acting(by):
        # Two departments may import such a sheet for the first time at once: the second adds to what the first said.
        known, is_new = FinanceMapping.objects.select_for_update().get_or_create(
            region=region, stamp=stamp,
            defaults={
                "heads": list(heads), "columns": dict(columns), "unit": unit, "items": dict(items),
                "projects": {code: dict(names) for code, names in projects.items()},
                "edited_by": by, "edited_at": timezone.now(),
            },
        )  # fmt: skip
        if is_new:
            return known
        merged = {code: {**names, **known.projects.get(code, {})} for code, names in projects.items()}
        more = {**items, **known.items}, {**known.projects, **merged}
        if more != (known.items, known.projects):
            known.items, known.projects = more
            known.edited_by, known.edited_at = by, timezone.now()
            known.save(update_fields=["items", "projects", "edited_by", "edited_at"])
        return known


def edit_mapping(
    *, mapping: FinanceMapping, unit: str, columns: Mapping[str, str], items: Mapping[str, str],
    projects: Mapping[str, Mapping[str, str]], by: User,
) -> None:  # fmt: skip
    """The manager's own words on it."""
    with acting(by):
        mapping.unit, mapping.columns, mapping.items = unit, dict(columns), dict(items)
        mapping.projects = {code: dict(names) for code, names in projects.items() if names}
        mapping.edited_by, mapping.edited_at = by, timezone.now()
        mapping.save()


def drop_mapping(*, mapping: FinanceMapping, by: User) -> None:
    """Forgets it: the next such sheet is asked about anew."""
    with acting(by):
        mapping.delete()
