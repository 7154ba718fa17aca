"""Opens a PDF file of somebody else's; runs in a process of its own (boxes.py)."""

from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from huadu_perf.lib.boxes import BoxRefused
from huadu_perf.lib.documents.pdf_page import lines_of_pages

NOT_VALID = "不是有效的 PDF 文件，可能已损坏，请重新导出"
PAGES, LETTERS = 300, 120_000
#: A page of a scan has no letters, or a few that a scanner put there.
LETTERS_OF_A_SCAN = 15


def answer(content: bytes) -> dict[str, str]:
    """`text`: that of the file, line by line as printed, rows of ruled tables as rows. Raises BoxRefused."""
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise BoxRefused("文件加了密码，请取消密码后再上传")
        count = len(reader.pages)
    except PyPdfError as error:
        raise BoxRefused(NOT_VALID) from error
    if count > PAGES:
        raise BoxRefused(f"文件有 {count} 页，超过 {PAGES} 页，不读取")
    lines: list[str] = []
    for page in lines_of_pages(reader.pages):
        lines += page
        if sum(map(len, lines)) > LETTERS:
            raise BoxRefused(f"文件超过 {LETTERS // 10000} 万字，不读取")
    letters = sum(char.isalnum() for line in lines for char in line)
    if letters < LETTERS_OF_A_SCAN * max(1, count):
        raise BoxRefused(
            "这份 PDF 没有文字（多半是扫描件），请提供 Word 文件或有文字的 PDF，或把文字复制后粘贴"
        )
    return {"text": "\n".join(lines)}
