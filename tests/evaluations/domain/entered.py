"""Published reports as they would be typed in, from short files: keys are made here, links are row numbers from 0."""

import json
from pathlib import Path
from typing import Any

from evaluations.domain.facts import LINKS, ROW_SETS, EvaluationFacts
from tests.factories import key, union_facts

FIXTURES = Path(__file__).parents[1] / "fixtures"
REPORTS = tuple(sorted((FIXTURES / "reports").glob("*.json")))


def entered(path: Path) -> EvaluationFacts:
    """The facts of one file, in the demo's campaign of that year, with no index system prescribed."""
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    del data["source"]
    for rowset in ROW_SETS:
        for number, row in enumerate(data.get(rowset, [])):
            row["key"] = key(f"{rowset}:{number}")
    for rowset, field, target in LINKS:
        for row in data.get(rowset, []):
            if isinstance(row.get(field), list):
                row[field] = [key(f"{target}:{number}") for number in row[field]]
            elif field in row:
                row[field] = key(f"{target}:{row[field]}")
    campaign = union_facts().campaign.model_dump()
    return EvaluationFacts(campaign=campaign | {"year": data.pop("year"), "nodes": ()}, **data)
