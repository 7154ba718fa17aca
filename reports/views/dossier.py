"""打包下载: the report, the list of the evidence and its files as one zip."""

import tempfile
from contextlib import closing

from django.core.files.base import ContentFile
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.models import SelfEvaluation
from evaluations.queries import evidence_of, get_evaluation, report_source
from huadu_perf.lib.downloads import guarded
from reports.dossier import write_dossier
from reports.files import FileDamaged, opened
from reports.queries import issued_for, report_of
from reports.rendering import RenderingFailed, to_html, to_pdf
from reports.views.files import failed


@require_safe
@requires(Permission.VIEW_EVALUATION)
def dossier(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The zip, made on the disk and sent from there; the report in it is the issued one, where there is one."""
    evaluation = get_evaluation(request.rights, pk)  # type: ignore[attr-defined]
    report = report_of(report_source(evaluation))
    package = tempfile.TemporaryFile()  # noqa: SIM115 (closed by the response)
    try:
        with closing(_report(evaluation)) as file:
            pieces = list(evidence_of(evaluation))
            write_dossier(package, stem=report.file_stem, report=file, pieces=pieces)
    except (RenderingFailed, FileDamaged) as failure:
        package.close()
        return failed(request, pk, "没有打包", str(failure))
    package.seek(0)
    name = f"{report.file_stem}_卷宗.zip"
    return guarded(FileResponse(package, as_attachment=True, filename=name, content_type="application/zip"))


def _report(evaluation: SelfEvaluation):  # type: ignore[no-untyped-def]
    """The issued file, or one made now."""
    issued = issued_for(evaluation)
    if issued is not None:
        return opened(issued)
    return ContentFile(to_pdf(to_html(report_of(report_source(evaluation)))))
