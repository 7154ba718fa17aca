"""修改记录: who changed which field of an evaluation when, from what to what."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.domain.numbers.naming import names_of
from evaluations.domain.sections import SECTION_BY_KEY, SECTIONS
from evaluations.history_of_rows import editors_of, edits_of, told
from evaluations.views.frame import Case

PAGE_SIZE = 50


@require_safe
@requires(Permission.VIEW_EVALUATION)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The edits, newest first; `?section=` and `?who=` narrow them."""
    case = Case(request, pk)
    section = request.GET.get("section", "")
    section = section if section in SECTION_BY_KEY else ""
    people = editors_of(case.evaluation)
    who = request.GET.get("who", "")
    who = who if who in dict(people) else ""
    page = Paginator(edits_of(case.evaluation, section, who), PAGE_SIZE).get_page(request.GET.get("page"))
    context = case.context(
        page=page,
        edits=told(case.evaluation, page, names_of(case.facts)),
        people=people,
        known_sections=SECTIONS,
        chosen_section=section,
        chosen_person=who,
    )
    return render(request, "evaluations/record.html", context)
