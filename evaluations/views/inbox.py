"""消息: what happened to a person's evaluations, newest first; opened by a post, as opening one marks it read."""

from typing import Any

from django.contrib import messages as flash
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from accounts.access import passive, requires
from accounts.roles import Permission
from evaluations import inbox
from evaluations.actions.inbox import mark_all_read, mark_read
from evaluations.enums import Action
from evaluations.inbox_words import Message, told
from evaluations.views.frame import section_address

PAGE_SIZE = 50
#: Where one acts on a step; elsewhere the task list is the place.
LEADS_TO = {
    Action.SEND_TO_LEADER: "evaluations:check",
    Action.RETURN: "evaluations:answers",
    Action.APPROVE: "reports:issued",
}


@require_safe
@requires(Permission.VIEW_EVALUATION)
def messages(request: HttpRequest) -> HttpResponse:
    """All messages, or those that are unread."""
    rights = request.rights
    only_unread = request.GET.get("show") == "unread"
    everything, unread = inbox.messages(rights), inbox.unread(rights)
    page = Paginator((unread if only_unread else everything).order_by("-moment", "sort", "-row"), PAGE_SIZE)
    shown = page.get_page(request.GET.get("page"))
    counts = {only_unread: shown.paginator.count}
    counts[not only_unread] = (everything if only_unread else unread).count()
    context: dict[str, Any] = {
        "page": shown,
        "rows": told(rights, shown),
        "only_unread": only_unread,
        "unread": counts[True],
        "tabs": [("全部", "?", counts[False], not only_unread), ("未读", "?show=unread", counts[True], only_unread)],
        "until": timezone.now().isoformat(),
    }  # fmt: skip
    return render(request, "evaluations/messages.html", context)


@require_POST
@requires(Permission.VIEW_EVALUATION)
def open_message(request: HttpRequest, kind: str, row: int) -> HttpResponse:
    """Marks it read and leads to the place where one acts. 404 for what is not this person's, or not any more."""
    found = list(inbox.key_of(request.rights, kind, row))
    if not (shown := told(request.rights, found)):
        raise Http404
    mark_read(messages=[key[:3] for key in found], by=request.user)
    return redirect(address_of(shown[0]))


def address_of(message: Message) -> str:
    """The page where one acts on it."""
    pk = message.evaluation.pk
    if message.section:
        return section_address(pk, message.section)
    if message.decides:
        return reverse("evaluations:review", args=[pk])
    return reverse(LEADS_TO.get(message.action, "evaluations:detail"), args=[pk])  # type: ignore[arg-type]


@require_POST
@requires(Permission.VIEW_EVALUATION)
def read_all(request: HttpRequest) -> HttpResponse:
    """Marks read what the page knew of; what came after it stays unread."""
    try:
        until = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        until = None
    if until is None or timezone.is_naive(until):
        raise BadRequest("表单不完整，请回到上一页刷新后重试。")
    count = mark_all_read(rights=request.rights, until=until)
    flash.success(request, f"{count} 条消息已标为已读。" if count else "没有未读消息。")
    return redirect("evaluations:messages")


@passive
@require_safe
@requires(Permission.VIEW_EVALUATION)
def unread(request: HttpRequest) -> JsonResponse:
    """How many are unread, for the bell of an open page."""
    return JsonResponse({"unread": inbox.unread_count(request.rights)})
