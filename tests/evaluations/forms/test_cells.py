"""Rows of a grid are filled into a pattern: what was typed stays text there, and what is wrong stands at its control."""

import pytest

from evaluations.domain.sections import ROWSETS
from evaluations.forms.cells import Cells
from evaluations.forms.draft import Draft
from huadu_perf.lib.findings import Finding, Place, Severity
from tests.evaluations.forms.posting import draft_of
from tests.factories import indicator, indicators, union_facts

HOSTILE = """50%(row)s %s %% {x} <b>"'&"""
ESCAPED = "50%(row)s %s %% {x} &lt;b&gt;&quot;&#x27;&amp;"
ROWSET = ROWSETS["indicators"]


@pytest.fixture
def draft() -> Draft:
    """One third-level indicator below its groups."""
    return draft_of(union_facts(indicators=indicators([indicator("甲")])), "indicators")


def html(draft: Draft, **findings: list[Finding]) -> str:
    """Both lines of the third-level indicator."""
    anchor = f"indicators-{draft.rows['indicators'][-1].key}"
    cells = Cells(draft, {}, {f"{anchor}-{name}": found for name, found in findings.items()})
    view = cells.row(ROWSET, draft.rows["indicators"][-1], 1, 1, labelled=True)
    view.sums = {"points": "points"}
    return view.measured("self_score", "goal", beside="<td>9</td>")


def test_what_was_typed_is_never_part_of_the_pattern(draft):
    row = draft.rows["indicators"][-1]
    for name in ("name", "unit", "target_text", "deduction_reason"):
        row.texts[name] = HOSTILE
    text = html(draft)
    assert HOSTILE not in text
    assert f'value="{ESCAPED}" aria-label="{ESCAPED} · 指标名称"' in text
    assert f"\n{ESCAPED}</textarea>" in text


def test_every_control_is_there_once_with_its_name_as_its_id(draft):
    text = html(draft)
    anchor = f"indicators-{draft.rows['indicators'][-1].key}"
    assert text.startswith(f'<tr class="has-detail" id="{anchor}">')
    for spec in ROWSET.fields:
        shown = 0 if spec.name in ("level", "parent") else 1
        assert text.count(f' name="{anchor}-{spec.name}"') == 1
        assert text.count(f' id="{anchor}-{spec.name}"') == shown
    assert text.count('data-sum="points"') == 1
    assert "<td>9</td>" in text


def test_errors_and_findings_stand_at_their_control(draft):
    anchor = f"indicators-{draft.rows['indicators'][-1].key}"
    draft.errors[f"{anchor}-points"] = "分值：“<i>”不是数字"
    finding = Finding("A1", Severity.WARNING, Place("indicators"), "单位<u>不对")
    text = html(draft, unit=[finding])
    assert f'aria-invalid="true" aria-describedby="{anchor}-points_error" data-sum="points"' in text
    assert f'id="{anchor}-points_error">分值：“&lt;i&gt;”不是数字</p></td>' in text
    assert f'aria-describedby="{anchor}-unit_0"' in text
    assert "：单位&lt;u&gt;不对</p></td>" in text
