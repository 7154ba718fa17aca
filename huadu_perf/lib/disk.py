"""Written and on the disk: what a power cut must not take."""

import os
from pathlib import Path


def to_disk(path: Path) -> None:
    """A power cut after a row is committed must find its file: its bytes, its entry in the folder, and the folder's own."""
    for each in (path, path.parent, path.parent.parent):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
