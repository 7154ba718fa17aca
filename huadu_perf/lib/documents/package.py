"""Office files are zip packages: every part really unpacked, within limits, before a library sees them."""

import zipfile
from io import BytesIO

ENTRIES, UNPACKED, CHUNK = 500, 40 * 1024 * 1024, 1024 * 1024


class Refused(Exception):
    """The file is not opened, or not read to its end; the message says why."""


def unpacked(content: bytes, main: str, not_valid: str) -> dict[str, bytes]:
    """Every part by name; what the package's head says of sizes is not believed.

    `main`: the part that must be there; `not_valid`: the sentence for a file that is none of the kind. Raises Refused.
    """
    try:
        package = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused(not_valid) from error
    entries, left, parts = package.infolist(), UNPACKED, {}
    if len(entries) > ENTRIES:
        raise Refused(f"文件里有 {len(entries)} 个部件，超过 {ENTRIES} 个，不读取")
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused("文件加了密码，请取消密码后再上传")
        with package.open(entry) as part:
            data = part.read(left + 1)
        left -= len(data)
        if left < 0:
            raise Refused(f"文件解压后超过 {UNPACKED // CHUNK} MB，不读取")
        if b"<!DOCTYPE" in data[:CHUNK] or b"<!ENTITY" in data:
            raise Refused("文件含有不允许的内容，请用 Office 或 WPS 另存后再上传")
        parts[entry.filename.lstrip("/")] = data
    if main not in parts:
        raise Refused(not_valid)
    return parts
