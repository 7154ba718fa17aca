"""内部备注: what people of a department tell each other about a section; finance never sees it."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.roles import Permission
from evaluations.actions.colleagues import add_note, delete_note, tick_note
from evaluations.colleagues import assigned, notes_of, presence_words, present_in
from evaluations.domain.asked import asked
from evaluations.domain.sections import Section
from evaluations.forms.colleagues import NoteForm
from evaluations.models import InternalNote
from evaluations.views.colleagues import inside
from evaluations.views.drafts import form_section
from evaluations.views.frame import Case
from huadu_perf.lib.findings import Place
from huadu_perf.lib.forms import error_links

ONLY_READ = "主管部门只能查看内部备注。"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK_INSIDE)
def notes(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The notes of a section, and the form for one more; `?at=<place>` chooses its place."""
    known, case = form_section(key), inside(request, pk)
    spec = asked(known, case.template)
    places = places_of(case, spec)
    if request.method != "POST":
        return _page(case, spec, NoteForm(places=places, initial={"place": request.GET.get("at", spec.key)}))
    if not case.may_note:
        messages.error(request, ONLY_READ)
        return redirect(_url(case, spec.key))
    form = NoteForm(request.POST, places=places)
    if not form.is_valid():
        return _page(case, spec, form, status=422)
    said = form.cleaned_data
    add_note(
        evaluation=case.evaluation,
        section=spec.key,
        place=said["place"],
        place_label=dict(places)[said["place"]],
        text=said["text"],
        by=request.user,
    )
    messages.success(request, "内部备注已记下。")
    return redirect(_url(case, spec.key))


def _url(case: Case, key: str) -> str:
    return reverse("evaluations:notes", args=[case.evaluation.pk, key])


def places_of(case: Case, spec: Section) -> list[tuple[str, str]]:
    """Where a note can stand: the section, its single fields, its rows by name."""
    places = [Place(spec.key, field=field.name) for field in spec.fields]
    for rowset in spec.rowsets:
        places += [Place(spec.key, rowset.name, row.key) for row in getattr(case.facts, rowset.name)]
    named = [(str(place), case.place_label(place).removeprefix(f"{spec.title} · ")[:120]) for place in places]
    return [(spec.key, "整节"), *named]


def _page(case: Case, spec: Section, form: NoteForm, status: int = 200) -> HttpResponse:
    return render(
        case.request,
        "evaluations/notes.html",
        case.context(
            spec.key,
            section=spec,
            notes=[shown(case, note) for note in notes_of(case.evaluation, spec.key)],
            form=form if case.may_note else None,
            errors=error_links(form),
        ),
        status=status,
    )


def shown(case: Case, note: InternalNote) -> dict[str, Any]:
    """A note as the template takes it."""
    return {
        "note": note,
        "url": case.place_url(Place.parse(note.place)),
        "is_own": note.by_id == case.request.user.pk,
        "may_tick": case.may_note,
    }


def given_of(case: Case, key: str) -> dict[str, Any]:
    """Who does the section, for the department's own people while it may be changed."""
    shows = case.is_inside and case.evaluation.state.is_open
    return {"given": assigned(case.states[key]) if shows else None, "shows_given": shows}


def inside_of(case: Case, spec: Section) -> dict[str, Any]:
    """What the page of a section says to the department's own people: who fills it in, who is at it, what is noted where."""
    if not case.is_inside:
        return {}
    present = present_in(case.evaluation, spec.key, case.request.user) if case.may_fill else ()
    notes = [shown(case, note) for note in notes_of(case.evaluation, spec.key)]
    pending = [each for each in notes if each["note"].done_at is None]
    return {
        **given_of(case, spec.key),
        "presence": presence_words(present),
        "open_notes": pending,
        "done_notes": len(notes) - len(pending),
        "noted": Counter(Place.parse(each["note"].place).anchor for each in pending),
    }


@require_POST
@requires(Permission.WORK_INSIDE)
def note_change(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """Ticks a note, opens it again, or deletes one's own."""
    case = inside(request, pk)
    note = InternalNote.objects.filter(evaluation=case.evaluation, key=key).first()
    if note is None:
        messages.error(request, "这条内部备注已删除。")
        return redirect("evaluations:detail", pk)
    do = request.POST.get("do", "")
    if not case.may_note:
        messages.error(request, ONLY_READ)
    elif do == "delete":
        deleted = delete_note(evaluation=case.evaluation, key=key, by=request.user)
        said = "内部备注已删除。" if deleted else "别人的内部备注不能删除，可以标记已处理。"
        (messages.success if deleted else messages.error)(request, said)
    elif do in ("done", "open"):
        tick_note(evaluation=case.evaluation, key=key, done=do == "done", by=request.user)
        messages.success(request, "内部备注已标记为" + ("已处理。" if do == "done" else "未处理。"))
    return redirect(_url(case, note.section))
