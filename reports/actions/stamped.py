"""盖章件: scans of the issued report with the department's seal, looked through and laid beside it."""

import hashlib
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.access import Rights
from accounts.acting import acting
from accounts.roles import Permission
from evaluations.domain.file_types import FileRefused
from evaluations.models import SelfEvaluation
from huadu_perf.lib.pdfs.reading import PdfRefused, inspect_pdf
from huadu_perf.lib.values import plain_text
from reports.files import STAMPED, kept
from reports.models import IssuedReport, StampedReport


def may_add_stamped(rights: Rights, evaluation: SelfEvaluation) -> bool:
    """Whether this person lays scans beside the issued report: the department's preparers and leaders."""
    return any(
        rights.can_in(permission, evaluation.department)
        for permission in (Permission.FILL_EVALUATION, Permission.SIGN_EVALUATION)
    )


def add_stamped(*, issued: IssuedReport, name: str, content: bytes, rights: Rights) -> StampedReport:
    """Keeps a scan of the issued report with the seal on it, as the next version.

    Raises FileRefused (not a PDF, encrypted, with scripts or attachments, too large, too many, double, another issued report).
    """
    if not may_add_stamped(rights, issued.evaluation):
        raise PermissionDenied
    name = plain_text(PurePath(name.replace("\\", "/")).name)[-200:] or "盖章件.pdf"
    pages = _inspected(name, content)
    digest = hashlib.sha256(content).hexdigest()
    if digest == issued.sha256:
        raise FileRefused(f"“{name}”就是签发的报告本身，还没有盖章。请上传盖章后的扫描件")
    if IssuedReport.objects.filter(sha256=digest).exists():
        raise FileRefused(f"“{name}”是系统签发的另一份报告，不是本报告的盖章件。请核对后重新选择文件")
    with kept(content, STAMPED) as stored, acting(rights.user):
        return StampedReport.objects.create(
            issued=issued,
            version=_next_version(issued, name, digest),
            file=stored,
            file_name=name,
            size=len(content),
            sha256=digest,
            pages=pages,
            uploaded_by=rights.user,
            uploaded_at=timezone.now(),
        )


def _inspected(name: str, content: bytes) -> int:
    """How many pages the file has."""
    if len(content) > settings.STAMPED_MAX_BYTES:
        limit = settings.STAMPED_MAX_BYTES // 1024 // 1024
        raise FileRefused(f"“{name}”有 {len(content) / 1024 / 1024:.1f} MB，超过 {limit} MB 的限制")
    try:
        return inspect_pdf(content)
    except PdfRefused as refusal:
        raise FileRefused(f"“{name}”{refusal}") from refusal


def _next_version(issued: IssuedReport, name: str, digest: str) -> int:
    """One at a time: the row of the issued report is held until the scan has its own."""
    IssuedReport.objects.select_for_update().get(pk=issued.pk)
    kept_before = {scan.sha256: scan.version for scan in issued.stamped_scans.all()}
    if digest in kept_before:
        raise FileRefused(f"“{name}”与已上传的第 {kept_before[digest]} 版相同，不必重复上传")
    if len(kept_before) >= settings.STAMPED_MAX_FILES:
        raise FileRefused(f"已有 {len(kept_before)} 版盖章件，到了上限，不能再传")
    return len(kept_before) + 1
