"""Word, PDF and text files of others as plain text, told by their content; every refusal is a sentence."""

from huadu_perf.lib.boxes import Box, BoxFailed, BoxRefused

MAX_BYTES = 20 * 1024 * 1024
MAX_LETTERS = 120_000
DAMAGED = "文件打不开，可能已损坏，或内容多得不正常。请另存后再试，或把文字复制后粘贴"
_OPENERS = (
    (b"PK\x03\x04", Box("huadu_perf.lib.documents.docx_box")),
    (b"%PDF-", Box("huadu_perf.lib.documents.pdf_box")),
)
_OTHERS = (
    (
        b"\xd0\xcf\x11\xe0",
        "这是旧格式的 Office 文件（.doc）或加了密码的文件，请取消密码，另存为 .docx 后再上传",
    ),
    (b"\x89PNG", "这是图片，没有文字可读，请提供 Word 文件、有文字的 PDF，或把文字粘贴进来"),
    (b"\xff\xd8\xff", "这是图片，没有文字可读，请提供 Word 文件、有文字的 PDF，或把文字粘贴进来"),
    (b"{\\rtf", "这是 RTF 文件，请用 Word 或 WPS 另存为 .docx 后再上传"),
)
#: How many bytes of a file may stand before the head of a PDF.
LEAD = 1024


class DocumentRefused(Exception):
    """The file is not read; the message says why, without a full stop."""


def document_text(content: bytes) -> str:
    """The text of a .docx, .pdf or .txt file (UTF-8, UTF-16 with its mark, or GB 18030). Raises DocumentRefused."""
    if len(content) > MAX_BYTES:
        raise DocumentRefused(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，不读取")
    if not content.strip():
        raise DocumentRefused("文件是空的")
    for head, words in _OTHERS:
        if content.startswith(head):
            raise DocumentRefused(words)
    for head, box in _OPENERS:
        if content.startswith(head) or (head[:1] == b"%" and head in content[:LEAD]):
            return _boxed(box, content)
    return _decoded(content)


def _boxed(box: Box, content: bytes) -> str:
    try:
        text: str = box.ask(content=content)["text"]
    except BoxRefused as refusal:
        raise DocumentRefused(str(refusal)) from refusal
    except BoxFailed as failure:
        raise DocumentRefused(DAMAGED) from failure
    if not text.strip():
        raise DocumentRefused("文件里没有文字")
    return text


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        if len(text) > MAX_LETTERS:
            raise DocumentRefused(f"文字超过 {MAX_LETTERS // 10000} 万字，不读取")
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise DocumentRefused("认不出这种文件，请提供 .docx、有文字的 .pdf 或 .txt（UTF-8 或 GBK）")
