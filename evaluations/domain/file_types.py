"""Which files may be evidence: a closed list, known by name and content together, never by name alone."""

import io
import zipfile

OOXML = {
    "docx": ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
IMAGES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}
ACCEPTED = ("pdf", *IMAGES, *OOXML, "ofd")
#: A package with more than this is no office document (security.md: 2,000 parts, 200 MB unpacked).
MAX_ENTRIES, MAX_UNPACKED = 2000, 200 * 1024 * 1024


class FileRefused(Exception):
    """The file cannot be kept; `reason` says why, in Chinese, with the name."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def content_type_of(name: str, content: bytes) -> str:
    """The media type of an accepted file. Raises FileRefused for other types and for names that belie the content."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in ACCEPTED:
        raise FileRefused(f"“{name}”的格式不能上传。可以上传 PDF、OFD、JPG、PNG、DOCX、XLSX、PPTX")
    if not content:
        raise FileRefused(f"“{name}”是空文件")
    if ending == "pdf":
        found = _pdf_type(content)
    elif ending in IMAGES:
        found = _image_type(content)
    else:
        found = _package_type(content)
    expected = {"pdf": "application/pdf", "ofd": "application/ofd", **IMAGES} | {
        k: v[1] for k, v in OOXML.items()
    }
    if found != expected[ending]:
        raise FileRefused(
            f"“{name}”的内容不是 {ending.upper()} 文件，可能已损坏或改过后缀。请用原软件另存后再传"
        )
    return found


def _pdf_type(content: bytes) -> str:
    """A PDF begins with its version, and ends with where its table of contents is."""
    end = content[-2048:]
    is_pdf = content.startswith(b"%PDF-") and b"endobj" in content and b"startxref" in end and b"%%EOF" in end
    return "application/pdf" if is_pdf else ""


def _image_type(content: bytes) -> str:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return "image/jpeg" if content.startswith(b"\xff\xd8\xff") else ""


def _package_type(content: bytes) -> str:
    """The type of a zip package by its parts; archives that are bombs, encrypted or path tricks have none."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""
    names = {entry.filename.replace("\\", "/") for entry in entries}
    unsafe = any(name.startswith("/") or ".." in name.split("/") for name in names)
    encrypted = any(entry.flag_bits & 1 for entry in entries)
    if unsafe or encrypted or len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED:
        return ""
    if "OFD.xml" in names:
        return "application/ofd"
    if "[Content_Types].xml" in names and not any(name.lower().endswith("vbaproject.bin") for name in names):
        for folder, media_type in OOXML.values():
            if any(name.startswith(folder) for name in names):
                return media_type
    return ""
