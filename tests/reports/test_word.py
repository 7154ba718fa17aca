"""The Word file as other programs read it: styles and faces, the page of GB/T 9704, tables, the mark of a draft, its bytes."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from pypdf import PdfReader

from evaluations.actions.reference import FOLDER as REFERENCE
from evaluations.actions.reference import template_in
from huadu_perf.lib.office_files import EPOCH
from reports.domain.assembly import build_report
from reports.domain.document import (
    GAP,
    Annex,
    Bar,
    Cell,
    Chapter,
    Chart,
    Cover,
    CoverLine,
    Part,
    Report,
    Row,
    Sheet,
    Signature,
    Table,
    say,
)
from reports.fonts import chosen_fonts
from reports.rendering import to_html, to_pdf
from reports.word import to_docx
from reports.word.signature import name_starts_at
from tests.factories import large_facts, union_facts
from tests.reports.cases import facts_of
from tests.reports.formats import docx_words

FACES = {
    "Title": "方正小标宋简体", "heading 1": "黑体", "heading 2": "楷体_GB2312", "heading 3": "仿宋_GB2312",
    "Normal": "仿宋_GB2312", "Body Text": "仿宋_GB2312", "caption": "黑体", "footer": "宋体",
}  # fmt: skip


def report_of(name="ordinary", is_draft=False):
    return build_report(facts_of(name), is_draft=is_draft, round=0 if is_draft else 1)


def full_report(**changes):
    """Everything a report may have, in few words."""
    table = Table("表", (50, 50), ("甲", "乙"), (Row((Cell((say("一"),)), Cell((say("1"),), "figure"))),))
    bar = Chart("图", (Bar("执行率", None, "—"),))
    report = Report(
        title="某局2022年自评报告",
        title_lines=("某局2022年", "自评报告"),
        department="某局",
        watermark="草稿",
        file_stem="某局",
        chapters=(Chapter("一、情况", (Part("（一）概况", (say("正文：", GAP),)),)),),
        annexes=(
            Annex("附件1", "宽表", True, (Sheet("", (table,), (say("上"),), (say("下"),), (bar,)), Sheet("二", (table,)))),
            Annex("附件2", "窄表", False, (Sheet("", ()),)),
        ),
        cover=Cover(("某局", "自评报告"), (CoverLine("评价年度", say("2022年")), CoverLine("填报日期", say(GAP))), ("某局制",)),
        opening=(say("根据通知开展自评。"),),
        signature=Signature("某局", date(2023, 4, 6)),
    )  # fmt: skip
    return replace(report, **changes)


def opened(report):
    return Document(io.BytesIO(to_docx(report)))


def parts(report):
    with zipfile.ZipFile(io.BytesIO(to_docx(report))) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


# ── styles ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_style_and_the_defaults_name_an_east_asian_face():
    """Nothing is left to the theme, where Word would look for ＭＳ 明朝 (python-docx 1601)."""
    made = parts(full_report())
    styles = opened(full_report()).styles.element
    for element in (*styles.iter(qn("w:style")), styles.find(qn("w:docDefaults"))):
        if element.get(qn("w:styleId")) in ("DefaultParagraphFont", "NoList"):
            continue
        fonts = next(element.iter(qn("w:rFonts")))
        assert fonts.get(qn("w:eastAsia")), element.get(qn("w:styleId"))
        assert fonts.get(qn("w:ascii"))
        assert fonts.get(qn("w:eastAsiaTheme")) is None
    assert not any(word in text for text in made.values() for word in ("明朝", "ゴシック", "Jpan", "ja-JP"))
    assert 'w:eastAsia="zh-CN"' in made["word/settings.xml"]


def test_levels_have_the_faces_and_sizes_of_the_page_format():
    styles = {
        style.element.find(qn("w:name")).get(qn("w:val")): style for style in opened(full_report()).styles
    }
    for name, face in FACES.items():
        fonts = styles[name].element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) == face
    sizes = {name: styles[name].font.size for name in ("Normal", "heading 1", "Title", "footer")}
    assert sizes == {"Normal": Pt(16), "heading 1": Pt(16), "Title": Pt(22), "footer": Pt(14)}
    assert styles["Normal"].paragraph_format.line_spacing == Pt(28.95)
    indent = styles["Body Text"].element.pPr.find(qn("w:ind"))
    assert indent.get(qn("w:firstLineChars")) == "200"


def test_headings_are_real_and_lead_through_the_document():
    headed = [
        (p.style.name, p.text) for p in opened(report_of()).paragraphs if p.style.name.startswith("Heading")
    ]
    assert headed[:2] == [("Heading 1", "一、基本情况"), ("Heading 2", "（一）部门概况")]
    levels = {
        style.style_id: style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val"))
        for style in opened(report_of()).styles
        if style.element.find(qn("w:pPr")) is not None
        and style.element.pPr.find(qn("w:outlineLvl")) is not None
    }
    assert levels == {"Heading1": "0", "Heading2": "1", "Heading3": "2", "AnnexMark": "0", "AnnexTitle": "1"}


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_pages_are_those_of_gb_t_9704():
    cover, text, wide, upright = opened(full_report()).sections
    for section in (cover, text, upright):
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(edge.mm, 1) for edge in edges] == [37.0, 35.0, 28.0, 26.0]
    assert wide.orientation == WD_ORIENT.LANDSCAPE
    assert [
        round(edge.mm) for edge in (wide.top_margin, wide.right_margin, wide.bottom_margin, wide.left_margin)
    ] == [28, 37, 26, 35]
    grid = text._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    lines, pitch = (
        Mm(225).pt / (int(grid.get(qn("w:linePitch"))) / 20),
        16 + int(grid.get(qn("w:charSpace"))) / 4096,
    )
    assert int(lines) == 22
    assert Mm(156).pt / pitch == pytest.approx(28, abs=0.01)


def test_numbers_stand_outside_odd_right_even_left_and_none_on_the_cover():
    document = opened(full_report())
    cover, text, wide, _ = document.sections
    assert document.settings.odd_and_even_pages_header_footer
    odd, even = text.footer.paragraphs[0], text.even_page_footer.paragraphs[0]
    assert tuple("".join(t.text for t in p._p.iter(qn("w:t"))) for p in (odd, even)) == ("— 1 —", "— 1 —")
    assert [p._p.pPr.find(qn("w:jc")).get(qn("w:val")) for p in (odd, even)] == ["right", "left"]
    assert odd._p.find(qn("w:fldSimple")).get(qn("w:instr")).strip() == "PAGE"
    assert "".join(t.text or "" for t in cover.footer._element.iter(qn("w:t"))) == ""
    turned = next(wide.header._element.iter("{urn:schemas-microsoft-com:vml}textbox"))
    assert turned.get("style") == "layout-flow:vertical"
    start = text._sectPr.find(qn("w:pgNumType"))
    assert start.get(qn("w:start")) == "1"
    assert text._sectPr.find(qn("w:type")).get(qn("w:val")) == "oddPage"


def test_only_a_draft_has_the_watermark_on_every_kind_of_page():
    draft = parts(full_report())
    headers = [text for name, text in draft.items() if name.startswith("word/header")]
    assert len(headers) == 4
    assert all('string="草稿"' in text for text in headers)
    assert not any("PowerPlusWaterMark" in text for text in parts(full_report(watermark="")).values())


def test_a_missing_value_is_marked_in_a_draft_only():
    marked = [
        run.text for p in opened(full_report()).paragraphs for run in p.runs if run.style.name == "待填"
    ]
    assert marked == ["未填写"]
    assert "Missing" not in parts(full_report(watermark=""))["word/document.xml"]


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_tables_are_fixed_as_wide_as_the_block_and_repeat_their_heads():
    for table in opened(report_of()).tables:
        assert table.autofit is False
        assert table.style.name == "自评表"
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert sum(widths) in (8845, 12756)
        for row in table.rows:
            assert sum(int(tc.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for tc in row._tr.tc_lst) == sum(widths)
    heads = [
        table.rows[0]._tr for table in opened(report_of()).tables if "三级指标" in table.rows[0].cells[0].text
    ]
    assert heads
    assert all(head.trPr.find(qn("w:tblHeader")) is not None for head in heads)


def test_rows_stay_whole_unless_they_are_longer_than_half_a_page():
    def splits(text):
        table = Table("表", (50, 50), (), (Row((Cell((say(text),)), Cell((say("乙"),)))),))
        report = full_report(annexes=(Annex("附件", "表", False, (Sheet("", (table,)),)),))
        return opened(report).tables[-1].rows[0]._tr.trPr.find(qn("w:cantSplit")) is None

    assert not splits("短")
    assert splits("很长的说明，" * 400)


def test_no_row_is_left_alone_and_totals_stay_with_what_they_add_up():
    """As in the PDF: the first row stays with the second, the last with the one before it, a total with the last."""

    def kept(*tables):
        report = full_report(annexes=(Annex("附件", "表", False, (Sheet("", tables),)),))
        first = opened(report).tables[-len(tables)]
        return [row.cells[0].paragraphs[0].paragraph_format.keep_with_next is True for row in first.rows]

    rows = tuple(Row((Cell((say(str(order)),)), Cell((say("乙"),)))) for order in range(5))
    table, total = Table("表", (50, 50), (), rows), Table("合计", (50, 50), (), rows[:1], is_joined=True)
    joined = replace(total, head=("甲", "乙"))
    assert kept(table) == [True, False, False, True, False]
    assert kept(table, joined) == [True, False, False, True, False]
    assert kept(table, total) == [True, False, False, False, True]
    assert kept(replace(table, rows=rows[:1])) == [False]


def test_a_row_with_too_many_cells_loses_none():
    table = Table("表", (50, 50), (), (Row(tuple(Cell((say(word),)) for word in "甲乙丙")),))
    report = full_report(annexes=(Annex("附件", "表", False, (Sheet("", (table,)),)),))
    assert "".join(docx_words(to_docx(report))).endswith("甲乙丙")


# ── signature and cover ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("issuer", "dated", "starts"),
    [
        ("广州市花都区总工会", date(2023, 4, 6), 17),  # nine characters, two from the edge
        ("某局", date(2023, 4, 6), 18),  # the date, six wide, is longer: it ends two from the edge
        ("某" * 40, date(2023, 4, 6), 0),
        ("某局", None, 24),
    ],
)
def test_name_and_date_stand_by_the_rule(issuer, dated, starts):
    assert name_starts_at(Signature(issuer, dated)) == starts


def test_the_signature_stays_with_the_text():
    paragraphs = opened(full_report(annexes=())).paragraphs
    text, name, day = (
        next(p for p in paragraphs if p.text.startswith(words)) for words in ("正文", "某局", "2023年4月6日")
    )
    del name  # the cover begins with it too
    assert text.paragraph_format.keep_with_next
    assert day.style.name == "Date"
    assert int(day._p.pPr.find(qn("w:ind")).get(qn("w:leftChars"))) == 2000


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_report_gives_the_same_bytes_without_a_date():
    first, second = to_docx(full_report()), to_docx(full_report())
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {EPOCH}
        assert b"dcterms" not in package.read("docProps/core.xml").replace(b"xmlns:dcterms", b"")


def test_the_file_says_whose_it_is():
    core = opened(report_of()).core_properties
    assert (core.title, core.author, core.language) == (
        "广州市花都区总工会2022年部门整体支出绩效自评报告", "广州市花都区总工会", "zh-CN",
    )  # fmt: skip


def test_a_report_of_next_to_nothing_is_a_document():
    bare = Report("题", (), "", "", "stem", (), ())
    assert "".join(docx_words(to_docx(bare))) == "题"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["ordinary", "poor", "demo", "covered", "large"])
def test_libreoffice_opens_it_and_sets_as_many_pages_as_the_pdf(name, tmp_path):
    """Page by page the same sheets, upright or wide: tables that close up part over a page in both."""
    report = printed(name)
    (tmp_path / "report.docx").write_bytes(to_docx(report))
    content = converted(tmp_path, "report.docx")
    made = PdfReader(io.BytesIO(content))
    assert sheets_of(made) == sheets_of(PdfReader(io.BytesIO(to_pdf(to_html(report)))))
    if report.cover is not None:
        return  # its numbers begin on the third sheet
    assert made.pages[0].extract_text().split()[0].startswith("广州市花都区")
    assert lines_of_body(content, 2) >= 20
    # The dashes lie 7 mm below the block (262 mm), one character of 14 pt in: right on odd pages, left on even ones.
    for page, (left, right) in enumerate(((None, 184 - 4.94), (28 + 4.94, None)), start=1):
        dashes = [box for word, *box in words_of(content, page) if word == "—" and box[1] > 262]
        assert [(top + bottom) / 2 for _, top, _, bottom in dashes] == pytest.approx([269, 269], abs=0.5)
        assert left is None or min(box[0] for box in dashes) == pytest.approx(left, abs=0.5)
        assert right is None or max(box[2] for box in dashes) == pytest.approx(right, abs=0.5)


def printed(name):
    """The reports that are laid out: of the fixtures, of the demo, with a cover, of a large department."""
    if name in ("ordinary", "poor"):
        return report_of(name, is_draft=name == "poor")
    facts = large_facts(60, projects=20) if name == "large" else union_facts()
    if name == "covered":
        template = template_in(REFERENCE / "report_templates" / "hunan-form.txt")
        facts = facts.model_copy(
            update={"campaign": facts.campaign.model_copy(update={"template": template})}
        )
    return build_report(facts, is_draft=False, round=1, dated=date(2023, 4, 6))


def sheets_of(document):
    """Of every page whether it is wide."""
    return [page.mediabox.width > page.mediabox.height for page in document.pages]


def words_of(content, page):
    """The words of a page with their boxes in mm: left, top, right, bottom."""
    command = ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), "-", "-"]
    made = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    pattern = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
    for *box, word in re.findall(pattern, made):
        yield word, *(float(edge) * 25.4 / 72 for edge in box)


def lines_of_body(content, page):
    """How many lines stand in the block of a page."""
    return len(
        {round((top + bottom) / 2) for _, _, top, _, bottom in words_of(content, page) if bottom < 263}
    )


FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{folders}{aliases}</fontconfig>"""


def converted(folder: Path, name: str) -> bytes:
    """What LibreOffice makes of a file, in a home of its own, with the faces of the PDF for those an office has."""
    fonts = folder / "fonts.conf"
    folders = "".join(f"<dir>{path}</dir>" for path in {font.path.parent for font in chosen_fonts()})
    stand_ins = (("仿宋_GB2312", "FandolFang"), ("楷体_GB2312", "FandolKai"), ("黑体", "FandolHei"), ("宋体", "FandolSong"), ("方正小标宋简体", "FandolSong"), ("Times New Roman", "FandolSong"))  # fmt: skip
    aliases = "".join(
        f'<alias binding="same"><family>{face}</family><prefer><family>{other}</family><family>Noto Serif SC</family></prefer></alias>'
        for face, other in stand_ins
    )
    fonts.write_text(FONTS.format(folders=folders, aliases=aliases), "utf-8")
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}',
        "--outdir",
        str(folder),
        str(folder / name),
    ]
    environment = {**os.environ, "HOME": str(folder), "FONTCONFIG_FILE": str(fonts)}
    subprocess.run(command, check=True, capture_output=True, timeout=120, env=environment)
    return (folder / name).with_suffix(".pdf").read_bytes()
