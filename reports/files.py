"""Files that rows stand for: written whole and to the disk before their row, gone when the row is not written."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from huadu_perf.lib.disk import digest_of, to_disk

#: Folders of the store.
ISSUED, STAMPED = "issued", "stamped"


class FileDamaged(Exception):
    """A stored file is not there or not what it was; the message says which, in Chinese."""


@contextmanager
def kept(content: bytes, folder: str) -> Iterator[str]:
    """Stores the file under a generated name for whoever writes its row inside; a failure inside takes it away again."""
    generated = uuid.uuid4().hex
    name = f"{folder}/{generated[:2]}/{generated}"
    try:
        default_storage.save(name, ContentFile(content))
        to_disk(Path(default_storage.path(name)))
        yield name
    except BaseException:
        default_storage.delete(name)
        raise


def opened(row: Any) -> File:
    """The open file of a row (`file`, `file_name`, `sha256`), after its bytes were compared with the hash.

    Raises FileDamaged. It is the very file that was compared: what is sent cannot be another one.
    """
    try:
        file = default_storage.open(row.file.name)
    except OSError as error:
        why = "文件不存在" if isinstance(error, FileNotFoundError) else error.strerror
        raise FileDamaged(f"存放的文件“{row.file_name}”读不到（{why}：{row.file.name}）") from error
    if digest_of(file) != row.sha256:
        file.close()
        raise FileDamaged(f"存放的文件“{row.file_name}”被改动过，与登记的 SHA-256 不一致（{row.file.name}）")
    file.seek(0)
    return file


def names_in_store(*folders: str) -> set[str]:
    """The names of all files of these folders of the store; of this app's own where none are named."""
    store = Path(default_storage.path(""))
    return {
        str(file.relative_to(store))
        for folder in folders or (ISSUED, STAMPED)
        for file in (store / folder).rglob("*")
        if file.is_file()
    }
