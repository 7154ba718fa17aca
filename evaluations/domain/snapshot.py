"""Freezing: the facts as canonical JSON with a SHA-256, and back."""

import hashlib
import json

from evaluations.domain.facts import EvaluationFacts


def freeze(facts: EvaluationFacts) -> str:
    """The facts as JSON text; equal facts give equal text."""
    return json.dumps(facts.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def thaw(text: str | bytes) -> EvaluationFacts:
    """The facts of a JSON text; raises pydantic's ValidationError with every fault located."""
    return EvaluationFacts.model_validate_json(text)


def fingerprint(text: str) -> str:
    """SHA-256 of the frozen text, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
