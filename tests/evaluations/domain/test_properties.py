"""Whatever facts say, the rules give an answer: no exception, no lost place, the same totals in any order."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets.domain.execution import summarise
from evaluations.domain.checks import check, unsettled
from evaluations.domain.checks.completeness import label_of
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.progress import progress_of
from evaluations.domain.scoring import score
from evaluations.domain.sections import FORM_SECTIONS, ROWSETS, SECTION_BY_KEY, SECTION_OF_ROWSET
from evaluations.domain.snapshot import fingerprint, freeze, thaw
from evaluations.forms.outline import outline
from huadu_perf.lib.findings import Place, Severity
from tests.evaluations.domain.generated import facts

many = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def resolves(place: Place, stated: EvaluationFacts) -> bool:
    """Whether there is a value (or a row set) where the place points."""
    section = SECTION_BY_KEY[place.section]
    if not place.rowset:
        return place.field in {field.name for field in section.fields}
    if SECTION_OF_ROWSET[place.rowset] != place.section:
        return False
    if place.key is None:
        return not place.field
    known = {field.name for field in ROWSETS[place.rowset].fields}
    return place.field in known and place.key in {row.key for row in getattr(stated, place.rowset)}


@many
@given(facts())
def test_checks_never_fail_and_point_at_what_is_there(stated):
    scorecard = score(stated)
    findings = check(stated, scorecard)
    for finding in findings:
        assert resolves(finding.place, stated), finding
        assert Place.parse(str(finding.place)) == finding.place
        assert finding.message
        assert len(finding.identity) <= 200
        label_of(finding.place, stated)
    assert check(stated, scorecard) == findings
    order = [(SECTION_BY_KEY[finding.place.section].number, -finding.severity) for finding in findings]
    assert order == sorted(order)
    assert {f.severity for f in unsettled(findings, {f.identity for f in findings})} <= {Severity.ERROR}
    progress = progress_of(findings, started=set(), complete=set(), returned=set(), is_locked=False)
    assert sum(part.errors + part.warnings for part in progress.values()) == sum(
        f.severity > 1 for f in findings
    )


@many
@given(facts(), st.randoms())
def test_the_order_of_rows_changes_no_total(stated, random):
    shuffled = stated.model_dump()
    for name in ROWSETS:
        rows = list(shuffled[name])
        random.shuffle(rows)
        shuffled[name] = rows
    again = EvaluationFacts(**shuffled)
    first, second = score(stated), score(again)
    assert (first.total, first.points, first.grade, first.computed) == (
        second.total,
        second.points,
        second.grade,
        second.computed,
    )
    assert {g.key: g for g in first.groups} == {g.key: g for g in second.groups}
    assert summarise(stated.budget_lines) == summarise(again.budget_lines)
    assert sorted(f.identity for f in check(stated, first)) == sorted(
        f.identity for f in check(again, second)
    )


@many
@given(facts())
def test_scores_are_within_their_points(stated):
    scorecard = score(stated)
    points = {row.key: row.points for row in (*stated.scored_indicators(), *stated.project_indicators)}
    for key, computed in scorecard.computed.items():
        assert computed is None or Decimal(0) <= computed <= points[key]
        assert computed is None or computed == computed.quantize(Decimal("0.01"))
    roots = [group for group in scorecard.groups if group.level == 1]
    assert sum(group.points for group in roots) == scorecard.points
    assert sum(group.score or 0 for group in roots) == (scorecard.total or 0)


@many
@given(facts())
def test_freezing_and_thawing_gives_the_same_facts_and_the_same_hash(stated):
    text = freeze(stated)
    again = thaw(text)
    assert again == stated
    assert freeze(again) == text
    assert fingerprint(freeze(thaw(text.encode()))) == fingerprint(text)


@many
@given(facts())
def test_the_outline_shows_every_field_and_every_row(stated):
    places = [item.place for chapter in outline(stated) for part in chapter.sets for item in part.items]
    rows = {(name, row.key) for name in ROWSETS for row in getattr(stated, name)}
    fields = {(section.key, field.name) for section in FORM_SECTIONS for field in section.fields}
    assert len(places) == len(rows) + len(fields)
    assert {(place.rowset, place.key) for place in places if place.rowset} == rows
    assert {(place.section, place.field) for place in places if not place.rowset} == fields
