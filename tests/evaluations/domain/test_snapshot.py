"""Freezing: canonical text, a known hash, and the same facts back."""

import json

import pytest
from pydantic import ValidationError

from evaluations.demo.seeding import FILES, FOLDER
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.snapshot import fingerprint, freeze, thaw
from tests.factories import large_facts, union_facts


@pytest.mark.parametrize("name", FILES)
def test_the_demo_files_are_canonical(name):
    text = (FOLDER / name).read_text("utf-8")
    assert freeze(thaw(text)) == text


def test_sixty_indicators_survive():
    facts = large_facts(60, projects=5)
    assert len(facts.scored_indicators()) == 60
    assert thaw(freeze(facts)) == facts


def test_equal_facts_have_one_text_whatever_their_spelling():
    facts = json.loads(freeze(union_facts()))
    line = facts["budget_lines"][0]
    spellings = set()
    for spelling in ("10576300", "10576300.00", "1.05763E+7", 10576300, "+10576300.0"):
        line["adjusted_amount"] = spelling
        spellings.add(freeze(thaw(json.dumps(facts))))
    for zero in ("0", "-0", "0.00", "0E+3", 0):
        line["adjusted_amount"] = zero
        spellings.add(freeze(thaw(json.dumps(facts))))
    assert len(spellings) == 2


def test_one_changed_figure_changes_the_hash():
    facts = union_facts()
    profile = facts.profile.model_copy(update={"retired_count": facts.profile.retired_count + 1})
    assert fingerprint(freeze(facts)) != fingerprint(freeze(union_facts(profile=profile)))
    assert fingerprint("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '"x"', "{}", b"\xff\xfe", "[" * 100_000, '{"a":' * 5000]
)
def test_what_is_no_facts_document_is_refused(text):
    with pytest.raises(ValidationError):
        thaw(text)


def test_the_schema_names_every_part():
    schema = EvaluationFacts.model_json_schema()
    assert set(schema["properties"]) == set(EvaluationFacts.model_fields)
    assert schema["required"] == ["department", "campaign"]
