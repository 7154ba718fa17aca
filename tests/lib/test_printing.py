"""Forms as Excel files: names of sheets, typed numbers, pages, text of any length, text that stays text, fixed bytes."""

import io
import zipfile
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from huadu_perf.lib.workbooks.printing import LINES, About, Field, Form, Look, write_forms

ABOUT = About("报告", "某局")
WIDTHS = (Decimal(20), Decimal(30))


def opened(*forms, about=ABOUT):
    return load_workbook(io.BytesIO(write_forms(forms, about)))


def form(*rows, name="表", **more):
    return Form(name, WIDTHS, rows, **more)


def field(text, look=None, **more):
    return Field(0, 1, text, look or Look(), **more)


def test_names_of_sheets_are_allowed_short_and_each_once():
    names = [
        "附件1 评分表",
        "附件1 评分表",
        "a/b\\c:d*e?f[g]",
        "'引号'",
        "很" * 40,
        "很" * 40,
        "𠮷" * 20,
        "",
        "ABC",
        "abc",
    ]
    made = opened(*(form(name=name) for name in names)).sheetnames
    assert made[:4] == ["附件1 评分表", "附件1 评分表（2）", "abcdefg", "引号"]
    assert made[4:6] == ["很" * 31, "很" * 28 + "（2）"]
    assert made[6:] == ["𠮷" * 15, "表", "ABC", "abc（2）"]


def test_a_number_is_a_number_with_its_format():
    cell = opened(form((field("1,057.63", value=Decimal("1057.63"), format="#,##0.00"),))).worksheets[0]["A1"]
    assert (cell.value, cell.data_type, cell.number_format) == (1057.63, "n", "#,##0.00")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝"])
def test_what_begins_like_a_formula_is_text_for_good(start):
    cell = opened(form((field(f"{start}1+1"),))).worksheets[0]["A1"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (f"{start}1+1", "s", True)


def test_characters_that_xml_refuses_and_excels_own_escapes():
    content = write_forms([form((field("甲\x01\ud800_x0041_"),))], ABOUT)
    assert load_workbook(io.BytesIO(content)).worksheets[0]["A1"].value == "甲��_x005F_x0041_"


def test_long_text_runs_on_in_rows_below_and_numbers_stand_once():
    text = "很长的说明。\n" * 5000
    row = (field(text), Field(1, 2, "7", Look(), Decimal(7)))
    page = opened(form(row)).worksheets[0]
    texts = [cell.value for cell in page["A"]]
    assert "".join(texts).replace("\n", "") == text.replace("\n", "")
    assert page.max_row == -(-5000 // LINES)
    assert max(map(len, texts)) < 32767
    assert max(each.height for each in page.row_dimensions.values()) <= 409
    assert [cell.value for cell in page["B"]] == [7] + [None] * (page.max_row - 1)


def test_a_word_without_end_is_broken():
    page = opened(form((field("a" * 40000),))).worksheets[0]
    assert sum(len(cell.value) for cell in page["A"]) == 40000


def test_fields_over_several_columns_are_merged_with_their_borders():
    page = opened(form((Field(0, 2, "标题", Look()),))).worksheets[0]
    assert [str(each) for each in page.merged_cells.ranges] == ["A1:B1"]
    with zipfile.ZipFile(io.BytesIO(write_forms([form((Field(0, 2, "标题", Look()),))], ABOUT))) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count('s="') >= 2  # both cells carry the style, or half of the border is lost


def test_pages_are_a4_as_wide_as_the_paper_with_head_area_and_number():
    rows = [(field("标题"),), (field("表头"),), (field("行"),)]
    wide, upright = opened(
        form(*rows, is_wide=True, head=1), form(*rows, name="二"), about=About("题", "局", "草稿")
    ).worksheets
    assert (wide.page_setup.orientation, upright.page_setup.orientation) == ("landscape", "portrait")
    assert (wide.page_setup.paperSize, wide.page_setup.fitToWidth, wide.page_setup.fitToHeight) == (9, 1, 0)
    assert wide.sheet_properties.pageSetUpPr.fitToPage
    assert wide.print_area == "'表'!$A$1:$B$3"
    assert wide.print_title_rows == "$2:$2"
    assert upright.print_title_rows is None
    assert (wide.oddFooter.right.text, wide.evenFooter.left.text) == ("— &P —", "— &P —")
    assert wide.oddHeader.center.text == "草稿"


def test_the_same_forms_give_the_same_bytes_without_a_date():
    first, second = (write_forms([form((field("甲"),))], ABOUT) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}
        assert b"dcterms:modified" not in package.read("docProps/core.xml")
