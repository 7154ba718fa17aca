"""自评任务: the manager opens a year, watches it, extends a due date."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.models import Department, Region
from accounts.roles import Permission
from evaluations.actions.campaigns import (
    StaleSettings,
    create_campaign,
    extend_deadline,
    open_evaluations,
    set_check_settings,
)
from evaluations.actions.inbox import Reminded, remind
from evaluations.domain.inbox import WITH_DEPARTMENT
from evaluations.enums import Status
from evaluations.forms.campaign import CampaignForm, ExtensionForm, ReminderForm
from evaluations.forms.check_settings import CheckSettingsForm
from evaluations.forms.overview import LATE
from evaluations.models import Campaign, Reminder
from evaluations.overview import SECTION_COUNT, Standing, standings
from evaluations.queries import (
    campaigns_visible_to,
    evaluations_visible_to,
    reminded_today,
    reminders_of,
    unopened_departments,
)
from huadu_perf.lib.forms import error_links
from huadu_perf.lib.stamps import content_stamp
from huadu_perf.templatetags.ui import cn_date


@require_safe
@requires(Permission.MANAGE_CAMPAIGNS)
def campaigns(request: HttpRequest) -> HttpResponse:
    """All campaigns of the manager's regions, and how far each is."""
    found = (
        campaigns_visible_to(request.rights)
        .annotate(
            opened=Count("evaluations"),
            filed=Count("evaluations", filter=Q(evaluations__round__gt=0)),
            approved=Count("evaluations", filter=Q(evaluations__status=Status.APPROVED)),
        )
        .order_by("-year", "name")
    )  # a query that counts forgets the model's own order
    return render(request, "evaluations/campaigns.html", {"campaigns": found})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_CAMPAIGNS)
def create(request: HttpRequest) -> HttpResponse:
    """A new campaign; its evaluations are opened by a step of their own."""
    regions = Region.objects.filter(pk__in=request.rights.regions(Permission.MANAGE_CAMPAIGNS))
    before = campaigns_visible_to(request.rights).first()
    form = CampaignForm(request.POST or None, initial=CampaignForm.after(before, regions), regions=regions)
    if request.method == "POST" and form.is_valid():
        campaign = create_campaign(campaign=Campaign(**form.cleaned_data), by=request.user)
        messages.success(request, "任务已建立。下一步：给各部门开启自评。")
        if campaign.due_on < timezone.localdate():
            messages.warning(
                request, f"截止日期 {cn_date(campaign.due_on)}已过，各部门不能报送。在“修改任务”里改期。"
            )
        return redirect("evaluations:campaign", campaign.pk)
    return render(
        request,
        "evaluations/campaign_new.html",
        {"form": form, "before": before if not form.is_bound else None},
        status=422 if form.errors else 200,
    )


@require_safe
@requires(Permission.MANAGE_CAMPAIGNS)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the departments are, and what the manager can do."""
    found = get_object_or_404(campaigns_visible_to(request.rights), pk=pk)
    return _page(request, found)


def _page(
    request: HttpRequest,
    found: Campaign,
    form: ExtensionForm | None = None,
    reminding: ReminderForm | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = standings(evaluations_visible_to(request.rights).filter(campaign=found), request.rights)
    waiting = unopened_departments(found)
    form = form or _extension_form(found, department=request.GET.get("extend"))
    reminders = list(reminders_of(found))
    reminding = reminding or _reminder_form(rows, reminders)
    context: dict[str, Any] = {
        "campaign": found,
        "index_system": found.index_system.facts,
        "rows": rows,
        "tiles": _tiles(found, rows),
        "section_count": SECTION_COUNT,
        "waiting": waiting,
        "form": form,
        "reminding": reminding,
        "reminded": _sent_together(reminders),
        "errors": [*error_links(reminding), *error_links(form)],
        "extensions": found.extensions.select_related("department", "granted_by"),
    }
    return render(request, "evaluations/campaign.html", context, status=status)


def _tiles(found: Campaign, rows: list[Standing]) -> list[dict[str, Any]]:
    """How many are where, each with the list behind it."""
    counts = Counter(row.evaluation.status for row in rows)
    entries = [(state.value, state.finance_label, counts[state.value]) for state in Status]
    entries.append((LATE, "逾期未报送", sum(row.is_late for row in rows)))
    desk = reverse("evaluations:dashboard")
    return [
        {"label": label, "value": count, "url": f"{desk}?campaign={found.pk}&status={value}#list-title"}
        for value, label, count in entries
    ]


def _extension_form(found: Campaign, data: Any = None, department: str | None = None) -> ExtensionForm:
    departments = Department.objects.filter(region=found.region_id, is_active=True)
    return ExtensionForm(
        data, initial={"department": department}, departments=departments, campaign_due=found.due_on
    )


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS)
def open_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the self-evaluation of every department that has none yet."""
    found = get_object_or_404(campaigns_visible_to(request.rights), pk=pk)
    opened = open_evaluations(campaign=found, by=request.user)
    messages.success(request, f"已为 {opened} 个部门开启自评。" if opened else "所有部门都已开启，没有新增。")
    return redirect("evaluations:campaign", pk)


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS)
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """A later due date for one department, with the reason."""
    found = get_object_or_404(campaigns_visible_to(request.rights), pk=pk)
    form = _extension_form(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    extend_deadline(campaign=found, by=request.user, **form.cleaned_data)
    messages.success(
        request, f"{form.cleaned_data['department']}已延期至 {cn_date(form.cleaned_data['due_on'])}。"
    )
    return redirect("evaluations:campaign", pk)


def _reminder_form(rows: list[Standing], reminders: Iterable[Reminder], data: Any = None) -> ReminderForm:
    """Offers the departments that have it, with how far they are."""
    today = reminded_today(reminders)
    offered = [
        (row.evaluation.department_id, _standing_words(row, row.evaluation.pk in today))
        for row in rows
        if row.state in WITH_DEPARTMENT
    ]
    return ReminderForm(data, departments=offered)


def _standing_words(row: Standing, is_reminded: bool) -> str:
    words = [row.state.finance_label]
    words += ["已过期"] if row.is_late else []
    words += ["今天已催过"] if is_reminded else []
    words += [] if row.contacts else ["没有填报人账号"]
    return f"{row.evaluation.department.display_name}（{'，'.join(words)}）"


def _sent_together(reminders: Iterable[Reminder]) -> list[tuple[Reminder, list[Reminder]]]:
    """Reminders that were sent at once, with the first of them for what they share."""
    groups = [list(group) for _, group in groupby(reminders, key=lambda row: (row.at, row.by_id))]
    return [(group[0], sorted(group, key=lambda row: row.evaluation.department.code)) for group in groups]


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS)
def remind_departments(request: HttpRequest, pk: int) -> HttpResponse:
    """催报: a message to the preparers and leaders of departments that have not filed."""
    found = get_object_or_404(campaigns_visible_to(request.rights), pk=pk)
    rows = standings(evaluations_visible_to(request.rights).filter(campaign=found), request.rights)
    form = _reminder_form(rows, reminders_of(found), request.POST)
    if not form.is_valid():
        return _page(request, found, reminding=form, status=422)
    text, again = form.cleaned_data["text"], form.cleaned_data["again"]
    done = remind(campaign=found, text=text, by=request.user, departments=form.chosen, again=again)
    if done.left_out and not done.sent:
        form.add_error("again", "所选部门今天都已催过，没有再发。确要再发一次，请勾选本项。")
        return _page(request, found, reminding=form, status=422)
    _tell(request, done)
    return redirect("evaluations:campaign", pk)


def _tell(request: HttpRequest, done: Reminded) -> None:
    if done.sent:
        messages.success(request, f"已向 {len(done.sent)} 个部门催报，填报人和负责人会在“消息”里看到。")
    else:
        messages.info(request, "所选部门刚刚都已报送，没有发出催报。")
    if done.left_out:
        names = "、".join(row.department.display_name for row in done.left_out)
        messages.warning(request, f"{names}今天已催过，没有再发。")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_CAMPAIGNS)
def checks(request: HttpRequest, pk: int) -> HttpResponse:
    """The level of every rule of the checker in this campaign, and its thresholds."""
    found = get_object_or_404(campaigns_visible_to(request.rights), pk=pk)
    if request.method != "POST":
        return _checks_page(request, found, CheckSettingsForm(settings=found.checks))
    form, seen = CheckSettingsForm(request.POST, settings=found.checks), request.POST.get("seen", "")
    if not form.is_valid():
        return _checks_page(request, found, form, seen, status=422)
    try:
        set_check_settings(campaign=found, settings=form.stated, by=request.user, seen=seen)
    except StaleSettings:
        form.settings = found.checks
        return _checks_page(request, found, form, others=form.differing(found.checks), status=409)
    messages.success(request, "校验设置已保存，对未报送的自评立即生效。")
    return redirect("evaluations:campaign", pk)


def _checks_page(
    request: HttpRequest,
    found: Campaign,
    form: CheckSettingsForm,
    seen: str | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """`seen`: the settings the page was first made from; without it, those that are stored now."""
    context = {
        "campaign": found,
        "form": form,
        "errors": error_links(form),
        "seen": content_stamp(found.check_settings) if seen is None else seen,
        "is_stale": status == 409,
        **more,
    }
    return render(request, "evaluations/campaign_checks.html", context, status=status)
