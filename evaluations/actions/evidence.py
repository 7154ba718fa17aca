"""佐证材料: taking in files, describing them, linking them to what they prove."""

import hashlib
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path, PurePath
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models import F, Max
from django.utils import timezone
from PIL import Image, UnidentifiedImageError

from accounts.acting import acting
from accounts.models import User
from budgets.models import Project
from evaluations.actions.holding import hold_open
from evaluations.domain.file_types import FileRefused, content_type_of
from evaluations.models import Evidence, Indicator, SectionState, SelfEvaluation
from evaluations.models.evidence import storage_name
from huadu_perf.lib.disk import to_disk
from huadu_perf.lib.values import plain_text

MAX_PIXELS = 50_000_000


class Doubled(FileRefused):
    """The evaluation has this very content already, as `twin`."""

    def __init__(self, name: str, twin: Evidence) -> None:
        super().__init__(f"“{name}”与已上传的“{twin.title}”内容相同。一份材料可以关联多个指标，不必重复上传")
        self.twin = twin


def check_size(name: str, size: int) -> None:
    """Refuses a file that is too large, before it is read. Raises FileRefused."""
    if size > settings.EVIDENCE_MAX_BYTES:
        limit = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
        raise FileRefused(f"“{name}”有 {size / 1024 / 1024:.1f} MB，超过每个文件 {limit} MB 的限制")


def add_evidence(
    *, evaluation: SelfEvaluation, name: str, content: bytes, title: str, kind: str, dated: date | None, by: User | str,
    indicators: Iterable[UUID] = (), projects: Iterable[UUID] = (), key: UUID | None = None,
    sample_size: int | None = None, pages: str = "",
) -> Evidence:  # fmt: skip
    """Keeps a file as evidence. Raises FileRefused (type, size, count), Doubled, EvaluationLocked after submission.

    A piece that has this content and no file (listed by an interchange file, or lost by the store) gets it and stays itself.
    """
    name = plain_text(PurePath(name.replace("\\", "/")).name)[-200:] or "未命名"
    check_size(name, len(content))
    media_type = content_type_of(name, content)
    if media_type.startswith("image/"):
        _check_image(name, content)
    digest = hashlib.sha256(content).hexdigest()
    with acting(by):
        _touch(evaluation, by)
        kept = Evidence.objects.filter(evaluation=evaluation)
        if twin := kept.filter(sha256=digest).first():
            return _restored(twin, name, content, media_type)
        if kept.count() >= settings.EVIDENCE_MAX_FILES:
            raise FileRefused(f"已有 {settings.EVIDENCE_MAX_FILES} 个文件，到了上限。请合并后再传")
        piece = Evidence(
            evaluation=evaluation,
            position=(kept.aggregate(last=Max("position"))["last"] or 0) + 1,
            title=title or PurePath(name).stem,
            kind=kind,
            dated=dated,
            sample_size=sample_size,
            pages=pages,
            file_name=name,
            size=len(content),
            sha256=digest,
            content_type=media_type,
        )
        if key is not None:
            piece.key = key
        with _stored(piece, name, content):
            piece.save()
            _link(piece, indicators, projects)
    return piece


def _restored(twin: Evidence, name: str, content: bytes, media_type: str) -> Evidence:
    """The same piece with its file. Raises Doubled where it has one."""
    if twin.file and twin.file.storage.exists(twin.file.name):
        raise Doubled(name, twin)
    twin.file_name, twin.size, twin.content_type = name, len(content), media_type
    with _stored(twin, name, content):
        twin.save(update_fields=["file", "file_name", "size", "content_type"])
    return twin


@contextmanager
def _stored(piece: Evidence, name: str, content: bytes) -> Iterator[None]:
    """Its file, for whoever writes the row inside; on the disk before it; gone again when that fails, or when it could not be written whole."""
    path, storage = storage_name(piece, name), piece.file.storage
    try:
        piece.file.name = storage.save(path, ContentFile(content))
        to_disk(Path(storage.path(path)))
        yield
    except OSError as error:
        with suppress(OSError):
            storage.delete(path)
        raise FileRefused(f"“{name}”没有存下：磁盘已满或不能写入。请通知系统管理员，之后再传") from error
    except BaseException:
        storage.delete(path)
        raise


def describe_evidence(
    *, evaluation: SelfEvaluation, key: UUID, title: str, kind: str, dated: date | None, by: User,
    indicators: Iterable[UUID] = (), projects: Iterable[UUID] = (), sample_size: int | None = None, pages: str = "",
) -> None:  # fmt: skip
    """Changes title, kind, date, pages and links of a piece of evidence."""
    with acting(by):
        _touch(evaluation, by)
        piece = Evidence.objects.get(evaluation=evaluation, key=key)
        piece.title, piece.kind, piece.dated = title, kind, dated
        piece.sample_size, piece.pages = sample_size, pages
        piece.save(update_fields=["title", "kind", "dated", "sample_size", "pages"])
        _link(piece, indicators, projects)


def remove_evidence(*, evaluation: SelfEvaluation, key: UUID, by: User) -> None:
    """Takes a piece of evidence out of the evaluation; its file stays in the store for the change log."""
    with acting(by):
        _touch(evaluation, by)
        Evidence.objects.filter(evaluation=evaluation, key=key).delete()


def declare_evidence(*, evaluation: SelfEvaluation, complete: bool, by: User) -> None:
    """Says that all material is there, or not yet; for who gave the section to a colleague. Raises EvaluationLocked."""
    with acting(by):
        _touch(evaluation, by)
        SectionState.objects.filter(evaluation=evaluation, section="evidence").update(
            is_declared_complete=complete
        )


def _touch(evaluation: SelfEvaluation, by: User | str) -> None:
    hold_open(evaluation)
    person = by if isinstance(by, User) else None
    SectionState.objects.filter(evaluation=evaluation, section="evidence").update(
        version=F("version") + 1, edited_by=person, edited_at=timezone.now()
    )


def _link(piece: Evidence, indicators: Iterable[UUID], projects: Iterable[UUID]) -> None:
    piece.indicators.set(
        Indicator.objects.filter(evaluation=piece.evaluation, level=3, key__in=tuple(indicators))
    )
    piece.projects.set(
        Project.objects.filter(sheet=piece.evaluation.budget_sheet_id, key__in=tuple(projects))
    )


def _check_image(name: str, content: bytes) -> None:
    """Refuses pictures that are broken or unreasonably large, before anything decodes them whole."""
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise FileRefused(f"“{name}”有 {image.width}×{image.height} 像素，太大。请缩小后再传")
            image.verify()
    except Image.DecompressionBombError as error:  # Pillow's own limit comes before ours
        raise FileRefused(f"“{name}”的像素太多，超过 {MAX_PIXELS:,}。请缩小后再传") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise FileRefused(f"“{name}”不是完好的图片，打不开") from error
