"""A file that was uploaded and waits for its confirmation: the steps that a workbook and a finance sheet share."""

from collections.abc import Callable, Mapping
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.access import requires
from accounts.roles import Permission
from evaluations.actions.holding import EvaluationLocked
from evaluations.actions.imports import SectionWrite, drop_pending, import_sections
from evaluations.actions.sections import StaleSection
from evaluations.domain.sections import Section, SectionData
from evaluations.models import PendingImport
from evaluations.queries import pending_import
from evaluations.views.frame import Case
from huadu_perf.lib.stamps import content_stamp

LOCKED = "这份自评现在不能填写，没有导入。"
GONE = "没有待确认的文件：已经导入、放弃，或超过了保留时间。请重新上传。"
CHANGED = "打开对照之后，系统里的内容、上传的文件或选项有变动，没有导入。下面已重新对照，请核对后再确认。"
#: What a person calls each kind of file.
WORDS = {PendingImport.Kind.FILLED: "工作簿", PendingImport.Kind.FINANCE: "财务表"}

View = Callable[[Case], HttpResponse]
ViewOfFile = Callable[[Case, PendingImport], HttpResponse]


def filling(view: View) -> Callable[[HttpRequest, int], HttpResponse]:
    """Gives the view a case that this person may fill in now; others go back to the list with a word why."""

    @wraps(view)
    @requires(Permission.FILL_EVALUATION)
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        case = Case(request, pk)
        if not case.may_fill:
            messages.error(request, LOCKED)
            return redirect("evaluations:detail", pk)
        try:
            return view(case)
        except EvaluationLocked:
            messages.error(request, LOCKED)
            return redirect("evaluations:detail", pk)

    guarded.required_permission = Permission.FILL_EVALUATION  # type: ignore[attr-defined]
    return guarded


def with_file(kind: str) -> Callable[[ViewOfFile], View]:
    """Gives the view the file of this kind that waits; without one, or where it is thrown away, back to the upload."""

    def wrapped(view: ViewOfFile) -> View:
        @wraps(view)
        def found(case: Case) -> HttpResponse:
            pending = pending_import(case.evaluation, case.request.user, kind)
            if pending is None:
                messages.warning(case.request, GONE)
                return redirect("evaluations:workbook", case.evaluation.pk)
            pending.evaluation = case.evaluation
            if case.request.POST.get("do") == "discard":
                drop_pending(pending=pending, by=case.request.user)
                messages.success(case.request, f"已放弃上传的{WORDS[kind]}，没有写入任何内容。")
                return redirect("evaluations:workbook", case.evaluation.pk)
            return view(case, pending)

        return found

    return wrapped


def seen_of(case: Case, pending: PendingImport) -> str:
    """Names what the comparison was made with: the versions, the file (another window may have sent one), its options."""
    versions = {key: state.version for key, state in case.states.items()}
    return content_stamp([versions, pending.pk, pending.settings])


def is_seen(case: Case, pending: PendingImport) -> bool:
    """Whether the comparison that was confirmed is the one of now; if not, the next page says why."""
    if case.request.POST.get("seen") == seen_of(case, pending):
        return True
    messages.error(case.request, CHANGED)
    return False


def imported(case: Case, pending: PendingImport, result: Mapping[Section, SectionData]) -> bool:
    """Writes the sections, all of them or none; if somebody was faster, the next page says so."""
    writes = [
        SectionWrite(
            section,
            data,
            case.states[section.key].version,
            case.states[section.key].is_declared_complete,
        )
        for section, data in result.items()
    ]
    try:
        import_sections(pending=pending, writes=writes, by=case.request.user)
    except StaleSection:
        messages.error(case.request, CHANGED)
        return False
    return True
