"""Stamped scans: what only shows pages is kept; what does more, or is none, is refused in words, within bounds."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from huadu_perf.lib.pdfs.reading import DAMAGED, PdfRefused, inspect_pdf
from tests.reports.pdfs import made, pdf


def refusal(content: bytes) -> str:
    """What is said to this file."""
    with pytest.raises(PdfRefused) as refused:
        inspect_pdf(content)
    return str(refused.value)


@pytest.mark.parametrize("pages", [1, 3, 500])
def test_pages_are_counted(pages):
    assert inspect_pdf(pdf(pages)) == pages


def test_what_an_electronic_seal_needs_is_taken():
    """A form with a signature field, a link, and a place to open at."""

    def sealed(document):
        field = Dictionary(FT=Name.Sig, Subtype=Name.Widget, T="seal", Rect=Array([0, 0, 9, 9]))
        link = Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="https://gov.example/"))
        document.pages[0].Annots = Array([document.make_indirect(field), document.make_indirect(link)])
        document.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)
        document.Root.OpenAction = Array([document.pages[0].obj, Name.Fit])

    assert inspect_pdf(made(sealed)) == 1


def root(**entries):
    def change(document):
        for key, value in entries.items():
            document.Root[f"/{key}"] = value

    return change


def annotated(**entries):
    def change(document):
        document.pages[0].Annots = Array([document.make_indirect(Dictionary(**entries))])

    return change


def attached(document):
    document.attachments["a.exe"] = pikepdf.AttachedFileSpec(document, b"MZ", filename="a.exe")


def outside(document):
    document.pages[0].Contents = pikepdf.Stream(document, b"", {"/F": "file.bin"})


ACTIVE = {
    "script at opening": (root(OpenAction=Dictionary(S=Name.JavaScript, JS="app.alert(1)")), "脚本"),
    "script by name": (root(Names=Dictionary(JavaScript=Dictionary(Names=Array([])))), "脚本"),
    "launching a program": (root(OpenAction=Dictionary(S=Name.Launch, F="cmd.exe")), "启动程序的动作"),
    "launching from a button": (annotated(Subtype=Name.Link, A=Dictionary(S=Name.Launch)), "启动程序的动作"),
    "deep in direct values": (
        root(Extra=Array([Array([Dictionary(A=Dictionary(B=Array([Dictionary(S=Name.JavaScript)])))])])),
        "脚本",
    ),
    "automatic actions": (root(AA=Dictionary()), "自动执行的动作"),
    "an attachment": (attached, "内嵌的文件"),
    "an attachment on a page": (annotated(Subtype=Name.FileAttachment), "内嵌的文件"),
    "a form that is a program": (root(AcroForm=Dictionary(XFA=Array([]))), "动态表单"),
    "a form that sends": (annotated(Subtype=Name.Widget, A=Dictionary(S=Name.SubmitForm)), "向外提交的表单"),
    "another document": (annotated(Subtype=Name.Link, A=Dictionary(S=Name.GoToR)), "打开其他文件的动作"),
    "a film": (annotated(Subtype=Name.Screen), "多媒体"),
    "a model": (annotated(Subtype=Name("/3D")), "三维模型"),
    "bytes of another file": (outside, "在文件之外的内容"),
}


@pytest.mark.parametrize("case", ACTIVE)
def test_what_does_more_than_show_pages_is_refused_by_name(case):
    change, word = ACTIVE[case]
    assert word in refusal(made(change))


def test_names_written_in_another_way_are_the_same_names():
    content = made(annotated(Subtype=Name.Widget, A=Dictionary(S=Name.SubmitForm)))
    plain = content.replace(b"/SubmitForm", b"/Submit#46orm")
    assert plain != content
    assert "向外提交的表单" in refusal(plain)


@pytest.mark.parametrize("user", ["", "secret"])
def test_encrypted_is_refused(user):
    assert "加了密码" in refusal(pdf(encryption=pikepdf.Encryption(owner="owner", user=user)))


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"PK\x03\x04 a zip", b"<html>%PDF-1.7</html>", b"%PDF-1.7\n" + b"\x00" * 5000],
)
def test_what_is_no_pdf_is_refused(content):
    assert "不是 PDF 文件" in refusal(content)


@pytest.mark.parametrize("pages", [0, 501])
def test_too_few_and_too_many_pages_are_refused(pages):
    assert f"有 {pages} 页，应为 1 至 500 页" in refusal(pdf(pages))


def test_a_bomb_ends_its_own_process_only():
    """A page tree in a stream that unpacks to two gigabytes."""
    import zlib  # noqa: PLC0415

    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * (16 << 20)) for _ in range(128)) + packer.flush()
    head = b"%PDF-1.7\n"
    stream = (
        b"1 0 obj\n<</Type/ObjStm/N 1/First 9/Filter/FlateDecode/Length %d>>stream\n" % len(packed)
        + packed
        + b"\nendstream\nendobj\n"
    )
    entries = bytes.fromhex("00000000ff" + "0100000009" + "0200000001")
    at = len(head) + len(stream)
    table = (
        b"3 0 obj\n<</Type/XRef/Size 3/W[1 3 1]/Root 2 0 R/Length %d>>stream\n" % len(entries)
        + entries
        + b"\nendstream\nendobj\n"
    )
    content = head + stream + table + b"startxref\n%d\n%%%%EOF\n" % at
    assert refusal(content) in (DAMAGED, "不是 PDF 文件，或已损坏。请用扫描仪或原软件另存为 PDF 后再传")


def test_reading_is_bounded_in_time(monkeypatch):
    monkeypatch.setattr("huadu_perf.lib.boxes.PATIENCE", 0.001)
    assert refusal(pdf()) == DAMAGED
