"""Kept files: on the disk, where a power cut does not take them, and what their bytes are told by."""

import hashlib
import os
from pathlib import Path
from typing import Any


def to_disk(path: Path) -> None:
    """A power cut after a row is committed must find its file: its bytes, its entry in the folder, and the folder's own."""
    for each in (path, path.parent, path.parent.parent):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def digest_of(file: Any) -> str:
    """SHA-256 of an open file from where it stands, read in pieces."""
    return hashlib.file_digest(file, "sha256").hexdigest()
