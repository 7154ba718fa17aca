"""打包下载: the report, the list of the evidence and its files as one zip."""

import tempfile
from contextlib import closing

from django.core.files.base import ContentFile, File
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.enums import Status
from evaluations.queries import evidence_of, get_evaluation, report_source
from huadu_perf.lib.downloads import guarded
from reports.domain.document import Report
from reports.dossier import write_dossier
from reports.files import FileDamaged, opened
from reports.models import IssuedReport
from reports.queries import issued_for, report_of
from reports.rendering import RenderingFailed, to_html, to_pdf
from reports.views.files import failed
from reports.views.issued import NOT_ISSUED


@require_safe
@requires(Permission.VIEW_EVALUATION)
def dossier(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The zip, made on the disk and sent from there. Once approved, the report in it is the issued one or there is none."""
    evaluation = get_evaluation(request.rights, pk)  # type: ignore[attr-defined]
    issued = issued_for(evaluation)
    if issued is None and evaluation.status == Status.APPROVED:
        return failed(request, pk, "没有打包", NOT_ISSUED, status=409)
    report = report_of(report_source(evaluation))
    package = tempfile.TemporaryFile()  # noqa: SIM115 (closed by the response)
    try:
        with closing(_file(issued, report)) as file:
            pieces = list(evidence_of(evaluation))
            write_dossier(package, stem=report.file_stem, report=file, pieces=pieces)
    except (RenderingFailed, FileDamaged) as failure:
        package.close()
        return failed(request, pk, "没有打包", str(failure))
    package.seek(0)
    name = f"{report.file_stem}_卷宗.zip"
    return guarded(FileResponse(package, as_attachment=True, filename=name, content_type="application/zip"))


def _file(issued: IssuedReport | None, report: Report) -> File:
    """The issued file, or one made now."""
    return opened(issued) if issued else ContentFile(to_pdf(to_html(report)))
