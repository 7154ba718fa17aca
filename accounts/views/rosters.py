"""名册: taken as an Excel file, changed, uploaded, looked at, and written on confirmation, whole or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.actions.rosters import (
    FirstPassword,
    RowsRefused,
    StaleRoster,
    plan_departments,
    plan_people,
    take_departments,
    take_people,
)
from accounts.domain.roster import Outcome, RosterDepartment, RosterPerson, Step, stamp_of
from accounts.exchange.roster import (
    DEPARTMENTS,
    PEOPLE,
    Roster,
    RosterRefused,
    read_departments,
    read_people,
    roster_file,
)
from accounts.forms import RosterFileForm
from accounts.models import Region
from accounts.queries import departments_of, people_of
from accounts.roles import Permission, Role
from huadu_perf.lib.downloads import XLSX, attachment
from huadu_perf.lib.forms import error_links

SALT, DAY = "accounts.roster", 24 * 3600


@dataclass(frozen=True)
class Kind:
    """One of the two rosters. `heads`: of the key and the name. `plan` says what its rows would do; may raise RowsRefused."""

    url: str
    title: str
    heads: tuple[str, str]
    lead: str
    permission: Permission
    read: Callable[[bytes], Roster]
    file: Callable[[Region], bytes]
    plan: Callable[[Region, Sequence[Any], Any], tuple[Step, ...]]
    entry: Callable[[dict[str, Any]], Any]

    @property
    def back(self) -> str:
        """What the page of all such data is called in the bar."""
        return "账号管理" if self.permission == Permission.MANAGE_ACCOUNTS else "基础数据"

    @property
    def file_url(self) -> str:
        """The address of the file, by name."""
        return f"{self.url}_file"

    def regions(self, request: HttpRequest) -> QuerySet[Region]:
        """The regions whose roster a person may change: accounts are kept for all, departments for one's own."""
        if self.permission == Permission.MANAGE_ACCOUNTS:
            return Region.objects.all()
        return Region.objects.filter(pk__in=request.rights.regions(self.permission))  # type: ignore[attr-defined]


DEPARTMENT_ROSTER = Kind(
    "accounts:departments",
    "部门名册",
    ("预算代码", "全称"),
    "本区划的部门和下属单位。新年度开启自评前，在这里一次更新。",
    Permission.MANAGE_CAMPAIGNS,
    read_departments,
    lambda region: roster_file(DEPARTMENTS, departments_of(region).values()),
    lambda region, rows, by: plan_departments(region, rows),
    lambda values: RosterDepartment(**values),
)
PEOPLE_ROSTER = Kind(
    "accounts:people",
    "人员名册",
    ("用户名", "姓名"),
    "能登录的人和他们的角色。新账号得到一个随机的初始密码，本人登录后须另设。",
    Permission.MANAGE_ACCOUNTS,
    read_people,
    lambda region: roster_file(PEOPLE, people_of(region)),
    plan_people,
    lambda values: RosterPerson(**values | {"role": Role(values["role"])}),
)


@dataclass(frozen=True)
class Proposal:
    """Rows that were read and looked at, and what they would do; travels through the page, signed."""

    region: int
    rows: list[dict[str, Any]]
    seen: str
    person: int

    def signed(self) -> str:
        """As a hidden field."""
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    @classmethod
    def of_request(cls, request: HttpRequest) -> "Proposal":
        """The one that was posted. Raises BadSignature for another's, an old or an altered one."""
        proposal = cls(**signing.loads(request.POST["rows"], salt=SALT, max_age=DAY))
        if proposal.person != request.user.pk:
            raise signing.BadSignature
        return proposal


def _roster(kind: Kind, request: HttpRequest) -> HttpResponse:
    """The page, what an uploaded roster would do, and its confirmation."""
    if not kind.regions(request):
        raise PermissionDenied
    if request.method != "POST":
        return _page(kind, request, RosterFileForm(regions=kind.regions(request)))
    if "rows" in request.POST:
        return _confirmed(kind, request)
    form = RosterFileForm(request.POST, request.FILES, regions=kind.regions(request))
    if not form.is_valid():
        return _page(kind, request, form, error_links(form))
    region = form.cleaned_data["region"]
    try:
        roster = kind.read(form.cleaned_data["file"].read())
        try:
            steps = kind.plan(region, roster.entries, request.user)
        except RowsRefused as error:
            raise RosterRefused(roster.placed(error.faults)) from error
    except RosterRefused as error:
        return _page(kind, request, form, [("", fault) for fault in error.faults])
    return _preview(kind, request, region, roster.entries, steps)


def _page(
    kind: Kind, request: HttpRequest, form: RosterFileForm, errors: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    context = {"kind": kind, "form": form, "errors": errors, "regions": kind.regions(request)}
    return render(request, "accounts/roster.html", context, status=422 if errors else 200)


def _preview(
    kind: Kind,
    request: HttpRequest,
    region: Region,
    rows: Sequence[Any],
    steps: Sequence[Step],
    *,
    is_stale: bool = False,
) -> HttpResponse:
    """What would be added and changed, before anything is written."""
    proposal = Proposal(region.pk, [asdict(row) for row in rows], stamp_of(steps), request.user.pk)
    counts = {outcome: sum(step.outcome == outcome for step in steps) for outcome in Outcome}
    context = {
        "kind": kind,
        "region": region,
        "steps": [step for step in steps if step.outcome != Outcome.SAME],
        "counts": [(outcome.value, count) for outcome, count in counts.items()],
        "rows": proposal.signed(),
        "is_stale": is_stale,
    }
    return render(request, "accounts/roster_check.html", context, status=409 if is_stale else 200)


def _confirmed(kind: Kind, request: HttpRequest) -> HttpResponse:
    """Writes what was looked at; shows it again where something else would come of it by now."""
    try:
        proposal = Proposal.of_request(request)
    except signing.BadSignature:
        messages.error(request, "这次核对已失效，什么都没有写入。请重新上传名册。")
        return redirect(kind.url)
    region = get_object_or_404(kind.regions(request), pk=proposal.region)
    rows = [kind.entry(row) for row in proposal.rows]
    try:
        return _written(kind, request, region, rows, proposal.seen)
    except StaleRoster as error:
        return _preview(kind, request, region, rows, error.steps, is_stale=True)
    except RowsRefused as error:
        form = RosterFileForm(regions=kind.regions(request))
        return _page(kind, request, form, [("", words) for _, words in error.faults])


def _written(
    kind: Kind, request: HttpRequest, region: Region, rows: Sequence[Any], seen: str
) -> HttpResponse:
    if kind is PEOPLE_ROSTER:
        told = take_people(region=region, rows=rows, by=request.user, seen=seen)
        if told:
            return _first_passwords(request, told)
    else:
        take_departments(region=region, rows=rows, by=request.user, seen=seen)
    messages.success(request, f"{kind.title}已写入。")
    return redirect(kind.url)


def _first_passwords(request: HttpRequest, told: Sequence[FirstPassword]) -> HttpResponse:
    """Shown once and kept nowhere; a second post of the form adds nobody and shows nothing."""
    return render(request, "accounts/first_passwords.html", {"told": told})


def _file(kind: Kind, request: HttpRequest, region: int) -> HttpResponse:
    """The roster as it is now."""
    row = get_object_or_404(kind.regions(request), pk=region)
    return attachment(kind.file(row), XLSX, f"{row.name}_{kind.title}_{timezone.localdate():%Y%m%d}.xlsx")


def _guarded(kind: Kind, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    return requires(kind.permission)(partial(view, kind))


_both, _read_only = require_http_methods(["GET", "HEAD", "POST"]), require_safe
departments = _both(_guarded(DEPARTMENT_ROSTER, _roster))
departments_file = _read_only(_guarded(DEPARTMENT_ROSTER, _file))
people = _both(_guarded(PEOPLE_ROSTER, _roster))
people_file = _read_only(_guarded(PEOPLE_ROSTER, _file))
