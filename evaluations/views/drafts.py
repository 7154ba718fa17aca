"""Drafts of a section: stored while somebody types, thrown away, offered when the section is opened again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_POST

from accounts.access import requires
from accounts.roles import Permission
from evaluations.actions.drafts import Kept, Typed, discard_draft, keep_draft
from evaluations.actions.holding import EvaluationLocked
from evaluations.domain.sections import SECTION_BY_KEY, Section
from evaluations.forms.autosave import Sitting, TooLarge, TypedSection, typed_of, uuid_of
from evaluations.forms.conflict import Difference, differences
from evaluations.forms.draft import Draft, Malformed
from evaluations.forms.pages import names_of
from evaluations.models import SectionDraft, SectionState
from evaluations.queries import drafts_of, unsaved_drafts
from evaluations.views.frame import Case

#: Why nothing was stored; static/js/autosave.js shows the words.
MALFORMED = "内容不完整，未能暂存，请保存"
OTHER_PERSON = "登录的是另一个账号，未能暂存，请用原账号登录"
TOO_LARGE = "内容过长，未能暂存，请保存或分开填写"
NOT_YOURS = "你不能填写这份自评，未能暂存；所填内容仍在本页，可以复制"
LOCKED = "已报送，不能再修改；所填内容仍在本页，可以复制"


def form_section(key: str) -> Section:
    """The section of that key that is filled in on a form; 404 otherwise."""
    spec = SECTION_BY_KEY.get(key)
    if spec is None or not spec.is_form:
        raise Http404
    return spec


@require_POST
@requires(Permission.FILL_EVALUATION)
def store(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Keeps what is typed, unread; answers in JSON, also when nothing was stored."""
    case, spec = Case(request, pk), form_section(key)
    if not case.may_fill:
        return _refused(423, LOCKED if _fills(case) else NOT_YOURS)
    if request.POST.get("person") != str(request.user.pk):
        return _refused(401, OTHER_PERSON)
    try:
        typed = typed_of(request.POST)
        kept = keep_draft(evaluation=case.evaluation, section=key, typed=typed, by=request.user)
    except TooLarge:
        return _refused(413, TOO_LARGE)
    except Malformed:
        return _refused(400, MALFORMED)
    except EvaluationLocked:
        return _refused(423, LOCKED)
    return _answer(case, spec, typed, kept)


def _fills(case: Case) -> bool:
    return case.rights.can_in(Permission.FILL_EVALUATION, case.evaluation.department)


def _refused(status: int, words: str) -> JsonResponse:
    return JsonResponse({"stored": False, "words": words}, status=status)


def _answer(case: Case, spec: Section, typed: Typed, kept: Kept) -> JsonResponse:
    """What became of it; 409 names who saved the section since the page was opened (the draft is stored all the same)."""
    answer: dict[str, Any] = {"outcome": kept.value, "stored": kept == Kept.STORED, "seq": typed.seq}
    if kept != Kept.STORED:
        return JsonResponse(answer)
    state = SectionState.objects.select_related("edited_by").get(evaluation=case.evaluation, section=spec.key)
    answer["at"] = f"{localtime():%H:%M}"
    if state.version == typed.version or state.edited_at is None:
        return JsonResponse(answer)
    who = "你" if state.edited_by_id == case.request.user.pk else state.edited_by
    answer["words"] = f"{who} {when(state.edited_at)} 已保存了较新的内容"
    return JsonResponse(answer, status=409)


@require_POST
@requires(Permission.FILL_EVALUATION)
def discard(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Throws one draft of this person's own away."""
    case, spec = Case(request, pk), form_section(key)
    sitting = uuid_of(request.POST.get("sitting", ""))
    if sitting is not None:
        discard_draft(evaluation=case.evaluation, section=key, sitting=sitting, by=request.user)
    return redirect(case.section_url(spec.key))


def when(moment: datetime) -> str:
    """14:03 today, 11月27日 14:03 otherwise."""
    local = localtime(moment)
    clock = f"{local:%H:%M}"
    return clock if local.date() == localdate() else f"{local.month}月{local.day}日 {clock}"


# ── on the section's page ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Offer:
    """A draft that was not saved, beside what is stored now."""

    row: SectionDraft
    title: str
    differences: list[Difference]
    is_outdated: bool
    others: int


@dataclass(frozen=True)
class Readable:
    """A draft, readable."""

    row: SectionDraft
    typed: TypedSection


def kept_drafts(case: Case, spec: Section) -> list[Readable]:
    """This person's drafts of the section, the newest first; those of another form are left out."""
    if not case.may_fill:
        return []
    found = (
        (row, TypedSection.of_content(spec, row.content))
        for row in drafts_of(case.evaluation, spec.key, case.request.user)
    )
    return [Readable(row, typed) for row, typed in found if typed is not None]


def offer_of(case: Case, kept: list[Readable], stored: Draft, version: int) -> Offer | None:
    """The newest draft that says something else than what is stored."""
    for number, each in enumerate(kept):
        mine = each.typed.draft
        rows = differences(mine, stored, names_of(stored, case.facts) | names_of(mine, case.facts))
        if rows:
            row = each.row
            return Offer(
                row,
                f"{when(row.stored_at)} 暂存的草稿还没有保存",
                rows,
                row.version < version,
                len(kept) - number - 1,
            )
    return None


def unsaved_of(case: Case) -> list[dict[str, Any]]:
    """Everybody's drafts that a submission would end: section, person, time; not what they say."""
    return [
        {
            "title": SECTION_BY_KEY[row.section].title,
            "url": case.section_url(row.section),
            "person": row.person,
            "when": when(row.stored_at),
        }
        for row in unsaved_drafts(case.evaluation)
    ]


def is_renamed(case: Case, resumed: Readable) -> bool:
    """Whether the draft's texts hold numbers by names that are others by now."""
    return resumed.typed.has_tokens and resumed.typed.names not in ("", case.bound.fingerprint)


def sitting_of(case: Case, spec: Section, resumed: SectionDraft | None = None) -> dict[str, Any]:
    """What the form carries: its sitting (the same while it is redrawn), and the draft it goes on with."""
    posted = Sitting.of_post(case.request.POST)
    replaces = resumed.sitting if resumed else posted.replaces
    return {
        "url": reverse("evaluations:draft", args=[case.evaluation.pk, spec.key]),
        "person": case.request.user,
        "sitting": posted.sitting or uuid4(),
        "replaces": replaces or "",
        "seq": posted.seq,
        "pause": settings.DRAFT_PAUSE_MS,
        "is_unsaved": case.request.method == "POST" or resumed is not None,
    }
