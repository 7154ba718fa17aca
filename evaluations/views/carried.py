"""从上年复制: choosing what to copy and looking at it first; and confirming what was copied."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from evaluations.actions.carried import confirm_carried, copy_sections
from evaluations.actions.holding import EvaluationLocked
from evaluations.actions.sections import StaleSection
from evaluations.domain.carrying import Plan, plan
from evaluations.domain.sections import FORM_SECTIONS, SECTION_BY_KEY, Section
from evaluations.forms.carried import Choices, panels
from evaluations.forms.draft import Draft
from evaluations.last_year import Filing, last_filing
from evaluations.views.frame import Case

LOCKED = "这份自评已报送，不能从上年复制。"
CHANGED = "上年的自评刚有变动，没有写入任何内容。下面已换成最新的内容，请核对后再复制。"
STALE = "“{section}”在你打开本页之后有人保存过，没有写入任何内容。下面已换成最新的内容，请核对后再复制。"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FILL_EVALUATION)
def last_year(request: HttpRequest, pk: int) -> HttpResponse:
    """What the filing of the nearest earlier year gives, part by part; copies what was chosen, at once."""
    case = Case(request, pk)
    if not case.may_fill:
        messages.error(request, LOCKED)
        return redirect("evaluations:detail", pk)
    filing = last_filing(case.evaluation)
    if filing is None:
        return render(request, "evaluations/last_year.html", case.context())
    if request.method != "POST":
        return _page(case, filing, Choices.offered(filing.facts, case.facts))
    return _copy(case, filing, Choices.of_post(request.POST))


def _page(
    case: Case, filing: Filing, choices: Choices, errors: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    seen = plan(filing.facts, case.facts, choices.parts, choices.replacing)
    shown = panels(seen, choices)
    context = case.context(
        filing=filing,
        panels=shown,
        versions=[(section.key, case.states[section.key].version) for section in FORM_SECTIONS],
        errors=[("", error) for error in errors],
        missing=range(filing.year + 1, case.evaluation.campaign.year),
    )
    return render(case.request, "evaluations/last_year.html", context, status=status)


def _copy(case: Case, filing: Filing, choices: Choices) -> HttpResponse:
    if case.request.POST.get("filing") != str(filing.submission):
        return _page(case, filing, choices, (CHANGED,), 409)
    made = plan(filing.facts, case.facts, choices.parts, choices.replacing)
    if not made.marks:
        words = "没有勾选任何内容。" if not choices.parts else "勾选的内容都已填写，没有可以复制的。"
        return _page(case, filing, choices, (words,), 422)
    try:
        copy_sections(
            evaluation=case.evaluation,
            sections=made.sections,
            marks=made.marks,
            from_year=filing.year,
            versions=choices.versions,
            by=case.request.user,
        )
    except StaleSection as stale:
        words = STALE.format(section=SECTION_BY_KEY[stale.state.section].title)
        return _page(Case(case.request, case.evaluation.pk), filing, choices, (words,), 409)
    except EvaluationLocked:
        messages.error(case.request, LOCKED)
        return redirect("evaluations:detail", case.evaluation.pk)
    messages.success(case.request, _done(made))
    return redirect("evaluations:detail", case.evaluation.pk)


def _done(made: Plan) -> str:
    titles = "、".join(f"“{SECTION_BY_KEY[key].title}”" for key in made.sections)
    return f"已从 {made.year} 年复制 {len(made.marks)} 项到{titles}，都标为“沿用上年，待核对”。"


# ── confirming ───────────────────────────────────────────────────────────────────────────────────────────────────


def confirmed(case: Case, spec: Section, draft: Draft) -> HttpResponse | None:
    """Carries out a pressed 已核对; the section is drawn anew with everything typed, unless it is locked by now."""
    asked = case.request.POST.get("confirm", "")
    own = [place for place in case.carried if place.section == spec.key]
    places = own if asked == "all" else [place for place in own if place.anchor == asked]
    try:
        count = confirm_carried(evaluation=case.evaluation, places=places, by=case.request.user)
    except EvaluationLocked:
        messages.error(case.request, "这份自评已报送，不能修改。")
        return redirect(case.section_url(spec.key))
    left = len(own) - len(places)
    messages.success(
        case.request,
        f"已核对 {count} 项" + (f"，本节还有 {left} 项待核对。" if left else "，本节已全部核对。"),
    )
    draft.focus = "" if asked == "all" else asked
    return None


def carried_links(case: Case) -> list[dict[str, Any]]:
    """Everything that waits to be confirmed, by section, each with its address."""
    groups: dict[str, list[dict[str, str]]] = {}
    for place in case.carried:
        row = {"label": case.place_label(place), "url": case.place_url(place)}
        groups.setdefault(place.section, []).append(row)
    return [
        {"title": section.title, "url": case.section_url(section.key), "rows": groups[section.key]}
        for section in FORM_SECTIONS
        if section.key in groups
    ]
