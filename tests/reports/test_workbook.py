"""The workbook: one sheet for each sheet of an annex, shared columns, marks of gaps, the head that repeats."""

import io
from decimal import Decimal

from openpyxl import load_workbook

from reports.domain.assembly import build_report
from reports.domain.document import (
    GAP,
    Annex,
    Cell,
    Cover,
    CoverLine,
    Report,
    Row,
    Sheet,
    Signature,
    Table,
    say,
)
from reports.workbook import to_xlsx
from tests.factories import large_facts
from tests.reports.cases import facts_of


def opened(report):
    return load_workbook(io.BytesIO(to_xlsx(report)))


def report_of(*annexes, **more):
    return Report("题", ("题",), "某局", "", "stem", (), annexes, **more)


def cells(*words, role="text"):
    return Row(tuple(Cell((say(word),), role) for word in words))


def test_one_sheet_for_basics_and_one_for_each_sheet_of_an_annex():
    book = opened(build_report(large_facts(5, 3), is_draft=False, round=1))
    assert book.sheetnames[0] == "基本信息"
    projects = [name for name in book.sheetnames if "项目支出绩效自评表" in name]
    assert [name.split()[0].partition("-")[2] for name in projects] == ["1", "2", "3"]
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert all(book[name].page_setup.orientation == "landscape" for name in projects)


def test_tables_of_a_sheet_share_their_columns():
    tables = (
        Table("一", (30, 70), (), (cells("甲", "乙"),)),
        Table("二", (50, 50), (), (cells("丙", "丁"),), is_joined=True),
    )
    page = opened(report_of(Annex("附件", "表", False, (Sheet("", tables),)))).worksheets[1]
    assert page.max_column == 3
    assert sorted(str(each) for each in page.merged_cells.ranges) == ["A1:C1", "A2:C2", "A4:B4", "B3:C3"]
    widths = [page.column_dimensions[letter].width for letter in "ABC"]
    assert [round(Decimal(width) / sum(map(Decimal, widths)) * 100) for width in widths] == [30, 20, 50]


def test_the_head_repeats_where_it_cannot_mislead():
    def titles(*heads):
        tables = tuple(Table(str(n), (100,), head, (cells("甲"),)) for n, head in enumerate(heads))
        return (
            opened(report_of(Annex("附件", "表", True, (Sheet("", tables),)))).worksheets[1].print_title_rows
        )

    assert titles(("甲",)) == "$3:$3"
    assert titles(("甲",), ("甲",)) == "$3:$3"
    assert titles(("乙",), ("甲",), ()) == "$6:$6"  # never above the rows of another table
    assert titles(()) is None


def test_gaps_are_marked_in_a_draft_only():
    table = Table("表", (100,), (), (Row((Cell((say("完成：", GAP),)),)),))
    annex = Annex("附件", "表", False, (Sheet("", (table,)),))
    for watermark, colour in (("草稿", "00FFF4DC"), ("", "00000000")):
        report = Report("题", (), "局", watermark, "stem", (), (annex,))
        assert opened(report).worksheets[1]["A3"].fill.fgColor.rgb == colour


def test_cover_and_sheets_without_tables_come_out():
    cover = Cover(("题",), (CoverLine("填报日期", say("2023年4月6日")),), ("某局制",))
    empty = Annex("附件1", "空", False, (Sheet("", (), (say("没有内容。"),), (say("注。"),)),))
    nothing = Annex("附件2", "无", False, ())
    book = opened(report_of(empty, nothing, cover=cover, signature=Signature("某局")))
    assert book.sheetnames == ["基本信息", "附件1 空"]
    basics = [cell.value for row in book.worksheets[0].rows for cell in row if cell.value]
    assert basics == ["题", "填报日期", "2023年4月6日", "附件1　空", "附件2　无"]
    assert [cell.value for cell in book.worksheets[1]["A"]] == ["附件1", "空", "没有内容。", "注。"]


def test_zero_missing_and_not_applicable_stay_three_things():
    values = {
        cell.value
        for page in opened(build_report(facts_of("poor"), is_draft=True, round=0))
        for row in page.rows
        for cell in row
    }
    assert {0, "不适用", "未填写"} <= values


def test_the_same_report_gives_the_same_bytes():
    report = build_report(facts_of("ordinary"), is_draft=False, round=1)
    assert to_xlsx(report) == to_xlsx(report)
