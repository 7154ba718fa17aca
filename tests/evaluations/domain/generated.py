"""Hypothesis strategies: any facts that hold together, made from the section specs."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.sections import FORM_SECTIONS, ROWSETS, Field, Kind
from evaluations.enums import EvidenceKind
from tests.factories import union_facts, with_base_data

NOT_APPLICABLE = st.just("不适用")
WORDS = st.sampled_from(
    ("", "无", "2021年完成", "产出指标", "开展活动", "数量指标", "\u200be\u0301", "\x00略", "a\r\nb")
)
TEXT = WORDS | st.text(st.characters(codec="utf-8"), max_size=12)


def decimals(low: int, high: int, places: int) -> st.SearchStrategy[Any]:
    """A figure: mostly small, sometimes anything in its range, empty or not applicable."""
    small = st.integers(max(low, -5 if low else 0), 200).map(Decimal)
    any_value = st.integers(low * 10**places, high * 10**places).map(
        lambda steps: Decimal(steps).scaleb(-places)
    )
    return small | any_value | st.none() | NOT_APPLICABLE


FIGURES = {
    Kind.AMOUNT: decimals(0, 9_999_999_999_999, 2),
    Kind.COUNT: decimals(0, 999_999_999, 0),
    Kind.AREA: decimals(0, 999_999_999, 2),
    Kind.POINTS: decimals(0, 10_000, 2),
    Kind.QUANTITY: decimals(-999_999_999_999, 999_999_999_999, 6),
}


def value_of(field: Field, keys: dict[str, list[UUID]]) -> st.SearchStrategy[Any]:
    """A value of this kind."""
    if field.kind in FIGURES:
        return FIGURES[field.kind]
    if field.kind == Kind.CHOICE:
        return st.none() | st.sampled_from(field.choices.values)
    if field.kind == Kind.NAME:
        return TEXT.map(lambda text: " ".join(text.split()))
    targets = st.sampled_from(keys[field.target]) if keys.get(field.target) else st.nothing()
    if field.kind == Kind.LINK:
        return st.none() | targets
    if field.kind == Kind.LINKS:
        return (
            st.lists(targets, unique=True, max_size=3).map(lambda links: tuple(sorted(links)))
            if keys.get(field.target)
            else st.just(())
        )
    return TEXT


@st.composite
def facts(draw: st.DrawFn) -> EvaluationFacts:
    """Facts of any content, in the demo's department and campaign (by deviation or by quotient, with 基础数据表 or without)."""
    base = union_facts()
    keys = {
        name: [UUID(int=100 * number + row + 1) for row in range(draw(st.integers(0, 3)))]
        for number, name in enumerate([*ROWSETS, "evidence"])
    }
    rows = {name: [_row(draw, name, key, keys) for key in keys[name]] for name in ROWSETS}
    if not keys["projects"]:
        rows["project_indicators"] = []
    rows["indicators"] = _tree(rows["indicators"])
    rows["budget_lines"] = list({row["item"]: row for row in rows["budget_lines"] if row["item"]}.values())
    groups = {
        section.group: {field.name: draw(value_of(field, keys)) for field in section.fields}
        for section in FORM_SECTIONS if section.group
    }  # fmt: skip
    rules = base.campaign.rules.model_copy(
        update={"reverse": draw(st.sampled_from(("deviation", "quotient")))}
    )
    evidence = [
        {"key": key, "title": draw(TEXT), "kind": draw(st.sampled_from(EvidenceKind.values)),
         "indicators": tuple(row["key"] for row in rows["indicators"][:1]), "projects": tuple(keys["projects"][:1])}
        for key in keys["evidence"]
    ]  # fmt: skip
    template = base.campaign.template
    if draw(st.booleans()):
        template = with_base_data(template)
    campaign = base.campaign.model_copy(update={"rules": rules, "template": template})
    return EvaluationFacts(department=base.department, campaign=campaign, evidence=evidence, **groups, **rows)


def _row(draw: st.DrawFn, name: str, key: UUID, keys: dict[str, list[UUID]]) -> dict[str, Any]:
    row = {field.name: draw(value_of(field, keys)) for field in ROWSETS[name].fields}
    if name == "project_indicators" and keys["projects"]:
        row["project"] = draw(st.sampled_from(keys["projects"]))
    return {"key": key} | row


def _tree(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each row below the one before it, down to the third level."""
    for number, row in enumerate(rows):
        row["level"], row["parent"] = number + 1, rows[number - 1]["key"] if number else None
    return rows
