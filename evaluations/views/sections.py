"""Filling in: the task list, a section's page, and the choice between two versions of it."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from budgets.domain.execution import summarise
from evaluations.actions.holding import EvaluationLocked
from evaluations.actions.sections import StaleSection, save_section
from evaluations.colleagues import assigned, open_notes
from evaluations.domain.asked import asked, form_data
from evaluations.domain.checks import RULE_BY_CODE
from evaluations.domain.guidance import advice_for
from evaluations.domain.scoring import score
from evaluations.domain.sections import SECTIONS, Section
from evaluations.forms.advice import advise
from evaluations.forms.autosave import Sitting
from evaluations.forms.bound import Bound, bind_posted, has_tokens
from evaluations.forms.cells import Cell
from evaluations.forms.conflict import differences, merged
from evaluations.forms.draft import Draft, Malformed
from evaluations.forms.last_values import last_values
from evaluations.forms.pages import SectionPage, names_of
from evaluations.models import SectionState
from evaluations.queries import linked_keys, load_facts
from evaluations.views.carried import confirmed
from evaluations.views.drafts import (
    Offer,
    Readable,
    form_section,
    is_renamed,
    kept_drafts,
    offer_of,
    sitting_of,
)
from evaluations.views.frame import Case
from evaluations.views.key_figures import key_figures
from evaluations.views.notes import inside_of
from huadu_perf.lib.findings import Finding
from huadu_perf.lib.money import wan
from huadu_perf.lib.stamps import content_stamp

#: Rules the browser can judge by itself (static/js/live.js).
LIVE = ("A1", "B1")
RENAMED = "指标或项目的名称刚被别人修改，还没有保存。请核对文中绑定的数（«…»）所指的指标和项目，再保存。"
LOCKED = "这份自评已送审或报送，不能修改。如需修改，请到填报清单撤回，或申请退回。"


@require_safe
@requires(Permission.VIEW_EVALUATION)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """填报清单: where the evaluation stands, what is missing, who edited last, what happened."""
    case = Case(request, pk)
    return render(
        request,
        "evaluations/detail.html",
        case.context(
            task_groups=_task_groups(case),
            tiles=key_figures(case),
            offers_last_year=case.may_fill
            and bool(case.last_year)
            and not any(s.version for s in case.states.values()),
            is_first_time=case.may_fill and not case.is_begun,
            timeline=[
                {"who": row.by, "when": row.at, "action": row.get_action_display(), "words": row.comment}
                for row in case.history
            ],
            submissions=case.evaluation.submissions.select_related("submitted_by").defer("facts", "findings"),
            open_remarks=[remark for remark in case.remarks if remark.issued_at and not remark.answer_kind],
        ),
    )


def _task_groups(case: Case) -> list[dict[str, Any]]:
    """The sections by step of the work, each with its state and last editor."""
    steps: dict[str, list[dict[str, Any]]] = {}
    notes = open_notes(case.evaluation) if case.is_inside else {}
    for section in SECTIONS:
        progress, state = case.progress[section.key], case.states[section.key]
        steps.setdefault(section.step, []).append(
            {
                "title": f"{section.number}. {section.title}",
                "url": case.section_url(section.key),
                "hint": section.lead,
                "state": progress.state,
                "tone": progress.tone,
                "missing": progress.missing if case.evaluation.state.is_open else 0,
                "carried": sum(place.section == section.key for place in case.carried),
                "editor": state.edited_by,
                "when": state.edited_at,
                "given": assigned(state) if case.is_inside and case.evaluation.state.is_open else None,
                "notes": notes.get(section.key, 0),
            }
        )
    return [{"title": title, "rows": rows} for title, rows in steps.items()]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_EVALUATION)
def section(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One section: shown to those who may read, saved by those who may fill."""
    known, case = form_section(key), Case(request, pk)
    spec = asked(known, case.template)
    return _post(case, spec) if request.method == "POST" else _open(case, spec)


def _open(case: Case, spec: Section) -> HttpResponse:
    """As it is stored, with the offer of an unsaved draft; `?draft=<sitting>` goes on with that draft."""
    state, stored = case.states[spec.key], _stored(case, spec)
    kept = kept_drafts(case, spec)
    resumed = next((each for each in kept if str(each.row.sitting) == case.request.GET.get("draft")), None)
    if resumed is None:
        return _page(case, spec, stored, state.version, kept=offer_of(case, kept, stored, state.version))
    if resumed.row.version < state.version:
        return _conflict(case, spec, resumed.typed.draft, state, resumed)
    return _page(case, spec, resumed.typed.draft, state.version, kept=resumed)


def _post(case: Case, spec: Section) -> HttpResponse:
    if not case.may_fill:
        messages.error(case.request, LOCKED)
        return redirect(case.section_url(spec.key))
    post = case.request.POST
    try:
        draft = Draft.of_post(spec, post)
        version = int(post.get("version", ""))
    except (Malformed, ValueError) as error:
        raise BadRequest("表单不完整，请回到上一页刷新后重试。") from error
    if any(rowset.is_given for rowset in spec.rowsets):
        draft.keep_given(_stored(case, spec))
    if "confirm" in post:
        return confirmed(case, spec, draft) or _page(
            Case(case.request, case.evaluation.pk), spec, draft, version
        )
    if post.get("resolve"):
        draft = merged(spec, draft, _stored(case, spec), post)
    if draft.command(post) or bind_posted(draft, post):
        return _page(case, spec, draft, version)
    return _save(case, spec, draft, version)


def _stored(case: Case, spec: Section) -> Draft:
    """The section as it stands: tokens by name for those who write, values in their place for those who read."""
    if not case.may_fill:
        return Draft.of_data(spec, form_data(spec, case.said))
    data = form_data(spec, case.facts, case.last_year)
    return Draft.of_data(spec, case.bound.shown(spec, data) if has_tokens(spec, data) else data)


def _save(case: Case, spec: Section, draft: Draft, version: int) -> HttpResponse:
    data = draft.read(linked_keys(case.evaluation, spec))
    if data is None:
        return _page(case, spec, draft, version, status=422)
    if has_tokens(spec, data) and case.request.POST.get("names", "") not in ("", case.bound.fingerprint):
        messages.error(case.request, RENAMED)
        return _page(case, spec, draft, version, status=409)
    own = Sitting.of_post(case.request.POST)
    try:
        save_section(
            evaluation=case.evaluation,
            section=spec,
            data=case.bound.stored(spec, data) if has_tokens(spec, data) else data,
            version=version,
            by=case.request.user,
            complete=_is_yes(case, "complete"),
            confirms=_is_yes(case, "complete") and _is_yes(case, "confirms"),
            sitting=own.sitting,
            replaced=[own.replaces] if own.replaces else (),
        )
    except StaleSection as stale:
        return _conflict(case, spec, draft, stale.state)
    except EvaluationLocked:
        messages.error(case.request, LOCKED)
        return redirect(case.section_url(spec.key))
    messages.success(case.request, f"“{spec.title}”已保存。")
    return redirect(_next_url(case, spec))


def _is_yes(case: Case, name: str) -> bool:
    return case.request.POST.get(name) == "yes"


def _next_url(case: Case, spec: Section) -> str:
    after = case.request.POST.get("do")
    if after == "next":
        following = SECTIONS[min(spec.number, len(SECTIONS) - 1)]
        return case.section_url(following.key)
    if after == "list":
        return reverse("evaluations:detail", args=[case.evaluation.pk])
    return case.section_url(spec.key)


def _page(
    case: Case,
    spec: Section,
    draft: Draft,
    version: int,
    status: int = 200,
    kept: Offer | Readable | None = None,
) -> HttpResponse:
    findings = [f for f in case.findings if f.place.section == spec.key and f not in case.explained]
    inside = inside_of(case, spec)
    page = _section_page(case, spec, draft, findings, inside.get("noted"))
    narratives = list(page.narratives()) if case.may_fill else []
    return render(
        case.request,
        f"evaluations/sections/{spec.key}.html",
        case.context(
            spec.key,
            section=spec,
            page=page,
            **inside,
            **_beside(case, spec, narratives),
            errors=list(draft.errors.items()),
            version=version,
            **_drafted(case, spec, kept),
            section_findings=case.shown(findings),
        ),
        status=status,
    )


def _spending(case: Case) -> str:
    """The department's spending budget in 万元, against which the script holds single amounts (元 typed for 万元)."""
    return wan(summarise(case.facts.budget_lines).spending.adjusted_amount)


def _drafted(case: Case, spec: Section, kept: Offer | Readable | None) -> dict[str, Any]:
    """What the page says of the last save and of drafts: one is offered, or the page goes on with one; and what its own are told apart by."""
    resumed = kept if isinstance(kept, Readable) else None
    return {
        "state": case.states[spec.key],
        "saved_words": _saved_words(case.states[spec.key]),
        "complete": _complete(case, spec, resumed),
        "autosave": sitting_of(case, spec, resumed.row if resumed else None) if case.may_fill else None,
        "offer": kept if isinstance(kept, Offer) else None,
        "resumed": resumed,
        "renamed": RENAMED if resumed and is_renamed(case, resumed) else "",
    }


def _complete(case: Case, spec: Section, resumed: Readable | None) -> str:
    """Which answer to 本节是否已填完 is marked: the one posted or kept in the draft, else the stored one."""
    answer = case.request.POST.get("complete") or (resumed.typed.complete if resumed else "")
    return answer or ("yes" if case.states[spec.key].is_declared_complete else "later")


def _section_page(
    case: Case, spec: Section, draft: Draft, findings: list[Finding], noted: Mapping[str, int] | None
) -> SectionPage:
    """The section; for those who write with last year's figures and the marks of what was copied."""
    if not case.may_fill:
        return SectionPage(spec, draft, case.facts, case.scorecard, findings, noted=noted)
    carried = {place.anchor for place in case.carried if place.section == spec.key}
    lasts = last_values(spec, case.facts, case.last_year)
    return SectionPage(spec, draft, case.facts, case.scorecard, findings, lasts, carried, noted)


def _beside(case: Case, spec: Section, narratives: list[Cell]) -> dict[str, Any]:
    """What helps with this section: the rules in force, and at narratives their help and the numbers to bind."""
    if narratives:
        advise(case.facts, narratives)
        case.bound.equip(spec, narratives)
    return {
        "numbers": json.dumps(case.bound.numbers, ensure_ascii=False) if narratives else "",
        "names": case.bound.fingerprint if narratives else "",
        "editable": case.may_fill,
        "section_remarks": [r for r in case.remarks if r.place.split("/")[0] == spec.key],
        "section_count": len(SECTIONS),
        "whole": _spending(case),
        "advice": advice_for(spec, case.facts.campaign.checks),
        "live_rules": _live_rules(case),
        "rules_stamp": content_stamp(case.facts.campaign.checks.model_dump(mode="json")),
    }


def _live_rules(case: Case) -> str:
    """What the script says while one types: the help of the rules that need no server, where they are in force."""
    settings = case.facts.campaign.checks
    helps = {code: RULE_BY_CODE[code].help for code in LIVE if RULE_BY_CODE[code].level(settings)}
    return json.dumps(helps, ensure_ascii=False)


def _saved_words(state: SectionState) -> str:
    if state.edited_at is None:
        return "还没有保存过"
    return f"{state.edited_by or '系统'} {localtime(state.edited_at):%m-%d %H:%M} 保存"


def _conflict(
    case: Case, spec: Section, mine: Draft, state: SectionState, resumed: Readable | None = None
) -> HttpResponse:
    """Shows both versions; nothing was written. The next post carries my draft, my choices and their version."""
    facts = load_facts(case.evaluation)
    bound = Bound.of(facts, score(facts))
    theirs = Draft.of_data(spec, bound.shown(spec, form_data(spec, facts, case.last_year)))
    rows = differences(mine, theirs, names_of(theirs, facts) | names_of(mine, facts))
    return render(
        case.request,
        "evaluations/conflict.html",
        case.context(
            spec.key,
            section=spec,
            rows=rows,
            page=SectionPage(spec, mine, facts, case.scorecard, ()),
            state=state,
            complete=_complete(case, spec, resumed),
            autosave=sitting_of(case, spec, resumed.row if resumed else None),
            names=resumed.typed.names if resumed else "",
        ),
        status=200 if resumed else 409,
    )
