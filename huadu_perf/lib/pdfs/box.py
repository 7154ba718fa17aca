"""Looks through a PDF of somebody else's; runs in a process of its own (boxes.py)."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

from huadu_perf.lib.boxes import BoxRefused

PAGES, OBJECTS = 500, 200_000
NOT_A_PDF = "不是 PDF 文件，或已损坏。请用扫描仪或原软件另存为 PDF 后再传"
#: Keys that make a document do something, or carry something that is not on its pages.
KEYS = {
    "/JS": "脚本", "/JavaScript": "脚本", "/AA": "自动执行的动作", "/XFA": "动态表单",
    "/EmbeddedFiles": "内嵌的文件", "/EF": "内嵌的文件", "/RichMediaContent": "多媒体",
}  # fmt: skip
#: The same by what an action, an annotation or a stream calls itself.
KINDS = {
    "/JavaScript": "脚本", "/Launch": "启动程序的动作", "/SubmitForm": "向外提交的表单",
    "/ImportData": "导入数据的动作", "/GoToR": "打开其他文件的动作", "/GoToE": "打开其他文件的动作",
    "/Rendition": "多媒体", "/RichMediaExecute": "多媒体", "/RichMedia": "多媒体", "/Movie": "多媒体",
    "/Sound": "多媒体", "/Screen": "多媒体", "/3D": "三维模型", "/FileAttachment": "内嵌的文件",
    "/EmbeddedFile": "内嵌的文件",
}  # fmt: skip


def answer(content: bytes) -> dict[str, int]:
    """`pages` of a PDF that only shows something. Raises BoxRefused: the message reads on after the name of the file."""
    if not content.startswith(b"%PDF-"):
        raise BoxRefused(NOT_A_PDF)
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as document:
            if document.is_encrypted:
                raise BoxRefused("加了密码或限制了权限。请取消后再传")
            return {"pages": _pages(document)}
    except pikepdf.PasswordError as error:
        raise BoxRefused("加了密码。请取消密码后再传") from error
    except (pikepdf.PdfError, pikepdf.DataDecodingError) as error:
        raise BoxRefused(NOT_A_PDF) from error


def _pages(document: pikepdf.Pdf) -> int:
    if len(document.objects) > OBJECTS:
        raise BoxRefused(f"里有 {len(document.objects)} 个部件，超过 {OBJECTS} 个，不读取")
    found = sorted({word for each in document.objects for word in _active(each)})
    if found:
        raise BoxRefused(f"含有{'、'.join(found)}，不能上传。请打印后重新扫描，或另存为不含这些内容的 PDF")
    number = len(document.pages)
    if not 1 <= number <= PAGES:
        raise BoxRefused(f"有 {number} 页，应为 1 至 {PAGES} 页")
    return number


def _active(top: Any) -> Iterator[str]:
    """What in an object, down to the next numbered ones, does more than show something."""
    waiting = [top]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            waiting += [item for item in each if _is_part(item)]
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            entries = dict(each.items())
            yield from (KEYS[key] for key in entries.keys() & KEYS.keys())
            yield from (KINDS[kind] for kind in _kinds(entries) & KINDS.keys())
            if isinstance(each, pikepdf.Stream) and "/F" in entries:
                yield "在文件之外的内容"
            waiting += [value for value in entries.values() if _is_part(value)]


def _is_part(value: Any) -> bool:
    """Whether it is a composite value that stands in its owner; numbered objects have their own turn."""
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect


def _kinds(entries: dict[str, Any]) -> set[str]:
    """How a dictionary calls itself."""
    return {str(entries[key]) for key in ("/S", "/Subtype", "/Type") if key in entries}
