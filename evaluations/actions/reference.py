"""Reference data from its versioned files: index systems and report templates. Repeating it changes nothing."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from accounts.acting import acting
from accounts.models import User
from evaluations.models import IndexSystem, ReportTemplate

FOLDER = Path(__file__).resolve().parent.parent / "reference"
Definition = type[IndexSystem] | type[ReportTemplate]


def load_all_reference_data(*, by: User | str) -> None:
    """Every file of evaluations/reference, published."""
    for model, folder in ((IndexSystem, "index_systems"), (ReportTemplate, "report_templates")):
        for path in sorted((FOLDER / folder).glob("*.json")):
            load_definition(model=model, definition=json.loads(path.read_text("utf-8")), by=by)


def load_definition(
    *, model: Definition, definition: dict[str, Any], by: User | str
) -> IndexSystem | ReportTemplate:
    """One document as published reference data; the same code and version twice is the same row.

    Raises pydantic's ValidationError for a document of the wrong shape.
    """
    facts: BaseModel = model.shape.model_validate(definition)
    with acting(by):
        row, _ = model.objects.get_or_create(
            code=definition["code"],
            version=definition.get("version", 1),
            defaults={
                "name": definition["name"],
                "definition": facts.model_dump(mode="json"),
                "is_published": True,
            },
        )
    return row


def copy_definition(*, row: IndexSystem | ReportTemplate, by: User | str) -> IndexSystem | ReportTemplate:
    """A draft of the next version with the same content."""
    model = type(row)
    last = model.objects.filter(code=row.code).order_by("-version").values_list("version", flat=True)[0]
    definition = {**row.definition}
    if "version" in definition:
        definition["version"] = last + 1
    with acting(by):
        return model.objects.create(code=row.code, version=last + 1, name=row.name, definition=definition)
