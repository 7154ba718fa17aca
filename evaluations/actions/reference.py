"""Reference data from its versioned files: index systems and report templates. Repeating it changes nothing."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from accounts.acting import acting
from accounts.models import User
from evaluations.actions.definitions import last_version
from evaluations.domain.report_template import ReportTemplateFacts
from evaluations.domain.report_text_reading import read_text
from evaluations.models import IndexSystem, ReportTemplate

FOLDER = Path(__file__).resolve().parent.parent / "reference"
Definition = type[IndexSystem] | type[ReportTemplate]


def load_all_reference_data(*, by: User | str) -> None:
    """Every file of evaluations/reference, published."""
    for path in sorted((FOLDER / "index_systems").glob("*.json")):
        load_definition(model=IndexSystem, definition=json.loads(path.read_text("utf-8")), by=by)
    for path in sorted((FOLDER / "report_templates").iterdir()):
        load_definition(model=ReportTemplate, definition=template_in(path).model_dump(mode="json"), by=by)


def template_in(path: Path) -> ReportTemplateFacts:
    """A shipped report template: a text, or the JSON of before there were texts."""
    content = path.read_text("utf-8")
    return ReportTemplateFacts.model_validate_json(content) if path.suffix == ".json" else read_text(content)


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
    version = last_version(model, row.code) + 1
    definition = {**row.definition, "version": version}
    with acting(by):
        return model.objects.create(code=row.code, version=version, name=row.name, definition=definition)
