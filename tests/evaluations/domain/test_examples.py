"""示例 and 术语: every narrative has an example that the checker would take; every term says something of its own."""

import re

from evaluations.domain.checks import check
from evaluations.domain.examples import EXAMPLES
from evaluations.domain.guidance import fields_of
from evaluations.domain.numbers.known import known_values
from evaluations.domain.numbers.tokens import missing_tokens
from evaluations.domain.scoring import score
from evaluations.domain.sections import FORM_SECTIONS, ROWSETS, Kind
from evaluations.domain.terms import TERMS
from tests.factories import union_facts

UNION = union_facts()
#: The strictest form known allows so many characters in a narrative (domain.md, D8).
MOST = 200
QUALITATIVE = {
    f"{rowset}.{name}"
    for rowset in ("indicators", "project_indicators")
    for name in ("target_text", "actual_text")
}
#: What the brief of the field names, and every document that may be named.
NAMED = {
    "部门整体支出",
    "预算调整",
    "执行率",
    "“三公”经费",
    "一级、二级、三级指标",
    "产出指标",
    "效益指标",
    "满意度指标",
    "偏差",
    "沿用",
    "勾稽",
}
DOCUMENT = re.compile(r"^(?:\w+〔\d{4}〕\d+号|GB/T 9704-2012)《.+》$")


def test_every_narrative_has_an_example_and_no_example_is_left_over():
    narratives = {
        f"{rowset}.{field.name}" if rowset else field.name
        for section in FORM_SECTIONS
        for rowset, fields in (("", section.fields), *((each.name, each.fields) for each in section.rowsets))
        for field in fields
        if field.kind == Kind.PROSE and not field.given
    }
    assert set(EXAMPLES) == narratives | QUALITATIVE
    assert set(EXAMPLES) <= {name for section in FORM_SECTIONS for name in fields_of(section)}


def test_rows_show_theirs_by_label():
    assert dict(ROWSETS["problems"].examples) == {
        "问题": EXAMPLES["problems.text"], "原因": EXAMPLES["problems.cause"],
    }  # fmt: skip
    assert ROWSETS["divisions"].examples == ()


def test_examples_are_short_whole_and_bound_to_what_every_department_has():
    known = {each.token: each for each in known_values(UNION, score(UNION))}
    for name, text in EXAMPLES.items():
        assert len(text) <= MOST, name
        assert name in QUALITATIVE or text.endswith("。"), name
        assert missing_tokens(text, known) == [], name
        assert ":" not in "".join(re.findall("«.*?»", text)), "of an item that only one department has"


def test_the_checker_has_nothing_against_them():
    """Fillers, set phrases, lengths, bound numbers: put into the demo's evaluation they raise nothing new."""

    def written(rows: tuple, rowset: str) -> tuple:
        texts = {
            name.partition(".")[2]: text for name, text in EXAMPLES.items() if name.startswith(f"{rowset}.")
        }
        texts = {
            name: text for name, text in texts.items() if name in ("text", "cause", "expected", "achieved")
        }
        return (rows[0].model_copy(update=texts), *rows[1:])

    conclusion = {name: EXAMPLES[name] for name in ("management", "narrative")}
    facts = UNION.model_copy(
        update={
            "conclusion": UNION.conclusion.model_copy(update=conclusion),
            **{
                rowset: written(getattr(UNION, rowset), rowset)
                for rowset in ("tasks", "goals", "problems", "measures")
            },
        }
    )
    told = {"D1", "D2", "D7", "D8", "D9", "D11", "D12", "D13"}
    before, after = (
        {(each.code, each.message) for each in check(each, score(each)) if each.code in told}
        for each in (UNION, facts)
    )
    assert after - before == set()


def test_terms_are_said_once_and_go_back_to_documents():
    terms = [term for group in TERMS for term in group.terms]
    assert {term.name for term in terms} >= NAMED
    assert len({term.name for term in terms}) == len(terms)
    assert all(term.text.endswith("。") for term in terms)
    assert [term.source for term in terms if term.source and not DOCUMENT.match(term.source)] == []
    assert sum(bool(term.source) for term in terms) > 15
