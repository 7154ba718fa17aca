"""Office files (.docx, .xlsx) without a trace of when they were made: the same content gives the same bytes."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

#: The first moment a zip file can name.
EPOCH = (1980, 1, 1, 0, 0, 0)
_PROPERTIES = "docProps/core.xml"
_TIMES = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", re.DOTALL)


def settled(made: bytes) -> bytes:
    """The same parts in one order, with one date and no time in the properties."""
    target = BytesIO()
    with ZipFile(BytesIO(made)) as source, ZipFile(target, "w", ZIP_DEFLATED) as package:
        for name in sorted(source.namelist(), key=_place):
            content = source.read(name)
            entry = ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            package.writestr(entry, _TIMES.sub(b"", content) if name == _PROPERTIES else content)
    return target.getvalue()


def _place(name: str) -> tuple[bool, bool, str]:
    """The list of parts first, as readers expect."""
    return not name.startswith("[Content"), not name.startswith("_rels"), name
