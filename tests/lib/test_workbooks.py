"""Excel out and in: typed numbers, text that stays text, every problem at once, and files of ill will."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from huadu_perf.lib import box_script
from huadu_perf.lib.boxes import BoxRefused
from huadu_perf.lib.values import NOT_APPLICABLE
from huadu_perf.lib.workbooks import box, marking
from huadu_perf.lib.workbooks.columns import Cell, Column, Kind, NotReadable, Problem, Sheet, read, written
from huadu_perf.lib.workbooks.reading import (
    DAMAGED,
    MAX_BYTES,
    Reading,
    WorkbookRefused,
    mark_problems,
    open_cells,
    read_workbook,
)
from huadu_perf.lib.workbooks.writing import write_workbook

TABLE = Sheet(
    "明细",
    (
        Column("名称", "name", needed=True, longest=100),
        Column("金额", "amount", Kind.NUMBER),
        Column("人数", "people", Kind.COUNT),
        Column("比例", "rate", Kind.SHARE),
        Column("状态", "state", Kind.CHOICE, {"在用": "used", "停用": "off"}),
        Column("要点", "points", write="、".join, read=lambda text: tuple(text.split("、")) if text else ()),
    ),
)
CARD = Sheet(
    "概况",
    (Column("单位", "unit", needed=True, note="全称"), Column("年度", "year", Kind.COUNT)),
    upright=True,
)
ROW = {
    "name": "甲", "amount": Decimal("1057.63"), "people": 3, "rate": Decimal("0.995"), "state": "off", "points": ("一", "二"),
}  # fmt: skip


def values(content: bytes, sheet: Sheet = TABLE) -> list[dict[str, Any]]:
    reading = read_workbook(content, [sheet])
    assert reading.problems == []
    return [dict(row.values) for row in reading.rows[sheet.title]]


def edited(
    *rows: tuple[Any, ...], head: tuple[str, ...] = tuple(column.header for column in TABLE.columns)
) -> bytes:
    """What somebody made of the table in Excel."""
    book = Workbook()
    page = book.active
    page.title = "明细"
    for row in (head, *rows):
        page.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def problems(content: bytes, *sheets: Sheet) -> list[str]:
    return [str(problem) for problem in read_workbook(content, sheets or (TABLE,)).problems]


# ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_written_is_read_again():
    empty = dict.fromkeys(ROW) | {"name": "乙", "points": ()}
    assert values(write_workbook([(TABLE, [ROW, empty])])) == [ROW, empty]
    card = {"unit": "花都区总工会", "year": 2022}
    assert values(write_workbook([(CARD, [card])]), CARD) == [card]


def test_numbers_are_numbers_choices_have_lists_and_heads_are_locked():
    page = load_workbook(io.BytesIO(write_workbook([(TABLE, [ROW])])))["明细"]
    assert [cell.data_type for cell in page[2]] == ["s", "n", "n", "n", "s", "s"]
    assert (page["B2"].value, page["D2"].value, page["D2"].number_format) == (1057.63, 0.995, "0.00%")
    assert page["E2"].value == "停用"
    assert page.protection.sheet and not page.protection.insertRows and not page.protection.deleteRows
    assert (
        page["A1"].protection.locked
        and not page["A2"].protection.locked
        and not page["F90"].protection.locked
    )
    (offer,) = page.data_validations.dataValidation
    assert (offer.formula1, str(offer.sqref), offer.error) == ('"在用,停用"', "E2:E102", "请从下拉列表中选择")
    assert (page.freeze_panes, page.print_title_rows) == ("A2", "$1:$1")


def test_long_lists_of_choices_stand_in_a_hidden_sheet():
    choices = {f"第{number}个很长的单位名称": number for number in range(60)}
    sheet = Sheet(
        "明细", (Column("单位", "unit", Kind.CHOICE, choices), Column("另一", "other", Kind.CHOICE, choices))
    )
    content = write_workbook([(sheet, [{"unit": 59, "other": 0}])])
    book = load_workbook(io.BytesIO(content))
    assert book["选项"].sheet_state == "hidden"
    assert [offer.formula1 for offer in book["明细"].data_validations.dataValidation] == [
        "选项!$A$1:$A$60", "选项!$A$1:$A$60",
    ]  # fmt: skip
    assert book["选项"]["A60"].value == "第59个很长的单位名称"
    assert values(content, sheet) == [{"unit": 59, "other": 0}]


#: What Excel would run, and what only looks like it.
PAYLOADS = (
    "=1+1", "=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "＝1+1", "＋1", "－1", "＠a",
    "'=1+1", "=", "-", "'甲", "a=1", "=\n1", "<b>甲</b>", "&lt;", "_x0041_", "1e5", "TRUE", "2022-01-01", "00123",
)  # fmt: skip


@pytest.mark.parametrize("text", PAYLOADS)
def test_text_stays_text_out_and_in(text):
    content = write_workbook([(TABLE, [ROW | {"name": text}])], ("说明", [text]))
    book = load_workbook(io.BytesIO(content))
    assert [cell.data_type for page in book for row in page for cell in row if cell.value == text] == [
        "s",
        "s",
    ]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert values(content)[0]["name"] == text
    assert bool(book["明细"]["A2"].quotePrefix) == text.startswith(tuple("=+-@＝＋－＠"))


def test_characters_that_break_files_are_left_out():
    assert (
        values(write_workbook([(TABLE, [ROW | {"name": "甲\x00\x0b\ud800\u202e乙\r\n丙"}])]))[0]["name"]
        == "甲乙\n丙"
    )


def test_text_longer_than_a_cell_is_refused_not_cut():
    with pytest.raises(NotReadable, match="最多 32767 个字"):
        write_workbook([(TABLE, [ROW | {"name": "长" * 32768}])])


@settings(max_examples=40)
@given(st.decimals(-(10**12), 10**12, places=6), st.integers(0, 10**18))
def test_every_number_comes_back_exact(amount, people):
    content = write_workbook([(TABLE, [ROW | {"amount": amount, "people": people}])])
    found = {cell[0]: Cell(*cell) for row in box.cells(content, ["明细"])["明细"]["rows"] for cell in row}
    assert read(TABLE.columns[1], found["B2"]) == amount
    assert read(TABLE.columns[2], found["C2"]) == people


def test_what_a_column_writes():
    assert (
        written(TABLE.columns[0], ROW | {"name": None})
        is written(TABLE.columns[0], ROW | {"name": ""})
        is None
    )
    assert written(TABLE.columns[4], ROW | {"state": "unknown"}) is None
    assert written(TABLE.columns[1], ROW | {"amount": NOT_APPLICABLE}) == "不适用"


# ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("甲", 5, 3, 0.5, "在用", "一"), {"amount": Decimal(5), "people": 3, "rate": Decimal("0.5"), "state": "used"}),
        (("甲", "１，０５７．６３", "3", "99.5%", " 在 用", None), {"amount": Decimal("1057.63"), "people": 3,
                                                         "rate": Decimal("0.995"), "state": "used", "points": ()}),
        ((2022, None, None, "50％", None, 1.5), {"name": "2022", "amount": None, "rate": Decimal("0.5"), "points": ("1.5",)}),
        (("　甲 ", " ", "", None, None, None), {"name": "甲", "amount": None, "people": None}),
    ],
)  # fmt: skip
def test_what_people_type_is_read(typed, expected):
    (row,) = values(edited(typed))
    assert row | expected == row


def test_columns_may_be_moved_and_blank_lines_are_passed_over():
    head = ("状态", "要点", "名称", "金额", "人数", "比例")
    reading = read_workbook(
        edited((None,) * 6, ("在用", None, "甲", 1, 2, 0), (), (" ",), ("停用", None, "乙"), head=head),
        [TABLE],
    )
    assert reading.problems == []
    assert [(row.number, row.values["name"], row.cells["name"]) for row in reading.rows["明细"]] == [
        (3, "甲", "C3"), (6, "乙", "C6"),
    ]  # fmt: skip


def test_all_problems_are_told_at_once_with_cell_value_and_what_to_do():
    content = edited(
        (None, "五元", 1.5, "一半", "报废", "一"),
        ("乙" * 101, "不适用", True, "=1/2", "=A1", "=B2"),
        ("丙", "=SUM(B1)", "#DIV/0!", None, 3, None),
    )
    assert problems(content) == [
        "“明细”表 A2：“名称”不能为空",
        "“明细”表 B2：“金额”应为数字（现为“五元”）",
        "“明细”表 C2：“人数”应为整数（现为“1.5”）",
        "“明细”表 D2：“比例”应为数字（现为“一半”）",
        "“明细”表 E2：“状态”只能填：在用、停用（现为“报废”）",
        f"“明细”表 A3：“名称”有 101 个字，最多 100 个字（现为“{'乙' * 40}”）",
        "“明细”表 B3：“金额”不能填“不适用”（现为“不适用”）",
        "“明细”表 C3：“人数”应为数字（现为“True”）",
        "“明细”表 D3：“比例”是公式，请复制后“选择性粘贴”为数值（现为“=1/2”）",
        "“明细”表 E3：“状态”是公式，请复制后“选择性粘贴”为数值（现为“=A1”）",
        "“明细”表 F3：“要点”是公式，请复制后“选择性粘贴”为数值（现为“=B2”）",
        "“明细”表 B4：“金额”是公式，请复制后“选择性粘贴”为数值（现为“=SUM(B1)”）",
        "“明细”表 C4：“人数”是错误值，请改成数值或清空（现为“#DIV/0!”）",
        "“明细”表 E4：“状态”只能填：在用、停用（现为“3”）",
    ]


def test_a_column_that_reads_itself_says_what_is_wrong():
    def refuse(text: str) -> None:
        raise ValueError("看不懂")

    sheet = Sheet("明细", (Column("名称", "name", read=refuse),))
    assert problems(edited(("甲",), head=("名称",)), sheet) == ["“明细”表 A2：“名称”看不懂（现为“甲”）"]


@pytest.mark.parametrize(("type_", "text", "message"), [
    ("n", "inf", "应为数字"), ("n", "nan", "应为数字"), ("s", "1E999", "应为数字"), ("s", "9" * 40, "应为数字"), ("b", "True", "应为数字"),
])  # fmt: skip
def test_numbers_that_are_none(type_, text, message):
    with pytest.raises(NotReadable, match=message):
        read(Column("金额", "amount", Kind.NUMBER), Cell("A1", type_, text))
    assert read(Column("名称", "name"), Cell("A1", "n", "inf")) == "inf"


def test_a_date_is_not_guessed_from():
    content = edited((date(2022, 3, 1), date(2022, 3, 1)))
    assert problems(content) == [
        "“明细”表 A2：“名称”被 Excel 当成了日期，请把单元格设为文本后重填（现为“2022-03-01 00:00:00”）",
        "“明细”表 B2：“金额”应为数字（现为“2022-03-01 00:00:00”）",
    ]


def test_heads_that_are_missing_doubled_or_unknown():
    head = ("名称", "名称", "备注", "金额", "比例", "状态", "要点")
    assert problems(edited(("甲",), head=head)) == [
        "“明细”表 B1：表头重复，请删去一列（现为“名称”）",
        "“明细”表 C1：不认识的表头，请删去这一列或改回原名（现为“备注”）",
        "“明细”表 第 1 行：缺少“人数”这一列",
    ]
    book = Workbook()
    book.active.title = "明细"
    book.active["A5"] = "名称"
    assert problems(saved(book)) == ["“明细”表 A1：第 1 行应为表头，请使用从本系统下载的文件"]


def test_a_card_with_items_that_are_missing_doubled_or_unknown():
    book = Workbook()
    page = book.active
    page.title = "概况"
    for row in (("项目", "内容"), ("单位", "甲"), ("单位", "乙"), ("电话", "1"), (None, "丙")):
        page.append(row)
    assert problems(saved(book), CARD) == [
        "“概况”表 A3：不认识的项目或重复的项目，请删去（现为“单位”）",
        "“概况”表 A4：不认识的项目或重复的项目，请删去（现为“电话”）",
        "“概况”表 A5：不认识的项目或重复的项目，请删去",
        "“概况”表 A 列：缺少“年度”这一项",
    ]


def test_missing_sheets_and_merged_cells():
    book = load_workbook(io.BytesIO(edited(("甲",))))
    book["明细"].merge_cells("A2:A3")
    assert problems(saved(book), TABLE, CARD) == [
        "“明细”表 A2:A3：有合并的单元格，请取消合并，每格单独填写",
        "“概况”表：文件里没有这张表，请使用从本系统下载的文件",
    ]


# ── files of ill will ────────────────────────────────────────────────────────────────────────────────────────────


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The package with parts replaced or added; a part's name is written with __ for / and _ for a dot."""
    out = io.BytesIO()
    names = {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in parts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in names:
                new.writestr(entry.filename, old.read(entry.filename))
        for name, data in names.items():
            new.writestr(name, data)
    return out.getvalue()


SHEET_XML = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
GOOD = edited(("甲",))


def with_sheet(inside: str) -> bytes:
    return repacked(GOOD, xl__worksheets__sheet1_xml=SHEET_XML.format(inside).encode())


def inline(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def refusal(content: bytes) -> str:
    with pytest.raises(WorkbookRefused) as refused:
        read_workbook(content, [TABLE])
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "不是有效的 Excel 文件"), (b"a,b\n1,2\n", "不是有效的 Excel 文件"), (GOOD[:400], "不是有效的 Excel 文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式"), (bytes(MAX_BYTES + 1), "超过 5 MB"),
    ],
    ids=["empty", "csv", "cut", "xls", "big"],
)  # fmt: skip
def test_what_is_no_workbook_is_refused(content, message):
    assert message in refusal(content)


def test_a_package_that_is_something_else_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert "不是有效的 Excel 文件" in refusal(out.getvalue())


def test_a_bomb_is_refused_by_what_it_really_holds():
    assert "解压后超过 40 MB" in refusal(repacked(GOOD, xl__worksheets__sheet9_xml=bytes(60 * 1024 * 1024)))
    many = repacked(GOOD, **{f"x__{number}_xml": b"" for number in range(600)})
    assert "超过 500 个" in refusal(many)


@pytest.mark.parametrize(
    "head",
    ['<!DOCTYPE a [<!ENTITY x "1"><!ENTITY y "&x;&x;">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">'],
    ids=["entities", "external"],
)
def test_documents_with_a_type_of_their_own_are_refused(head):
    xml = head + SHEET_XML.format(f'<sheetData><row r="1">{inline("A1", "名称")}</row></sheetData>')
    assert "不允许的内容" in refusal(repacked(GOOD, xl__worksheets__sheet1_xml=xml.encode()))


def test_two_cells_far_apart_are_no_burden():
    """1.7 KB that keep openpyxl's ordinary mode busy for minutes (security.md 0.6)."""
    far = inline("A1", "名称") + '</row><row r="1048576">' + inline("XFD1048576", "远")
    assert [
        problem.split("：")[1]
        for problem in problems(with_sheet(f'<sheetData><row r="1">{far}</row></sheetData>'))
    ] == [f"缺少“{column.header}”这一列" for column in TABLE.columns[1:]]
    low = inline("A1", "名称") + '</row><row r="900000">' + inline("A900000", "远")
    assert "超过 20000 行" in refusal(with_sheet(f'<sheetData><row r="1">{low}</row></sheetData>'))


def test_a_merged_sheet_is_named_and_no_burden():
    merged = '<sheetData/><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert (
        problems(with_sheet(merged))[0] == "“明细”表 A1:XFD1048576：有合并的单元格，请取消合并，每格单独填写"
    )


def test_one_endless_text_is_refused():
    text = inline("A1", "长" * 30000)
    assert "A1 有 30000 个字" in refusal(with_sheet(f'<sheetData><row r="1">{text}</row></sheetData>'))


POINTER = '<c t="s"><v>0</v></c>'


def pointing(cells: int, text: str) -> bytes:
    """A sheet whose cells all point at one text: a few bytes each."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    kind = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kinds}"/></Types>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    row = f"<row>{POINTER * 100}</row>"
    with zipfile.ZipFile(io.BytesIO(GOOD)) as package:
        types = package.read("[Content_Types].xml").replace(b"</Types>", kind.encode())
    return repacked(
        with_sheet(f"<sheetData>{row * (cells // 100)}</sheetData>"),
        **{"[Content_Types]_xml": types},
        xl__sharedStrings_xml=f'<sst xmlns="{main}"><si><t>{text}</t></si></sst>'.encode(),
    )


def test_one_text_in_a_million_cells_is_refused():
    """8 KB of which the process that asked had 700 MB, and the table of waiting files 150 MB."""
    content = pointing(50_000, "长" * 2000)
    assert len(content) < 20_000
    assert "超过 600 万字" in refusal(content)
    assert len(open_cells(pointing(2000, "长" * 100))["明细"]["rows"]) == 20


def test_half_a_million_short_cells_are_refused():
    """Each costs memory whatever it says. Read here: on a slow machine the box's ten seconds end first."""
    with pytest.raises(BoxRefused, match="超过 600 万字"):
        box.cells(pointing(560_000, "长"), [])


@pytest.mark.parametrize("value", ["--5", "²", "1-", "0x10"])
def test_a_number_that_is_none_ends_in_its_own_process(value):
    """Of a cell that says it is a number nobody expects anything else (a crash of the page before)."""
    cell = f'<c r="A1"><v>{value}</v></c>'
    with pytest.raises(WorkbookRefused, match="文件打不开"):
        open_cells(with_sheet(f'<sheetData><row r="1">{cell}</row></sheetData>'))


@pytest.mark.parametrize(
    "part",
    [
        {"xl__workbook_xml": b"<workbook/>"}, {"xl__workbook_xml": b"\xff\xfe not xml"},
        {"xl__worksheets__sheet1_xml": b"<worksheet><sheetData><row r='x'>"},
        {"xl__worksheets__sheet1_xml": b"<a>" * 100000},
        {"xl__styles_xml": b"<styleSheet"}, {"[Content_Types]_xml": b"<Types/>"},
    ],
    ids=["no sheets", "not xml", "broken", "deep", "styles", "types"],
)  # fmt: skip
def test_broken_insides_end_in_a_sentence(part):
    """Whatever openpyxl makes of it, it ends in its own process."""
    try:
        told = problems(repacked(GOOD, **part))
    except WorkbookRefused as refused:
        told = [str(refused)]
    assert told in ([DAMAGED], ["“明细”表：文件里没有这张表，请使用从本系统下载的文件"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "不是有效的 Excel 文件"),
        (repacked(GOOD, xl__worksheets__sheet9_xml=bytes(41 * 1024 * 1024)), "解压后超过 40 MB"),
        (repacked(GOOD, **{f"x__{number}_xml": b"" for number in range(600)}), "超过 500 个"),
        (repacked(GOOD, xl__worksheets__sheet1_xml=b"<!DOCTYPE a>"), "不允许的内容"),
        (
            with_sheet(f'<sheetData><row r="1">{inline("A1", "长" * 30000)}</row></sheetData>'),
            "A1 有 30000 个字",
        ),
        (
            with_sheet(f'<sheetData><row r="20001">{inline("A20001", "远")}</row></sheetData>'),
            "超过 20000 行",
        ),
    ],
    ids=["nothing", "bomb", "many", "type", "text", "rows"],
)
def test_the_gate_says_the_same_without_a_process(content, message):
    with pytest.raises(BoxRefused, match=message):
        box.cells(content, ["明细"])


def test_reading_is_bounded_in_time_and_memory(monkeypatch):
    """A process that takes too long is ended, and the file refused."""
    monkeypatch.setattr("huadu_perf.lib.boxes.PATIENCE", 0.001)
    assert refusal(GOOD) == DAMAGED


def test_locked_files_are_told_so():
    content = bytearray(GOOD)
    start = content.index(b"PK\x01\x02")
    while start != -1:
        content[start + 8] |= 1
        start = content.find(b"PK\x01\x02", start + 4)
    assert "加了密码" in refusal(bytes(content))
    with pytest.raises(BoxRefused, match="加了密码"):
        box.cells(bytes(content), ["明细"])


def test_a_package_without_a_workbook_is_none():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    with pytest.raises(BoxRefused, match="不是有效的 Excel 文件"):
        box.cells(out.getvalue(), ["明细"])


def test_the_box_answers_as_a_script_does(monkeypatch):
    """The same in this process, so that what it says is seen by the tests."""
    out, limits = io.BytesIO(), []
    monkeypatch.setattr("sys.argv", ["box", "huadu_perf.lib.workbooks.box", "1000", "10", "明细"])
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(out))
    monkeypatch.setattr(box_script.resource, "setrlimit", lambda which, limit: limits.append(limit))
    for content, expected in ((GOOD, b'{"sheets": '), (b"", b'{"refused": ')):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
        out.seek(0)
        out.truncate()
        box_script.main()
        assert out.getvalue().startswith(expected)
    assert limits[:3] == [(1000, 1000), (box_script.SECONDS, box_script.SECONDS), (10, 10)]


def test_an_empty_reading_has_no_rows():
    assert Reading() == Reading({}, [])


# ── other containers ─────────────────────────────────────────────────────────────────────────────────────────────

OLD = (Path(__file__).parent / "files" / "old.xls").read_bytes()


def zipped(*entries: tuple[bytes, bytes]) -> bytes:
    """A zip whose names are these bytes, as Windows writes them: without the mark of UTF-8."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number, (name, data) in enumerate(entries):
            stand_in = "pqr"[number] * len(name)
            package.writestr(stand_in, data)
    content = out.getvalue()
    for number, (name, _) in enumerate(entries):
        content = content.replace(("pqr"[number] * len(name)).encode(), name)
    return content


def test_the_old_format_is_read_by_its_values():
    rows = open_cells(OLD, ["明细"])["明细"]["rows"]
    assert rows[1] == [
        ["A2", "s", "甲"], ["B2", "n", "1057.63"], ["C2", "n", "3"], ["D2", "n", "0.5"], ["E2", "s", "在用"],
        ["F2", "s", "一、二"],
    ]  # fmt: skip
    assert rows[2][1] == ["B3", "n", "2.0"]  # formulas are what they were worked out to be
    assert [row[1][:2] for row in rows[3:4]] == [["B4", "d"]]
    assert [cell[0] for cell in rows[4]] == ["A5"]  # an error is empty
    assert list(open_cells(OLD)) == ["明细"]


def test_old_files_with_macros_passwords_or_nothing_in_them_are_told_so():
    macro = OLD + "_VBA_PROJECT_CUR".encode("utf-16-le")
    locked = OLD + "EncryptedPackage".encode("utf-16-le")
    for content, message in (
        (macro, "含有宏"),
        (locked, "加了密码"),
        (OLD[:600], "旧格式（.xls）文件打不开"),
    ):
        assert message in refusal(content)
        with pytest.raises(BoxRefused, match=message):
            box.cells(content, [])


def test_macros_are_refused():
    content = repacked(GOOD, **{"xl__vbaProject.bin": b"macro"})
    assert "含有宏" in refusal(content)


def test_a_zip_with_one_workbook_is_read_whatever_its_names_are_written_in():
    name = "花都/自评表.xlsx".encode("gb18030")
    content = zipped((name, GOOD), (b"__MACOSX/._a.xlsx", b""), ("说明.txt".encode("gb18030"), b"x"))
    assert open_cells(content, ["明细"]) == open_cells(GOOD, ["明细"])
    assert box.cells(zipped(("旧表.xls".encode("gb18030"), OLD)), []) == box.cells(OLD, [])


def test_a_zip_with_two_workbooks_names_them_and_one_without_is_none():
    two = zipped(("甲表.xlsx".encode("gb18030"), GOOD), ("乙表.xlsx".encode(), GOOD))
    assert "有 2 个工作簿（甲表.xlsx、" in refusal(two)
    assert "不是有效的 Excel 文件" in refusal(zipped((b"a.txt", b"x")))
    assert "不是有效的 Excel 文件" in refusal(zipped((b"a.xlsx", zipped((b"b.txt", b"x")))))


def test_formulas_are_given_by_value_when_asked_and_told_of_where_they_have_none():
    book = Workbook()
    book.active.title = "明细"
    book.active.append(("甲", "=1+1", 3))
    content = saved(book)
    assert open_cells(content)["明细"]["rows"][0][1] == ["B1", "f", "=1+1"]
    told = open_cells(content, values=True)["明细"]["rows"][0]
    assert sorted(told) == [["A1", "s", "甲"], ["B1", "f", "=1+1"], ["C1", "n", "3"]]


def test_percents_are_told_from_numbers():
    book = Workbook()
    page = book.active
    page["A1"], page["B1"] = 0.985, 0.985
    page["A1"].number_format = "0.0%"
    assert open_cells(saved(book))["Sheet"]["rows"] == [[["A1", "p", "0.985"], ["B1", "n", "0.985"]]]


# ── marking ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("content", [edited(("甲", "很多")), OLD], ids=["xlsx", "xls"])
def test_problems_are_marked_in_the_file_and_listed_in_front(content):
    given = [Problem("明细", "B2", "“金额”应为数字", "很多"), Problem("别的表", "", "没有这张表")]
    for marked in (
        mark_problems(content, given),
        marking.marked(content, [[p.sheet, p.cell, p.told] for p in given]),
    ):
        book = load_workbook(io.BytesIO(marked))
        assert book.sheetnames == ["问题清单", "明细"]
        assert book["明细"]["A2"].value == "甲"
        assert book["明细"]["B2"].comment.text == "“金额”应为数字（现为“很多”）"
        assert [cell.value for cell in book["问题清单"][3]] == ["别的表", None, "没有这张表"]
    again = mark_problems(marked, given[:1])
    assert load_workbook(io.BytesIO(again)).sheetnames == ["问题清单", "明细"]
    with pytest.raises(WorkbookRefused):
        mark_problems(b"nothing", given)
