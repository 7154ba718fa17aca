"""What we print is read back: the demo's PDF gives the demo's facts, and a report as DOCX or PDF reads as its text does."""

import io
from functools import cache
from html import escape
from typing import Any

import pytest
from docx import Document

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.old_report import OldReport, facts_of, read_old_report
from evaluations.domain.old_report.lines import lines_of, paragraphs_of
from evaluations.domain.old_report.outline import Kind, outline_of
from evaluations.domain.snapshot import thaw
from huadu_perf.lib.documents.reading import document_text
from reports.domain.assembly import build_report
from reports.rendering import to_html, to_pdf
from tests.evaluations.domain.old_report.texts import OWN, ROOT, SEED

DEMO = thaw((ROOT / "evaluations" / "demo" / "union-2022.json").read_bytes())
REPORTS = [OWN / "four-parts.txt", *([SEED] if SEED.exists() else [])]
each_report = pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)


@cache
def read_back() -> tuple[OldReport, EvaluationFacts]:
    """The demo printed and read again."""
    pdf = to_pdf(to_html(build_report(DEMO, is_draft=True, round=0)))
    report = read_old_report(document_text(pdf))
    return report, facts_of(report, DEMO.department, DEMO.campaign)


def without(rows: Any, *names: str) -> list[dict[str, Any]]:
    """Rows by what is printed: keys, what a report does not show, and the full stop of a text left out."""
    return [
        {
            name: value.rstrip("。") if isinstance(value, str) else value
            for name, value in row.model_dump().items()
            if name not in ("key", *names)
        }
        for row in rows
    ]


def test_title_and_texts_of_the_printed_demo():
    report, facts = read_back()
    assert (report.year, report.department) == (2022, "广州市花都区总工会")
    assert DEMO.profile.nature in facts.profile.nature
    assert (facts.profile.established_count, facts.profile.serving_count, facts.profile.retired_count) == (
        20,
        19,
        16,
    )
    assert facts.work == DEMO.work
    assert facts.finance.model_copy(update={"published_spending": None}) == DEMO.finance
    assert facts.conclusion == DEMO.conclusion


@pytest.mark.parametrize(
    ("rowset", "left_out"),
    [
        ("divisions", ()), ("subunits", ()), ("duties", ()), ("tasks", ()), ("goals", ("tasks",)), ("problems", ()),
        ("measures", ("problems",)), ("projects", ("task", "unit_price")),
        ("indicators", ("kind", "parent", "goal", "attainment")), ("project_indicators", ("project", "attainment")),
    ],
)  # fmt: skip
def test_rows_of_the_printed_demo(rowset, left_out):
    read, stored = (without(getattr(facts, rowset), *left_out) for facts in (read_back()[1], DEMO))
    if rowset == "project_indicators":  # printed by kind
        read, stored = (sorted(rows, key=lambda row: row["name"]) for rows in (read, stored))
    assert read == stored


def test_the_tree_and_the_links_of_the_printed_demo():
    facts = read_back()[1]

    def parents(of: EvaluationFacts) -> list[str]:
        names = {row.key: row.name for row in of.indicators}
        return [names.get(row.parent, "") for row in of.indicators]

    def answers(of: EvaluationFacts) -> list[list[str]]:
        texts = {row.key: row.text for row in of.problems}
        return [[texts[key] for key in row.problems] for row in of.measures]

    assert parents(facts) == parents(DEMO)
    assert answers(facts) == answers(DEMO)


def test_the_money_of_the_printed_demo_is_right_where_it_is_printed():
    """A printed report gives executed amounts by line, the others only as totals."""
    read, stored = ({line.item: line for line in facts.budget_lines} for facts in (read_back()[1], DEMO))
    for item, line in read.items():
        for figure in ("initial_amount", "adjusted_amount", "executed_amount"):
            value = getattr(line, figure)
            assert value in (None, getattr(stored[item], figure)), (item, figure)
    executed = [item for item, line in read.items() if line.executed_amount is not None]
    assert len(executed) == 13


# ── the same report as text, DOCX and PDF ────────────────────────────────────────────────────────────────────────


def paragraphs(text: str) -> list[str]:
    return [paragraph.text for paragraph in paragraphs_of(lines_of(text)).paragraphs]


def as_docx(text: str) -> bytes:
    document, content = Document(), io.BytesIO()
    for paragraph in paragraphs(text):
        document.add_paragraph(paragraph)
    document.save(content)
    return content.getvalue()


def as_pdf(text: str) -> bytes:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs(text))
    style = "@page{size:A4;margin:30mm}p{font:16pt/29pt serif;text-indent:2em;margin:0}"
    return to_pdf(
        f"<html lang='zh-CN'><head><title>报告</title><style>{style}</style></head><body>{body}</body></html>"
    )


def said(report: OldReport) -> list[tuple[Any, ...]]:
    return sorted(
        (str(item.target), str(item.value).replace(" ", ""), item.confidence.value) for item in report.items
    )


@each_report
@pytest.mark.parametrize("made", [as_docx, as_pdf])
def test_a_report_reads_alike_in_every_form(path, made):
    text = path.read_text("utf-8")
    expected, found = read_old_report(text), read_old_report(document_text(made(text)))
    assert said(found) == said(expected)
    assert (found.year, found.department) == (expected.year, expected.department)


def test_headings_of_the_printed_demo():
    text = document_text(to_pdf(to_html(build_report(DEMO, is_draft=True, round=0))))
    segments = outline_of(paragraphs_of(lines_of(text)).paragraphs)
    chapters = [
        each.span.text
        for each in segments
        if each.kind == Kind.HEADING and each.mark and each.mark.kind == "chapter"
    ]
    assert chapters == ["一、基本情况", "二、综合评价分析", "三、存在的主要问题", "四、下一步改进措施"]
