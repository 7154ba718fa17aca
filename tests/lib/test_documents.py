"""Word, PDF and text files as plain text: numbers that Word generates, tables as rows, and refusals in words."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pypdf import PdfWriter

from huadu_perf.lib.boxes import BoxRefused
from huadu_perf.lib.documents import docx_box, pdf_box, reading
from huadu_perf.lib.documents.numbering import chinese
from huadu_perf.lib.documents.reading import DocumentRefused, document_text
from huadu_perf.lib.documents.rows import row_line


def docx(fill) -> bytes:
    document = Document()
    fill(document)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def element(name: str, **attributes: str):
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def numbered_list(document, form: str, text: str, start: str = "1") -> str:
    """A list of its own in the numbering part; gives its numId."""
    root = document.part.numbering_part.element
    number = str(900 + len(root.findall(qn("w:num"))))
    abstract, level = element("abstractNum", abstractNumId=number), element("lvl", ilvl="0")
    for each in (element("start", val=start), element("numFmt", val=form), element("lvlText", val=text)):
        level.append(each)
    abstract.append(level)
    second = element("lvl", ilvl="1")
    second.extend(
        [
            element("start", val="1"),
            element("numFmt", val="decimal"),
            element("isLgl"),
            element("lvlText", val="%1.%2"),
        ]
    )
    abstract.append(second)
    root.insert(0, abstract)
    num = element("num", numId=number)
    num.append(element("abstractNumId", val=number))
    root.append(num)
    return number


def put_in_list(paragraph, number: str, level: str = "0") -> None:
    own = element("numPr")
    own.extend([element("ilvl", val=level), element("numId", val=number)])
    paragraph._p.get_or_add_pPr().append(own)


def test_paragraphs_in_order_with_what_was_inserted_and_not_what_was_deleted():
    def fill(document):
        document.add_paragraph("第一段")
        changed = document.add_paragraph("第二段")
        for tag, words in (("ins", "添的"), ("del", "删的")):
            wrapper, run, text = element(tag), element("r"), element("t")
            text.text = words
            run.append(text)
            wrapper.append(run)
            changed._p.append(wrapper)
        document.add_paragraph("第三\t段\n换行")

    assert document_text(docx(fill)).splitlines() == ["第一段", "第二段添的", "第三 段", "换行"]


def test_numbers_that_word_generates():
    def fill(document):
        chapters = numbered_list(document, "chineseCountingThousand", "%1、")
        items = numbered_list(document, "decimal", "%1.")
        bullets = numbered_list(document, "bullet", "●")
        for name, number, level in (
            ("甲", chapters, "0"), ("子", chapters, "1"), ("丑", chapters, "1"), ("乙", chapters, "0"), ("寅", chapters, "1"),
            ("一项", items, "0"), ("又一项", items, "0"), ("一点", bullets, "0"), ("无号", "0", "0"), ("没有这个表", "77777", "0"),
        ):  # fmt: skip
            put_in_list(document.add_paragraph(name), number, level)

    assert document_text(docx(fill)).splitlines() == [
        "一、甲", "1.1子", "1.2丑", "二、乙", "2.1寅", "1.一项", "2.又一项", "一点", "无号", "没有这个表",
    ]  # fmt: skip


def test_numbers_of_a_style():
    def fill(document):
        number = numbered_list(document, "chineseCounting", "（%1）", "3")
        style = document.styles["List Number"]
        own = element("numPr")
        own.append(element("numId", val=number))
        properties = style.element.get_or_add_pPr()
        for old in properties.findall(qn("w:numPr")):
            properties.remove(old)
        properties.append(own)
        for words in ("收支", "绩效"):
            document.add_paragraph(words, style="List Number")

    assert document_text(docx(fill)).splitlines() == ["（三）收支", "（四）绩效"]


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (100, "一百"), (105, "一百零五"), (110, "一百一十"),
     (1001, "一千零一"), (0, "0"), (10_000, "10000")],
)  # fmt: skip
def test_chinese_numbers(number, words):
    assert chinese(number) == words


def test_tables_are_rows_and_merged_cells_stand_once():
    def fill(document):
        table = document.add_table(rows=3, cols=3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "一级指标"
        table.cell(0, 2).text = "分|值"
        table.cell(1, 0).merge(table.cell(2, 0)).text = "产出"
        table.cell(1, 1).text = "办结\n件数"
        table.cell(1, 2).text = "10"
        table.cell(2, 1).text = "满意度"
        document.add_paragraph("表后")

    assert document_text(docx(fill)).splitlines() == [
        "一级指标 | 分｜值",
        "产出 | 办结件数 | 10",
        "| 满意度 |",
        "表后",
    ]


@pytest.mark.parametrize(
    ("cells", "line"),
    [(["甲", " 乙 "], "甲 | 乙"), (["", "乙"], "| 乙"), (["a\nb", "12\n34", "甲\n乙"], "a b | 12 34 | 甲乙")],
)
def test_a_row_as_a_line(cells, line):
    assert row_line(cells) == line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_text_files(encoding):
    assert (
        document_text("一、基本情况\r\n（一）概况\r正文".encode(encoding)) == "一、基本情况\n（一）概况\n正文"
    )


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────────────


def package(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/"), data)
    return content.getvalue()


def locked_pdf() -> bytes:
    writer, content = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(content)
    return content.getvalue()


def blank_pdf(pages: int = 3) -> bytes:
    writer, content = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    writer.write(content)
    return content.getvalue()


GOOD = docx(lambda document: document.add_paragraph("好"))


def with_document(xml: bytes) -> bytes:
    """A good file with another document part."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as good,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for entry in good.infolist():
            made.writestr(entry, xml if entry.filename == "word/document.xml" else good.read(entry))
    return content.getvalue()


def deep() -> bytes:
    start = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    return with_document(start + b"<w:p>" * 30_000 + b"</w:p>" * 30_000 + b"</w:body></w:document>")


HOSTILE = {
    "nothing": (b"", "文件是空的"),
    "old": (b"\xd0\xcf\x11\xe0" + b"0" * 500, "另存为 .docx"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "这是图片"),
    "rtf": (b"{\\rtf1 hello}", "RTF"),
    "binary": (b"\x00\x01\x02\x03" * 99, "认不出这种文件"),
    "cut": (GOOD[: len(GOOD) // 2], "不是有效的 Word 文件"),
    "other package": (package(xl__workbook=b"<x/>"), "不是有效的 Word 文件"),
    "bomb": (package(**{"word__document.xml": b"0" * (60 * 1024 * 1024)}), "解压后超过 40 MB"),
    "many": (package(**{f"part{number}": b"0" for number in range(700)}), "超过 500 个"),
    "entity": (
        with_document(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        "不允许的内容",
    ),
    "no xml": (with_document(b"not xml"), "文件打不开"),
    "deep": (deep(), "文件打不开"),
    "pdf head": (b"%PDF-1.7\nnothing", "不是有效的 PDF|文件打不开|没有文字"),
    "pdf locked": (locked_pdf(), "加了密码"),
    "pdf blank": (blank_pdf(), "没有文字（多半是扫描件）"),
    "pdf pages": (blank_pdf(301), "超过 300 页"),
    "blank docx": (docx(lambda document: document.add_paragraph("")), "没有文字"),
    "long text": ("长".encode() * 120_001, "超过 12 万字"),
}


@pytest.mark.parametrize(("content", "words"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_and_useless_files_are_refused_in_words(content, words):
    with pytest.raises(DocumentRefused, match=words):
        document_text(content)


def test_size_is_bounded(monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    with pytest.raises(DocumentRefused, match="超过 0 MB"):
        document_text(b"0" * 11)


def test_a_file_with_more_than_a_report_is_not_read(monkeypatch):
    """In this process, so that the limits are seen by the tests."""
    monkeypatch.setattr(docx_box, "LETTERS", 5)
    with pytest.raises(BoxRefused, match="不读取"):
        docx_box.answer(docx(lambda document: document.add_paragraph("六个字的一段")))
    assert docx_box.answer(GOOD) == {"text": "好"}
    with pytest.raises(BoxRefused, match="没有文字"):
        pdf_box.answer(blank_pdf())
