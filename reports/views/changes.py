"""版本对比: two versions of one evaluation side by side, on the screen and as PDF."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.models import Remark, SelfEvaluation
from evaluations.queries import get_evaluation
from evaluations.versions import NOW, Version, facts_of, remarks_of, returned_round, usual_pair, versions_of
from huadu_perf.lib.findings import Place
from reports.domain.comparison import Said, Show, Side, SideBySide, side_by_side
from reports.domain.comparison_report import comparison_report
from reports.views.files import pdf_file


@dataclass(frozen=True)
class Choice:
    """What somebody asked to see: which two versions, and what of them."""

    versions: tuple[Version, ...]
    old: Version
    new: Version
    show: Show

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        return urlencode({"from": self.old.code, "to": self.new.code, "show": self.show})


@require_safe
@requires(Permission.VIEW_EVALUATION)
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """The comparison; what is not chosen is what this person most likely came for."""
    evaluation, choice = _asked(request, pk)
    context = {"evaluation": evaluation, "choice": choice, "shows": Show}
    if choice:
        context["shown"] = _side_by_side(evaluation, choice)
    return render(request, "reports/changes/page.html", context)


@require_safe
@requires(Permission.VIEW_EVALUATION)
def changes_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file; 404 where there is only one version."""
    evaluation, choice = _asked(request, pk)
    if choice is None:
        raise Http404("只有一个版本，没有可以对比的内容。")
    return pdf_file(request, pk, comparison_report(_side_by_side(evaluation, choice)))


def _asked(request: HttpRequest, pk: int) -> tuple[SelfEvaluation, Choice | None]:
    """The evaluation and the choice; no choice where there is one version only. 404 for a version that is not there."""
    evaluation = get_evaluation(request.rights, pk)  # type: ignore[attr-defined]
    versions = versions_of(evaluation, request.rights)  # type: ignore[attr-defined]
    if (usual := usual_pair(versions)) is None:
        return evaluation, None
    old = _version(versions, request.GET.get("from"), usual[0])
    new = _version(versions, request.GET.get("to"), usual[1])
    follows_return = bool(old.round) and old.round == returned_round(evaluation)
    asked = request.GET.get("show", Show.RETURNED if follows_return else Show.CHANGED)
    if asked not in Show.values:
        raise Http404("没有这种显示范围。")
    return evaluation, Choice(versions, old, new, Show(asked))


def _version(versions: tuple[Version, ...], code: str | None, usual: Version) -> Version:
    found = usual if code is None else next((each for each in versions if each.code == code), None)
    if found is None:
        raise Http404("没有这个版本。")
    return found


def _side_by_side(evaluation: SelfEvaluation, choice: Choice) -> SideBySide:
    old, new = (_side(evaluation, version) for version in (choice.old, choice.new))
    remarks = remarks_of(evaluation, choice.old.round) if choice.old.round else []
    return side_by_side(old, new, show=choice.show, remarks=[_said(remark) for remark in remarks])


def _side(evaluation: SelfEvaluation, version: Version) -> Side:
    return Side(
        version.name, version.label, facts_of(evaluation, version), version.code == NOW, version.history
    )


def _said(remark: Remark) -> Said:
    return Said(
        Place.parse(remark.place),
        remark.place_label,
        remark.text,
        remark.get_answer_kind_display(),
        remark.answer,
    )
