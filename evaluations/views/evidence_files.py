"""The files of 佐证材料: as a download, and as pictures in a sandboxed frame."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.models import Evidence
from evaluations.queries import evidence_of
from evaluations.views.frame import Case
from huadu_perf.lib.downloads import LOCKED_UP, guarded
from huadu_perf.lib.pdfs.pictures import NotShown, page_count, page_picture

#: A picture in our frame as well; the style is the browser's own, for the picture's place in its window.
FRAMED = f"{LOCKED_UP}; style-src 'unsafe-inline'; frame-ancestors 'self'"
PDF = "application/pdf"


@require_safe
@requires(Permission.VIEW_EVALUATION)
def download(request: HttpRequest, pk: int, key: UUID) -> HttpResponseBase:
    """The file, as an attachment, to those who may read the evaluation."""
    piece = _piece(Case(request, pk), key)
    response = FileResponse(
        piece.file.open("rb"), as_attachment=True, filename=piece.file_name, content_type=piece.content_type
    )
    return guarded(response)


@require_safe
@requires(Permission.VIEW_EVALUATION)
def preview(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """A page around the frame that shows the file: pictures as they are, a PDF page by page."""
    case = Case(request, pk)
    piece = _piece(case, key)
    pages, words = _pages(piece)
    number = request.GET.get("page", "")
    page = int(number) if number.isascii() and number.isdecimal() and 1 <= int(number) <= pages else 1
    proved = [*piece.indicators.all(), *piece.projects.all()]
    context = case.context(
        "evidence",
        piece=piece,
        size=filesizeformat(piece.size),
        proves=[row.name for row in proved],
        pages=pages,
        page=page,
        words=words,
        editable=case.may_fill,
    )
    return render(request, "evaluations/evidence_preview.html", context)


def _pages(piece: Evidence) -> tuple[int, str]:
    """How many pictures there are to see, or none and why."""
    if piece.content_type.startswith("image/"):
        return 1, ""
    if piece.content_type != PDF:
        return 0, "这种格式不能在网页里显示，可以下载后打开。"
    try:
        return page_count(piece.file.read()), ""
    except NotShown as reason:
        return 0, f"{reason}，可以下载后打开。"


@require_safe
@requires(Permission.VIEW_EVALUATION)
@xframe_options_sameorigin
def page(request: HttpRequest, pk: int, key: UUID, number: int) -> HttpResponseBase:
    """One page of the file as a picture, made away from the browser: nothing in a PDF runs on anybody's machine."""
    piece = _piece(Case(request, pk), key)
    if piece.content_type.startswith("image/") and number == 1:
        return guarded(FileResponse(piece.file.open("rb"), content_type=piece.content_type), FRAMED)
    if piece.content_type != PDF:
        raise Http404("没有可显示的页。")
    try:
        picture = page_picture(piece.file.read(), number)
    except NotShown as reason:
        raise Http404(f"{reason}。") from reason
    return guarded(HttpResponse(picture, content_type="image/png"), FRAMED)


def _piece(case: Case, key: UUID) -> Evidence:
    piece = get_object_or_404(evidence_of(case.evaluation), key=key)
    if not piece.file or not piece.file.storage.exists(piece.file.name):
        raise Http404("文件不在库中。")
    return piece
