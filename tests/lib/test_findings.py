"""Places address any value and survive being written down."""

from uuid import UUID

import pytest

from huadu_perf.lib.findings import Finding, Place, Severity

KEY = UUID("6f1c0d4e-3c5b-5f0a-9b39-2f6a8f7f2d11")
PLACES = (
    (Place("profile"), "profile", "profile"),
    (Place("profile", field="nature"), "profile///nature", "nature"),
    (Place("goals", "goals"), "goals/goals", "goals"),
    (Place("goals", "goals", KEY), f"goals/goals/{KEY}", f"goals-{KEY}"),
    (Place("goals", "goals", KEY, "title"), f"goals/goals/{KEY}/title", f"goals-{KEY}-title"),
)


@pytest.mark.parametrize(("place", "text", "anchor"), PLACES)
def test_a_place_is_written_read_and_anchored(place, text, anchor):
    assert (str(place), place.anchor, Place.parse(text)) == (text, anchor, place)


@pytest.mark.parametrize("text", ["goals/goals/not-a-key/title", "a/b/1/c"])
def test_what_is_no_place_is_refused(text):
    with pytest.raises(ValueError, match="UUID"):
        Place.parse(text)


def test_an_explanation_is_filed_under_code_and_place():
    finding = Finding("B7", Severity.WARNING, Place("profile", field="serving_count"), "超编")
    assert finding.identity == "B7@profile///serving_count"


def test_severities_have_words_and_rank():
    assert [(level.label, level.tone) for level in sorted(Severity, reverse=True)] == [
        ("必须修改", "danger"), ("需要说明", "warning"), ("提示", "info"),
    ]  # fmt: skip
