"""Whatever facts say, the rules give an answer: no exception, no lost place, the same totals in any order."""

from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.domain.execution import summarise
from evaluations.domain.asked import asked_rows, asked_sections
from evaluations.domain.check_settings import CheckSettings
from evaluations.domain.checks import CHECKS, check, unsettled
from evaluations.domain.checks.completeness import label_of
from evaluations.domain.facts import EvaluationFacts, Explanation
from evaluations.domain.index_system import IndexNode
from evaluations.domain.last_measures import to_answer
from evaluations.domain.progress import progress_of
from evaluations.domain.rules import ExecutionCap, ScoringRules
from evaluations.domain.scoring import Loss, score
from evaluations.domain.sections import FORM_SECTIONS, ROWSETS, SECTION_BY_KEY, SECTION_OF_ROWSET, Kind
from evaluations.domain.similarity import CopyIndex, OthersTexts, shingles
from evaluations.domain.snapshot import fingerprint, freeze, thaw
from evaluations.domain.surroundings import Surroundings
from evaluations.enums import FigureSource, IndicatorKind
from evaluations.forms.outline import outline
from huadu_perf.lib.findings import Place, Severity
from huadu_perf.lib.values import number, plain_text
from tests.evaluations.domain.generated import TEXT, facts, value_of
from tests.factories import union_facts

many = settings(max_examples=40)
UNION = union_facts()
#: Pieces from which texts are put together: what the rules on words look for, and what might trip them.
PIECES = st.sampled_from((
    "2021年", "2020—2022年", "二〇二一年", "（2023）", "20XX年", "《关于开展2021年自评的通知》", "«执行率»", "«项目:x.执行数»", "«", "»",
    "我县", "我局", "区财政局2022年部门整体支出", "我单位", "无", "……", "××", "张××", "请填写", "资金使用进度慢", "全部支付完毕", "未",
    "各项指标全部完成", "均表示满意", "满意度100%", "无扣分", "目标完成情况：", "自评得分96分", "1,057.63万元", "100.0%", "６０％", "，", "。", "\n",
    UNION.tasks[1].text, UNION.goals[0].expected,
)) | TEXT  # fmt: skip
TEXTS = st.lists(PIECES, max_size=6).map("".join)
LONE = ("unit", "quantity_unit")


@st.composite
def any_facts(draw: st.DrawFn) -> EvaluationFacts:
    """Facts of any content under any rules: trees of any shape, texts that the rules on words look at."""
    stated = draw(facts()).model_dump()
    stated["indicators"] = draw(trees([row["key"] for row in stated["goals"]]))
    texts = draw(st.lists(TEXTS, min_size=1, max_size=4))
    for number_, (holder, name) in enumerate(_texts(stated)):
        text = texts[number_ % len(texts)]
        holder[name[0]] = (
            text if name[1] == Kind.PROSE else " ".join(text.split())[:60] or holder.get(name[0], "")
        )
    nodes = [row for row in stated["indicators"] if draw(st.booleans())][:3]
    stated["campaign"] |= {
        "rules": draw(scoring_rules()),
        "nodes": [draw(as_node(row)) for row in nodes],
        "project_nodes": [draw(as_node({"key": UUID(int=7), "name": "满意度", "level": 1, "parent": None}))],
        "checks": draw(st.builds(CheckSettings, levels=st.dictionaries(
            st.sampled_from([rule.code for rule in CHECKS]), st.sampled_from(("off", "hint", "warning", "error")), max_size=4
        ))),
    }  # fmt: skip
    for piece in stated["evidence"]:
        piece["indicators"] = tuple(row["key"] for row in stated["indicators"][:1])
    return EvaluationFacts(**stated)


def _texts(stated: dict[str, Any]) -> Any:
    for section in FORM_SECTIONS:
        for field in section.fields:
            if field.kind in (Kind.PROSE, Kind.NAME):
                yield stated[section.group], (field.name, field.kind)
        for rowset in section.rowsets:
            for row in stated[rowset.name]:
                for field in rowset.fields:
                    if field.kind in (Kind.PROSE, Kind.NAME) and field.name not in LONE:
                        yield row, (field.name, field.kind)


@st.composite
def trees(draw: st.DrawFn, goals: list[UUID]) -> list[dict[str, Any]]:
    """Indicators of three levels, in any order."""
    rows: list[dict[str, Any]] = []
    fields = [field for field in ROWSETS["indicators"].fields if field.name not in ("level", "parent")]
    parents: list[UUID | None] = [None]
    for level in (1, 2, 3):
        here: list[UUID | None] = []
        for parent in parents:
            for _ in range(draw(st.integers(0, 3 if level != 2 else 2))):
                key = UUID(int=9000 + len(rows))
                values = (
                    {field.name: draw(value_of(field, {"goals": goals})) for field in fields}
                    if level == 3
                    else {}
                )
                rows.append(
                    {"key": key, "level": level, "parent": parent, "name": f"指标{len(rows)}"} | values
                )
                here.append(key)
        parents = here
    return draw(st.permutations(rows))


@st.composite
def scoring_rules(draw: st.DrawFn) -> ScoringRules:
    """Rules as regions set them."""
    caps = draw(
        st.lists(
            st.sampled_from((("0.8", "89"), ("0.7", "79"), ("0.6", "69"), ("0.5", "59"), ("1", "10"))),
            unique=True,
        )
    )
    return ScoringRules(
        reverse=draw(st.sampled_from(("deviation", "quotient"))),
        over_at_zero=draw(st.sampled_from((None, "30"))),
        over_deduction=draw(st.sampled_from(("0", "2"))),
        execution_caps=tuple(ExecutionCap(below=below, most=most) for below, most in caps),
        self_score=draw(st.sampled_from(("reasoned", "locked"))),
        not_applicable=draw(st.sampled_from(("rescale", "refuse"))),
        reasons=draw(st.booleans()),
    )


@st.composite
def as_node(draw: st.DrawFn, row: dict[str, Any]) -> IndexNode:
    """A node of the index system for a row, by any method of scoring."""
    return IndexNode(
        key=row["key"], name=plain_text(row["name"]) or "指标", level=row["level"], parent=row["parent"],
        points=draw(st.sampled_from((None, "5", "10"))), kind=draw(st.sampled_from((None, *IndicatorKind))),
        method=draw(st.sampled_from(("formula", "bands", "per_point", "checklist"))), target_value="100", step="0.5",
        bands=({"at_least": "90", "score": "5"},), source=draw(st.none() | st.sampled_from(FigureSource)),
        item_counts=draw(st.sampled_from(("met", "breach"))) if "item_counts" in row else "met",
    )  # fmt: skip


def around(stated: EvaluationFacts) -> Surroundings:
    """Last year's facts are the demo's, and so is what a neighbour has filed."""
    last_year = UNION.model_copy(
        update={"campaign": UNION.campaign.model_copy(update={"year": stated.campaign.year - 1})}
    )
    index = CopyIndex([("广州市花都区财政局", shingles(UNION.tasks[1].text))])
    return Surroundings(last_year, ("广州市花都区财政局",), OthersTexts(index, stated.department.name))


def resolves(place: Place, stated: EvaluationFacts, last_year: EvaluationFacts | None = None) -> bool:
    """Whether there is a value (or a row set) where the place points; `last_year`: its measures have rows to answer."""
    section = SECTION_BY_KEY[place.section]
    if not place.rowset:
        return place.field in {field.name for field in section.fields}
    if SECTION_OF_ROWSET[place.rowset] != place.section:
        return False
    if place.key is None:
        return not place.field
    known = {field.name for field in ROWSETS[place.rowset].fields}
    rows = list(getattr(stated, place.rowset))
    if place.rowset == "last_measures":
        rows += to_answer(stated, last_year)
    return place.field in known and place.key in {row.key for row in rows}


def test_a_measure_of_last_year_is_there_to_answer_and_no_other():
    stated = UNION.model_copy(update={"last_measures": ()})
    asked = around(stated).last_year
    at = partial(Place, "problems", "last_measures")
    assert resolves(at(UNION.measures[0].key, "answer"), stated, asked)
    assert not resolves(at(UNION.measures[0].key, "answer"), stated)
    assert not resolves(at(UNION.problems[0].key, "answer"), stated, asked)
    assert not resolves(at(UNION.measures[0].key, "grade"), stated, asked)


@many
@given(any_facts())
def test_checks_never_fail_and_point_at_what_is_there(stated):
    scorecard, beside = score(stated), around(stated)
    findings = check(stated, scorecard, beside)
    for finding in findings:
        assert resolves(finding.place, stated, beside.last_year), finding
        assert Place.parse(str(finding.place)) == finding.place
        assert finding.message
        assert len(finding.identity) <= 200
        label_of(finding.place, stated)
    assert check(stated, scorecard, beside) == findings
    order = [(SECTION_BY_KEY[finding.place.section].number, -finding.severity) for finding in findings]
    assert order == sorted(order)
    progress = progress_of(findings, started=set(), complete=set(), returned=set(), is_locked=False)
    assert sum(part.errors + part.warnings for part in progress.values()) == sum(
        f.severity > 1 for f in findings
    )


@many
@given(any_facts())
def test_every_warning_can_be_explained(stated):
    findings = check(stated, score(stated), around(stated))
    asked = [finding for finding in findings if finding.severity == Severity.WARNING]
    said = {f.identity: Explanation(finding=f.identity, message=f.message, text="原因") for f in asked}
    explained = EvaluationFacts(**stated.model_dump() | {"explanations": tuple(said.values())})
    left = unsettled(findings, explained.explanations)
    assert {finding.severity for finding in left} <= {Severity.ERROR}


@many
@given(any_facts(), st.randoms())
def test_the_order_of_rows_changes_no_total(stated, random):
    shuffled = stated.model_dump()
    for name in ROWSETS:
        rows = list(shuffled[name])
        random.shuffle(rows)
        shuffled[name] = rows
    again = EvaluationFacts(**shuffled)
    first, second = score(stated), score(again)
    assert (first.total, first.points, first.grade, first.computed, first.computed_total) == (
        second.total,
        second.points,
        second.grade,
        second.computed,
        second.computed_total,
    )
    assert {g.key: g for g in first.groups} == {g.key: g for g in second.groups}
    assert sorted(d.points for d in first.deductions) == sorted(d.points for d in second.deductions)
    assert summarise(stated.budget_lines) == summarise(again.budget_lines)
    assert sorted(f.identity for f in check(stated, first)) == sorted(
        f.identity for f in check(again, second)
    )


@many
@given(any_facts())
def test_scores_are_within_their_points(stated):
    scorecard = score(stated)
    points = {row.key: row.points for row in (*stated.scored_indicators(), *stated.project_indicators)}
    for key, computed in scorecard.computed.items():
        assert computed is None or Decimal(0) <= computed <= points[key]
        assert computed is None or computed == computed.quantize(Decimal("0.01"))
    within = all(
        (number(row.self_score) or Decimal(0)) <= (number(row.points) or Decimal(0))
        for row in stated.scored_indicators()
    )
    if within and scorecard.total is not None:
        assert Decimal(0) <= scorecard.total <= scorecard.points
        assert scorecard.computed_total is None or Decimal(0) <= scorecard.computed_total <= scorecard.points


@many
@given(any_facts())
def test_parts_of_any_tree_add_up(stated):
    scorecard = score(stated)
    groups = {group.key: group for group in scorecard.groups}
    for group in scorecard.groups:
        rows = stated.children(group.key)
        parts = [
            groups[row.key].points if row.level < 3 else number(row.points) or Decimal(0) for row in rows
        ]
        assert group.points == sum(parts)
        scores = [groups[row.key].score if row.level < 3 else number(row.self_score) for row in rows]
        assert (group.score or 0) == sum(each for each in scores if each is not None)
    assert sum(group.points for group in scorecard.groups if group.level == 1) == scorecard.points


@many
@given(any_facts())
def test_full_points_less_the_total_are_the_deductions(stated):
    rows = tuple(  # a score of no points is what M3 asks about
        row if number(row.points) is not None else row.model_copy(update={"self_score": None})
        for row in stated.indicators
    )
    scorecard = score(stated.model_copy(update={"indicators": rows}))
    total = Decimal(0) if scorecard.total is None else scorecard.total
    assert scorecard.total is None or scorecard.points - total == sum(
        item.points for item in scorecard.deductions
    )
    kinds = [item.loss for item in scorecard.deductions]
    assert kinds.count(Loss.RESCALED) <= 1 and kinds.count(Loss.CAPPED) <= 1


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
    asked = asked_sections(stated)
    rows = {
        (rowset.name, row.key)
        for section in asked
        for rowset in section.rowsets
        for row in asked_rows(rowset, stated)
    }
    fields = {(section.key, field.name) for section in asked for field in section.fields}
    assert len(places) == len(rows) + len(fields)
    assert {(place.rowset, place.key) for place in places if place.rowset} == rows
    assert {(place.section, place.field) for place in places if not place.rowset} == fields
