"""历年对比: which years are shown, what is unknown, and the charts."""

import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.history import NO_HISTORY, History, YearFigures, with_this_year
from evaluations.domain.report_template import Annex, AnnexFacts
from evaluations.domain.scoring import score
from reports.domain.annexes.history import sheets
from reports.domain.assembly import build_report
from reports.domain.charts import HEIGHT, TOP, draw
from reports.domain.document import Bar, Chart
from reports.rendering import to_html, to_pdf
from reports.word import to_docx
from reports.workbook import to_xlsx
from tests.factories import union_facts
from tests.reports.cases import facts_of, review_of

UNION = union_facts()
BEFORE = History(
    years=(
        YearFigures(year=2019, budget=Decimal("9500000"), spending=Decimal("9447000"), score=Decimal("91.5"), grade="优"),
        YearFigures(year=2021, budget=Decimal("10213000"), spending=Decimal("10120600"), score=Decimal("95.1"), grade="优"),
    )
)  # fmt: skip


TITLE = "<title>全年执行数（万元）：2019年 944.70，2020年 未知，2021年 1,012.06，2022年 1,057.63</title>"


def with_annex(facts: EvaluationFacts = UNION) -> EvaluationFacts:
    """The facts with a template that has the annex as its last."""
    bare = without_annex(facts)
    return _with(bare, (*bare.campaign.template.annexes, AnnexFacts(kind=Annex.HISTORY, title="历年对比")))


def without_annex(facts: EvaluationFacts = UNION) -> EvaluationFacts:
    """The facts with a template that does not list the annex."""
    return _with(facts, tuple(row for row in facts.campaign.template.annexes if row.kind != Annex.HISTORY))


def _with(facts: EvaluationFacts, annexes: tuple[AnnexFacts, ...]) -> EvaluationFacts:
    template = facts.campaign.template.model_copy(update={"annexes": annexes})
    return facts.model_copy(update={"campaign": facts.campaign.model_copy(update={"template": template})})


def alternatives(pdf: bytes) -> list[str]:
    """What a screen reader says of each figure of the document."""
    objects = (found.get_object() for found in _objects(PdfReader(io.BytesIO(pdf))))
    return [each["/Alt"] for each in objects if isinstance(each, dict) and each.get("/S") == "/Figure"]


def _objects(reader: PdfReader) -> Iterator[IndirectObject]:
    return (IndirectObject(number, 0, reader) for number in range(1, reader.trailer["/Size"]))


def years(facts: EvaluationFacts, history: History) -> list[tuple[int, str, str]]:
    """Year, spending and score."""
    return [
        (row.year, str(row.spending), str(row.score)) for row in with_this_year(facts, score(facts), history)
    ]


def test_every_year_from_the_first_known_to_this() -> None:
    assert years(UNION, BEFORE) == [
        (2019, "9447000.00", "91.50"), (2020, "None", "None"), (2021, "10120600.00", "95.10"), (2022, "10576300.00", "96.00"),
    ]  # fmt: skip


def test_without_the_year_before_its_spending_is_what_this_year_states() -> None:
    assert years(UNION, NO_HISTORY) == [(2021, "10120600.00", "None"), (2022, "10576300.00", "96.00")]


def test_no_more_than_five_years() -> None:
    long = History(years=tuple(YearFigures(year=year, spending=Decimal(1)) for year in range(2010, 2022)))
    assert [year for year, _, _ in years(UNION, long)] == [2018, 2019, 2020, 2021, 2022]


def test_the_reviewed_score_is_the_official_one() -> None:
    facts, review = facts_of("ordinary"), review_of("ordinary")
    card = score(facts, review)
    assert with_this_year(facts, card, NO_HISTORY)[-1].score == card.reviewed_total


def test_unknown_is_a_word_and_zero_is_a_figure() -> None:
    zero = History(years=(YearFigures(year=2020, budget=Decimal(0), spending=Decimal(0)),))
    (sheet,) = sheets(UNION, score(UNION), zero)
    first = sheet.tables[0].rows[0]
    assert [str(cell.lines[0]) for cell in first.cells] == ["2020年", "0", "0", "未知", "未知", "未知"]
    assert [cell.value for cell in first.cells[1:3]] == [Decimal(0), Decimal(0)]
    assert "2021年执行数取自本年收支表的上年决算数" in str(sheet.below[0])


def test_columns_are_as_high_as_their_figures() -> None:
    bars = (Bar("2020年", Decimal(50), "50"), Bar("2021年", None, "未知"), Bar("2022年", Decimal(100), "100"))
    first, second, third = draw(Chart("绩效得分", bars)).columns
    assert [column.height for column in (first, second, third)] == [HEIGHT // 2, 0, HEIGHT]
    assert (third.y, third.is_main, first.is_main) == (TOP, True, False)
    assert (second.words, second.is_known) == ("未知", False)


@pytest.mark.parametrize("values", [(), (None,), (Decimal(0), Decimal(0)), (Decimal(-1), Decimal(2))])
def test_a_chart_of_nothing_is_drawn_all_the_same(values: tuple[Decimal | None, ...]) -> None:
    drawing = draw(Chart("执行率", tuple(Bar(str(order), value, "") for order, value in enumerate(values))))
    assert all(0 <= column.height <= HEIGHT for column in drawing.columns)
    assert drawing.width > 0


def test_the_annex_stands_in_the_report_that_asks_for_it() -> None:
    report = build_report(with_annex(), is_draft=False, round=1, years=BEFORE)
    annex = report.annexes[-1]
    assert (annex.mark, annex.title, annex.is_wide) == (f"附件{len(report.annexes)}", "历年对比", False)
    assert [chart.label for chart in annex.sheets[0].charts] == [
        "全年执行数（万元）",
        "预算执行率",
        "绩效得分",
    ]
    assert "历年对比" not in to_html(build_report(without_annex(), is_draft=False, round=1, years=BEFORE))


def test_without_a_year_before_there_is_no_annex_and_no_gap_in_the_numbers() -> None:
    """Also where the facts state last year's spending: one figure of one year is no comparison."""
    report = build_report(UNION, is_draft=False, round=1)
    assert Annex.HISTORY in [row.kind for row in UNION.campaign.template.annexes]
    assert [annex.mark for annex in report.annexes] == [f"附件{number}" for number in range(1, 6)]
    assert "历年对比" not in to_html(report)


def test_the_shipped_template_has_it_behind_the_projects() -> None:
    report = build_report(UNION, is_draft=False, round=1, years=BEFORE)
    assert [annex.title for annex in report.annexes][2:4] == ["项目支出绩效自评表", "历年对比"]


def test_page_and_pdf_have_the_same_drawing_with_its_words() -> None:
    html = to_html(build_report(with_annex(), is_draft=False, round=1, years=BEFORE))
    charts = re.findall(r"<svg.*?</svg>", html, re.S)
    assert len(charts) == 3
    assert TITLE in charts[0]
    assert {color for chart in charts for color in re.findall(r'fill="(#\w+)"', chart)} == {
        "#1a4f8b", "#a9b4c0", "#000", "#595959",
    }  # fmt: skip
    assert "style=" not in html
    pdf = to_pdf(html)
    assert [str(figure)[:10] for figure in alternatives(pdf)] == [
        "全年执行数（万元）：",
        "预算执行率：2019",
        "绩效得分：2019年",
    ]
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    (last,) = [page for page in pages if "历年对比" in page and "绩效得分" in page]
    for words in ("944.70", "99.4%", "99.1%", "95.1", "未知", "系统中没有的记为未知"):
        assert words in "".join(last.split()), words


# ── Word and Excel draw it themselves ────────────────────────────────────────────────────────────────────────────


def test_word_has_the_chart_as_its_own_with_what_it_says() -> None:
    content = to_docx(build_report(with_annex(), is_draft=False, round=1, years=BEFORE))
    assert content == to_docx(build_report(with_annex(), is_draft=False, round=1, years=BEFORE))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        document = package.read("word/document.xml").decode()
        charts = [package.read(f"word/charts/chart{number}.xml").decode() for number in (1, 2, 3)]
    assert re.findall(r'descr="([^"]+?)：', document) == ["全年执行数（万元）", "预算执行率", "绩效得分"]
    assert TITLE.removeprefix("<title>").removesuffix("</title>") in document
    names = re.findall(r"<c:v>(.*?)</c:v>", re.search(r"<c:strLit>.*?</c:strLit>", charts[0])[0])
    figures = re.findall(r"<c:v>(.*?)</c:v>", re.search(r"<c:numLit>.*?</c:numLit>", charts[0])[0])
    assert names == ["2019年", "2020年（未知）", "2021年", "2022年"]
    assert figures == ["944.70", "1012.06", "1057.63"]
    assert re.findall(r'formatCode="([^"]+)" sourceLinked', charts[1])[:3] == ["0.0%"] * 3


def test_excel_draws_it_from_the_cells_of_the_table() -> None:
    content = to_xlsx(build_report(with_annex(), is_draft=False, round=1, years=BEFORE))
    assert content == to_xlsx(build_report(with_annex(), is_draft=False, round=1, years=BEFORE))
    page = load_workbook(io.BytesIO(content)).worksheets[-1]
    assert [chart.series[0].val.numRef.f for chart in page._charts] == [
        f"'{page.title}'!$C$4:$C$7", f"'{page.title}'!$D$4:$D$7", f"'{page.title}'!$E$4:$E$7",
    ]  # fmt: skip
    assert page["C4"].value == pytest.approx(944.7)
    assert page["C5"].value == "未知"
    assert [(label.idx, label.showVal) for label in page._charts[0].series[0].dLbls.dLbl] == [(1, False)]
    assert page.print_area.endswith("$11")
