"""Which files are taken as evidence: those whose name and content agree, and none that play tricks."""

import contextlib
import io
import random
import struct
import zipfile

import pytest
from openpyxl import Workbook
from PIL import Image

from evaluations.demo import evidence
from evaluations.domain.file_types import OOXML, FileRefused, content_type_of
from tests.yardstick import usual_seconds


def package(*names: str, **contents: bytes) -> bytes:
    """A zip with these parts."""
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, contents.get(name, b"<x/>"))
    return saved.getvalue()


def picture(kind: str) -> bytes:
    saved = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(saved, kind)
    return saved.getvalue()


def workbook() -> bytes:
    saved = io.BytesIO()
    Workbook().save(saved)
    return saved.getvalue()


def patched(content: bytes, flag: int = 0, size: int | None = None) -> bytes:
    """A zip whose directory says that its first entry is encrypted, or of another size."""
    start = content.index(b"PK\x01\x02")
    changed = bytearray(content)
    changed[start + 8 : start + 10] = struct.pack("<H", flag)
    if size is not None:
        changed[start + 24 : start + 28] = struct.pack("<I", size)
    return bytes(changed)


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"
PNG, JPEG = picture("PNG"), picture("JPEG")
DOCX = package("[Content_Types].xml", "word/document.xml")
XLSX = package("[Content_Types].xml", "xl/workbook.xml")
PPTX = package("[Content_Types].xml", "ppt/presentation.xml")
OFD = package("OFD.xml", "Doc_0/Document.xml")
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600

GOOD = (
    ("a.pdf", PDF, "application/pdf"), ("A.PDF", PDF, "application/pdf"), ("扫描件.pdf", PDF + b"\n" * 500, "application/pdf"),
    ("a.png", PNG, "image/png"), ("a.jpg", JPEG, "image/jpeg"), ("a.JPEG", JPEG, "image/jpeg"),
    ("a.docx", DOCX, OOXML["docx"][1]), ("a.xlsx", XLSX, OOXML["xlsx"][1]), ("a.pptx", PPTX, OOXML["pptx"][1]),
    ("b.xlsx", workbook(), OOXML["xlsx"][1]), ("a.ofd", OFD, "application/ofd"), ("2022.年度.总结.pdf", PDF, "application/pdf"),
)  # fmt: skip

HOSTILE = (
    ("html as pdf", "a.pdf", HTML), ("%PDF + html", "a.pdf", b"%PDF-1.4\n" + HTML), ("%PDF + html + %%EOF", "a.pdf", b"%PDF-1.4\n" + HTML + b"%%EOF"),
    ("no table of contents", "a.pdf", PDF.replace(b"startxref", b"start")), ("no object", "a.pdf", PDF.replace(b"endobj", b"end")),
    ("cut pdf", "a.pdf", PDF[:-8]), ("pdf behind html", "a.pdf", HTML + PDF), ("pdf, then html", "a.pdf", PDF + b"<!-- -->" * 400),
    ("html as png", "a.png", HTML), ("svg as png", "a.png", SVG), ("jpeg as png", "a.png", JPEG), ("png as jpeg", "a.jpg", PNG),
    ("gif as png", "a.png", picture("GIF")), ("png as pdf", "a.pdf", PNG), ("pdf as docx", "a.docx", PDF),
    ("renamed zip", "a.docx", package("photo.jpg")), ("zip as ofd", "a.ofd", package("x.xml")), ("xlsx as docx", "a.docx", XLSX),
    ("docx as xlsx", "a.xlsx", DOCX), ("ofd as docx", "a.docx", OFD), ("docx as ofd", "a.ofd", DOCX), ("doc as docx", "a.docx", OLE),
    ("no content types", "a.docx", package("word/document.xml")), ("only content types", "a.docx", package("[Content_Types].xml")),
    ("traversal", "a.docx", package("[Content_Types].xml", "word/document.xml", "../../etc/passwd")),
    ("inner traversal", "a.docx", package("[Content_Types].xml", "word/../../x")),
    ("backslash traversal", "a.docx", package("[Content_Types].xml", "word/document.xml", "..\\..\\x")),
    ("absolute", "a.xlsx", package("[Content_Types].xml", "xl/workbook.xml", "/etc/passwd")),
    ("ofd traversal", "a.ofd", package("OFD.xml", "../x")),
    ("macro", "a.xlsx", package("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")),
    ("macro, other case", "a.docx", package("[Content_Types].xml", "word/document.xml", "word/VBAPROJECT.BIN")),
    ("encrypted", "a.docx", patched(DOCX, flag=1)), ("a bomb by its own word", "a.docx", patched(DOCX, size=600 * 1024 * 1024)),
    ("too many entries", "a.docx", package("[Content_Types].xml", *(f"word/{number}.xml" for number in range(5001)))),
    ("cut zip", "a.docx", DOCX[:-10]), ("only an end", "a.docx", b"PK\x05\x06" + b"\x00" * 18), ("only a signature", "a.xlsx", b"PK\x03\x04"),
    ("a byte", "a.pdf", b"%"), ("zeros", "a.docx", b"\x00" * 4096),
    *((name, name, HTML) for name in (
        "a.html", "a.svg", "a.exe", "a.doc", "a.xls", "a.zip", "a.docm", "a.xlsm", "a.php", "a", "pdf", ".pdf.", "a.pdf.exe",
        "a.pdf ", "a.pdf\x00.exe", "a.gif", "a.tiff", "a.mht", "a.xml", "a.txt",
    )),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "media_type"), GOOD, ids=lambda value: value if isinstance(value, str) else ""
)
def test_good_files_are_known_by_name_and_content(name, content, media_type):
    assert content_type_of(name, content) == media_type


@pytest.mark.parametrize(
    ("name", "content"), evidence.files().items(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_demo_evidence_is_good(name, content):
    assert content_type_of(name, content)


@pytest.mark.parametrize(("case", "name", "content"), HOSTILE, ids=[case[0] for case in HOSTILE])
def test_hostile_files_are_refused_with_their_name(case, name, content):
    def refused() -> None:
        with pytest.raises(FileRefused) as refusal:
            content_type_of(name, content)
        assert f"“{name}”" in refusal.value.reason == str(refusal.value)

    assert usual_seconds(refused) < 1


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.docx", "a.ofd"])
def test_empty_files_are_said_to_be_empty(name):
    with pytest.raises(FileRefused, match="空文件"):
        content_type_of(name, b"")


def test_damaged_files_are_refused_or_taken_but_never_fail():
    draw = random.Random(118)
    for name, content in (
        ("a.docx", DOCX),
        ("b.xlsx", workbook()),
        ("a.ofd", OFD),
        ("a.pdf", PDF),
        ("a.png", PNG),
    ):
        for _ in range(300):
            damaged = bytearray(content)
            for _ in range(draw.randint(1, 6)):
                damaged[draw.randrange(len(damaged))] = draw.randrange(256)
            with contextlib.suppress(FileRefused):
                assert content_type_of(name, bytes(damaged[: draw.randint(1, len(damaged) * 2)]))
