"""财务表对应关系: how the sheets of a region's finance systems are read, for the manager to mend."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from budgets.enums import BudgetItem
from evaluations.actions.imports import drop_mapping, edit_mapping
from evaluations.domain.finance_sheet import NAME, ROLES, SKIP, UNITS
from evaluations.models import FinanceMapping
from evaluations.queries import mappings_of

ITEMS = [(f"item:{item.value}", item.label) for item in BudgetItem]


@require_safe
@requires(Permission.MANAGE_CAMPAIGNS)
def mappings(request: HttpRequest) -> HttpResponse:
    """All of them."""
    rows = mappings_of(request.rights)  # type: ignore[attr-defined]
    return render(request, "evaluations/finance_mappings.html", {"mappings": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_CAMPAIGNS)
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: its columns, unit and names."""
    row = get_object_or_404(mappings_of(request.rights), pk=pk)  # type: ignore[attr-defined]
    if request.method != "POST":
        return _page(request, row)
    if request.POST.get("do") == "delete":
        drop_mapping(mapping=row, by=request.user)
        messages.success(request, "已删除。下次上传这样的表时重新选择。")
        return redirect("evaluations:finance_mappings")
    return _save(request, row)


def _save(request: HttpRequest, row: FinanceMapping) -> HttpResponse:
    post = request.POST
    columns = {role: post[role] for role in ROLES if post.get(role) in row.heads}
    if NAME not in columns or len(columns) < 2:
        message = "请选择项目名称列和至少一列金额"
        return _page(request, row, [(f"id_{NAME}", message)], status=422)
    if len(set(columns.values())) < len(columns):
        return _page(request, row, [(f"id_{NAME}", "同一列不能选两次")], status=422)
    unit = post.get("unit", "")
    items, projects = _items(row, post), _projects(row, post)
    edit_mapping(
        mapping=row, unit=unit if unit in UNITS else row.unit, columns=columns, items=items, projects=projects,
        by=request.user,
    )  # fmt: skip
    messages.success(request, "已保存。")
    return redirect("evaluations:finance_mapping", row.pk)


def _items(row: FinanceMapping, post: QueryDict) -> dict[str, str]:
    """The names with what they stand for; one that stands for nothing is forgotten."""
    valid = {value for value, _ in ITEMS} | {SKIP}
    posted = {
        name: post.get(f"item-{place}", row.items[name]) for place, name in enumerate(sorted(row.items))
    }
    return {name: target for name, target in posted.items() if target in valid}


def _projects(row: FinanceMapping, post: QueryDict) -> dict[str, dict[str, str]]:
    gone = set(post.getlist("forget"))
    return {
        code: {name: ours for name, ours in names.items() if f"{code}|{name}" not in gone}
        for code, names in row.projects.items()
    }


def _page(
    request: HttpRequest, row: FinanceMapping, errors: list[tuple[str, str]] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "mapping": row,
        "errors": errors or [],
        "roles": [(role, label, row.columns.get(role, "")) for role, (label, _) in ROLES.items()],
        "units": UNITS,
        "skip": SKIP,
        "items": [(f"item-{place}", name, row.items[name]) for place, name in enumerate(sorted(row.items))],
        "options": ITEMS,
        "projects": [
            (code, name, ours) for code, names in row.projects.items() for name, ours in names.items()
        ],
    }
    return render(request, "evaluations/finance_mapping.html", context, status=status)
