"""HTML and PDF of three evaluations: golden text, no query, a tagged A4 PDF, the same bytes."""

import hashlib
import io
import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from pypdf import PdfReader
from weasyprint import HTML

from evaluations.domain.review import NO_REVIEW
from reports import rendering, typesetting
from reports.coverage import printable
from reports.domain.assembly import build_report
from reports.domain.document import Annex, Cell, Report, Row, Sheet, Table, say
from reports.fonts import chosen_fonts
from reports.line_ends import BREAK, JOINER, plain
from reports.rendering import RenderingFailed, to_html, to_pdf
from reports.typesetting import OwnFilesOnly, Page
from tests.reports.cases import FACTS, HERE, NAMES, facts_of, large, review_of, with_text
from tests.yardstick import usual_seconds

GOLDEN = HERE / "golden"
HOSTILE = "<b>粗</b>{{7*7}}{% now 'Y' %}&amp;</style><style>url(file:///etc/passwd)<script>"
A4 = (595.28, 841.89)


@pytest.fixture(autouse=True)
def _no_warnings(caplog):
    """WeasyPrint says nothing: no unknown CSS, no missing glyph, no refused address."""
    caplog.set_level(logging.WARNING, logger="weasyprint")
    logging.getLogger("weasyprint").propagate = True
    yield
    logging.getLogger("weasyprint").propagate = False
    assert [record.getMessage() for record in caplog.records if record.name.startswith("weasyprint")] == []


def html_of(facts, is_draft=False, review=NO_REVIEW):
    return to_html(build_report(facts, is_draft=is_draft, round=0 if is_draft else 1, review=review))


def pdf_of(facts, is_draft=False):
    return PdfReader(io.BytesIO(to_pdf(html_of(facts, is_draft))))


def text_of(reader):
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def comparable(html):
    """Without this machine's path and without the blank lines templates leave."""
    lines = html.replace(Path(settings.BASE_DIR).as_uri(), "file:///huadu").splitlines()
    return "\n".join(line.strip() for line in lines if line.strip()) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_golden_html(name):
    """After an intended change, write the new files: python -m tests.reports.golden"""
    made = comparable(html_of(facts_of(name), is_draft=name != "ordinary"))
    assert made == (GOLDEN / f"{name}.html").read_text("utf-8")


def test_golden_html_with_reviewed_scores():
    """The same evaluation with three scores of finance: the columns, the sums and the reasons."""
    made = comparable(html_of(facts_of("ordinary"), review=review_of("ordinary")))
    assert made == (GOLDEN / "reviewed.html").read_text("utf-8")


def test_pdf_with_reviewed_scores_has_them_beside_the_own_ones():
    html = html_of(facts_of("ordinary"), review=review_of("ordinary"))
    text = text_of(PdfReader(io.BytesIO(to_pdf(html))))
    for words in (
        "绩效得分96分", "经财政部门核查，核定得分94分，等级为优。核查意见3条，见附件1。",
        "（100分，自评得分96，核查得分94）", "等级：自评优，核查优", "花财绩〔2023〕5号附件2第（三）条", "核定得分95分，等级为优",
    ):  # fmt: skip
        assert words in text


@pytest.mark.django_db
def test_rendering_makes_no_query(django_assert_num_queries):
    facts = facts_of("ordinary")
    with django_assert_num_queries(0):
        html_of(facts)
    with django_assert_num_queries(0):
        html_of(facts, review=review_of("ordinary"))


@pytest.mark.parametrize("name", NAMES)
def test_pages_are_a4_and_tables_lie_landscape(name):
    pages = pdf_of(facts_of(name), is_draft=True).pages
    sizes = {tuple(round(float(side), 2) for side in page.mediabox[2:]) for page in pages}
    assert sizes == {A4, A4[::-1]}


def test_pdf_is_tagged_titled_and_bookmarked():
    reader = pdf_of(facts_of("ordinary"))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "zh-CN"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert reader.metadata.title == "广州市花都区总工会2022年部门整体支出绩效自评报告"
    assert reader.metadata.author == "广州市花都区总工会"
    names = [item.title for item in _flat(reader.outline)]
    assert names[:3] == ["广州市花都区总工会2022年部门整体支出绩效自评报告", "一、基本情况", "（一）部门概况"]
    assert "附件1 部门整体支出绩效指标评分表" in names


def test_pdf_has_the_figures_and_page_numbers():
    reader = pdf_of(facts_of("ordinary"))
    text = text_of(reader)
    figures = ("1,057.63万元", "执行率100.0%", "得分96分", "等级为优", "106名劳模", "≥6,000人")
    for words in figures:
        assert words in text
    for number, page in enumerate(reader.pages, start=1):
        assert f"—{number}—" in "".join(page.extract_text().split())
    assert "草稿" not in text
    assert "未填写" not in text


def test_a_draft_has_the_watermark_on_every_page_and_marks_gaps():
    reader = pdf_of(facts_of("empty"), is_draft=True)
    assert all("草稿" in page.extract_text() for page in reader.pages)
    html = html_of(facts_of("empty"), is_draft=True)
    assert '<mark class="report-gap">未填写</mark>' in html


def test_zero_missing_and_not_applicable_are_three_things_in_the_pdf():
    text = text_of(pdf_of(facts_of("poor")))
    assert "政府性基金预算支出0万元" in text
    assert "其他资金支出不适用" in text
    assert "执行率偏低原因：未填写" in text
    assert "预算为零，不计算执行率" in text


def test_rare_characters_come_out():
    text = text_of(pdf_of(facts_of("poor")))
    assert "犇堃镕喆玥中心" in text
    assert "1,200㎡" in text


def test_all_fonts_are_embedded_and_none_is_type_3():
    fonts = list(_fonts(pdf_of(facts_of("poor"), is_draft=True)))
    assert len(fonts) >= 4
    for font in fonts:
        assert font["/Subtype"] == "/Type0"
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert "/FontFile3" in descriptor or "/FontFile2" in descriptor


def test_a_full_page_has_22_lines_and_a_full_line_28_characters():
    facts = facts_of("empty")
    work = facts.work.model_copy(update={"overview": "字" * 28 * 70})
    page = pdf_of(facts.model_copy(update={"work": work})).pages[1]
    lines = [line for line in page.extract_text().splitlines() if set(line.strip()) == {"字"}]
    assert [len(line.strip()) for line in lines] == [28] * 22


def test_the_same_report_gives_the_same_bytes():
    html = html_of(facts_of("ordinary"))
    assert to_pdf(html) == to_pdf(html)


def test_another_process_gives_the_same_bytes(tmp_path):
    made = tmp_path / "made.pdf"
    command = [sys.executable, "manage.py", "render_report", str(FACTS / "ordinary.json"), "--round", "1"]
    subprocess.run([*command, "-o", str(made)], cwd=settings.BASE_DIR, check=True, capture_output=True)
    ours = to_pdf(html_of(facts_of("ordinary")))
    assert hashlib.sha256(made.read_bytes()).hexdigest() == hashlib.sha256(ours).hexdigest()


def test_hostile_text_appears_as_it_was_typed():
    facts = with_text(HOSTILE)
    html = html_of(facts)
    for tag in ("<b>", "<script>", "file:///etc/passwd)<"):
        assert tag not in html
    text = text_of(PdfReader(io.BytesIO(to_pdf(html))))
    assert "<b>粗</b>{{7*7}}{%now'Y'%}&amp;</style><style>url(file:///etc/passwd)<script>" in text
    assert "root:" not in text


ODD = {
    "control": "甲\x00\x07\x1b[31m乙",
    "direction": "甲\u202e54321\u202c乙 שלום עולם",
    "emoji": "甲😀👩‍👩‍👧🏳️‍🌈乙",
    "entities": "&lt;b&gt; &#x41; &nbsp; ]]> <!-- --> <?php ?>",
    "css": "}</style> .report{display:none} @import url(file:///etc/passwd); url('http://127.0.0.1/')",
    "combining": "甲" + "\u0301" * 150 + "乙",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_text_is_plain_text(text):
    """Everything visible comes out as it was typed, 〓 for what no font has, and nothing without a glyph."""
    made = text_of(PdfReader(io.BytesIO(to_pdf(html_of(with_text(text))))))
    shown = "".join(printable(text, chosen_fonts()).split())
    assert shown in made
    assert "root:" not in made


ENDLESS = {
    "a paragraph of 200,000 characters": lambda: with_overview("绩效评价，" * 40000),
    "a word of 50,000 letters": lambda: with_overview("a" * 50000),
    "50,000 marks": lambda: with_overview("）" * 50000),
    "a cell of one word": lambda: with_reason("a" * 20000),
    "20,000 emoji": lambda: with_overview("😀" * 20000),
}


@pytest.mark.parametrize("facts", ENDLESS.values(), ids=ENDLESS)
def test_endless_text_takes_seconds_or_is_refused(facts):
    """Forms stop far earlier; facts files do not."""
    html = html_of(facts())

    def printed() -> None:
        assert to_pdf(html).startswith(b"%PDF")

    assert usual_seconds(printed) < 30


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (lambda: with_reason("很长的说明，" * 40000), r"最长的一段有 2400\d\d 字，开头是“.{20}”。缩短这一段"),
        (lambda: with_overview("很长的说明，" * 100000), r"最长的一段有 600000 字，开头是“很长的说明，很长"),
        (lambda: with_overview("一段\n" * 20000), r"共有 20\d\d\d 个段落和单元格。合并或减少条目。"),
    ],
)
def test_what_would_take_minutes_is_refused_at_once(facts, words):
    html = html_of(facts())

    def refused() -> None:
        with pytest.raises(
            RenderingFailed, match=r"没有生成 PDF：报告约 \d+ 页，超过 363 页的上限"
        ) as refusal:
            to_pdf(html)
        assert re.search(words, str(refusal.value))

    assert usual_seconds(refused) < 3


def with_overview(text):
    facts = facts_of("ordinary")
    return facts.model_copy(update={"work": facts.work.model_copy(update={"overview": text})})


def with_reason(text):
    facts = facts_of("ordinary")
    last = facts.indicators[-1].model_copy(update={"deduction_reason": text})
    return facts.model_copy(update={"indicators": (*facts.indicators[:-1], last)})


def test_the_page_is_well_formed_and_reads_as_a_browser_would():
    """The PDF is made from it by an XML parser; the HTML parser of WeasyPrint must give the same pages."""
    html = html_of(with_text("<b>&amp;“甲”</b>"))
    ours = Page(html)
    theirs = HTML(string=html, base_url="report:/", url_fetcher=OwnFilesOnly({}))
    assert [e.tag for e in ours.etree_element.iter() if e.tag != "link"] == [
        e.tag for e in theirs.etree_element.iter() if e.tag != "link"
    ]
    text = "".join("".join(ours.etree_element.itertext()).split())
    assert plain(text) == "".join("".join(theirs.etree_element.itertext()).split())


def test_nothing_of_the_joiners_is_in_what_people_copy():
    text = "".join(page.extract_text() for page in pdf_of(facts_of("poor")).pages)
    assert JOINER not in text
    assert BREAK not in text


@pytest.mark.parametrize("variant", ["pdf/a-2a", "pdf/a-3a"])
def test_an_archive_can_have_pdf_a(settings, variant):
    settings.REPORT_PDF_VARIANT = variant
    html = html_of(facts_of("ordinary"))
    made = to_pdf(html)
    root = PdfReader(io.BytesIO(made)).trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert f'pdfaid:part="{variant[6]}" pdfaid:conformance="A"' in metadata
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/OutputIntents"][0]["/DestOutputProfile"]
    assert made == to_pdf(html)


def test_an_unknown_kind_of_pdf_is_said_at_the_start(settings):
    assert [fault for fault in run_checks() if fault.id == "reports.E001"] == []
    settings.REPORT_PDF_VARIANT = "pdf/a-9z"
    assert [fault.msg for fault in run_checks() if fault.id == "reports.E001"] == [
        "REPORT_PDF_VARIANT 是“pdf/a-9z”，应为 pdf/ua-1、pdf/a-2a、pdf/a-3a 之一。"
    ]


def test_a_cell_of_20000_characters_takes_seconds_not_minutes():
    facts = facts_of("ordinary")
    last = facts.indicators[-1].model_copy(update={"deduction_reason": "很长的说明，" * 3334})
    html = html_of(facts.model_copy(update={"indicators": (*facts.indicators[:-1], last)}))
    made: list[bytes] = []
    assert usual_seconds(lambda: made.append(to_pdf(html))) < 10
    assert (
        text_of(PdfReader(io.BytesIO(made[0]))).count("很") == 2 * 3334
    )  # in two annexes; a phrase may run over a page


def test_many_indicators_come_out():
    text = text_of(pdf_of(large(60)))
    assert all(f"劳模满意度{number}" in text for number in range(60))


def test_a_broken_layout_is_a_chinese_sentence(monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise RecursionError

    monkeypatch.setattr(typesetting.Page, "render", fail)
    with pytest.raises(RenderingFailed, match="没有生成 PDF：报告内容排版失败"):
        to_pdf(html_of(facts_of("empty")))


def test_unreadable_fonts_are_a_chinese_sentence(monkeypatch):
    def fail(fonts, sheets):
        raise PermissionError("font")

    monkeypatch.setattr(typesetting, "_styles", fail)
    with pytest.raises(RenderingFailed, match="没有生成 PDF：读不到报告的字体或样式文件"):
        to_pdf(html_of(facts_of("empty")))


def test_a_missing_stylesheet_is_a_chinese_sentence(monkeypatch):
    monkeypatch.setattr(rendering, "STYLESHEETS", ("css/absent.css",))
    with pytest.raises(RenderingFailed, match=r"缺少样式文件 css/absent\.css"):
        to_html(build_report(facts_of("empty"), is_draft=True, round=0))


@pytest.mark.parametrize("name", NAMES)
def test_every_table_is_of_fixed_layout(name):
    css = (settings.BASE_DIR / "static/css/report.css").read_text("utf-8")
    rule = re.search(r"^\.report-table \{([^}]*)\}", css, re.M)
    assert rule
    assert "table-layout: fixed" in rule[1]
    assert "width: 100%" in rule[1]
    html = html_of(facts_of(name))
    tables = re.findall(r"<table([^>]*)>(.*?)</colgroup>", html, re.S)
    assert len(tables) == html.count("<table")
    for attributes, columns in tables:
        assert 'class="report-table' in attributes
        widths = re.findall(r'<col class="w(\d+)"/>', columns)
        assert sum(map(int, widths)) == 100
        assert all(f".report-table .w{width} {{ width: {width}%; }}" in css for width in widths)


def test_html_has_no_inline_style_and_no_script():
    html = html_of(facts_of("poor"), is_draft=True)
    assert "style=" not in html
    assert "<script" not in html
    assert "<style" not in html


def _flat(outline):
    for item in outline:
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield item


def _fonts(reader):
    seen = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            reference = font.get_object()["/BaseFont"]
            if reference not in seen:
                seen.add(reference)
                yield font.get_object()


def pages_with_rows(count: int, *more: Table) -> list[list[str]]:
    """The first words of every line, page by page, of a table so long that the block ends below its first rows."""
    above = tuple(say("上文。") for _ in range(count))
    rows = tuple(Row((Cell((say(f"行{order}"),)), Cell((say("值"),)))) for order in range(1, 5))
    sheet = Sheet("", (Table("表", (50, 50), ("名", "数"), rows), *more), above)
    report = Report("题", ("题",), "某局", "", "stem", (), (Annex("附件", "表", False, (sheet,)),))
    pages = PdfReader(io.BytesIO(to_pdf(to_html(report)))).pages[1:]
    return [re.findall(r"行\d|合计", page.extract_text()) for page in pages]


def test_no_row_of_a_table_stands_alone_on_a_page() -> None:
    """Wherever the page ends: not the first one below the head, not the last one on the next page."""
    parted = [pages for count in range(20, 28) if len(pages := pages_with_rows(count)) == 2]
    ends = {(len(first), len(second)) for first, second in parted}
    assert (2, 2) in ends
    assert not {(1, 3), (3, 1)} & ends


def test_a_total_takes_the_last_row_with_it() -> None:
    total = Table("合计", (50, 50), (), (Row((Cell((say("合计"),)), Cell((say("9"),)))),), is_joined=True)
    parted = [pages for count in range(20, 28) if len(pages := pages_with_rows(count, total)) == 2]
    assert parted
    assert all(second[:1] != ["合计"] for _, second in parted)


def test_lines_that_tell_a_part_of_another_stand_further_in() -> None:
    """Ideographic spaces before 其中 are words of the report, not white space of the template."""
    page = Page(to_html(build_report(facts_of("ordinary"), is_draft=False, round=1)))
    items = [cell.text for cell in page.etree_element.iter("th") if cell.get("class") == "report-item"]
    assert "　其中：人员经费" in items
    assert "　　　　公用经费" in items
