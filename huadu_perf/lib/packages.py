"""Zip packages of somebody else's: every part really unpacked, within limits, before a library sees them; for boxes."""

import zipfile
from io import BytesIO

from huadu_perf.lib.boxes import BoxRefused

ENTRIES, UNPACKED, CHUNK = 500, 40 * 1024 * 1024, 1024 * 1024
LOCKED = "文件加了密码，请取消密码后再上传"
STRANGE = "文件含有不允许的内容，请用 Office 或 WPS 另存后再上传"


def unpacked(content: bytes, not_valid: str) -> dict[str, bytes]:
    """Every part by name; what the package's head says of sizes is not believed.

    `not_valid`: the sentence for a file that is no package. Raises BoxRefused.
    """
    try:
        package = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise BoxRefused(not_valid) from error
    entries, left, parts = package.infolist(), UNPACKED, {}
    if len(entries) > ENTRIES:
        raise BoxRefused(f"文件里有 {len(entries)} 个部件，超过 {ENTRIES} 个，不读取")
    for entry in entries:
        data = _read(package, entry, left)
        left -= len(data)
        parts[_name(entry).lstrip("/")] = data
    return parts


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """One part, of which no more than `left` bytes are unpacked."""
    if entry.flag_bits & 1:
        raise BoxRefused(LOCKED)
    with package.open(entry) as part:
        data = part.read(left + 1)
    if len(data) > left:
        raise BoxRefused(f"文件解压后超过 {UNPACKED // CHUNK} MB，不读取")
    if b"<!DOCTYPE" in data[:CHUNK] or b"<!ENTITY" in data:
        raise BoxRefused(STRANGE)
    return data


def _name(entry: zipfile.ZipInfo) -> str:
    """A name in a zip: without the mark of UTF-8, zipfile took its bytes for cp437; Windows wrote GBK."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename
