"""What the pages of index systems and of report templates do alike: a file becomes a draft, a draft is published."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest

from evaluations.actions.definitions import DefinitionRefused, publish_definition
from evaluations.domain.report_text import TextRefused
from evaluations.exchange.index_systems import FileRefused
from evaluations.models.campaign import Definition
from huadu_perf.lib.forms import error_links

Errors = list[tuple[str, str]]


def drafted(
    request: HttpRequest, form: Form, store: Callable[[Any], Definition]
) -> tuple[Definition | None, Errors]:
    """The draft that the posted file became, told to the person; or everything that is wrong with it."""
    if not form.is_valid():
        return None, error_links(form)
    try:
        draft = store(form.cleaned_data["file"])
    except (FileRefused, TextRefused, DefinitionRefused) as error:
        return None, [("", str(fault)) for fault in error.faults]
    messages.success(request, f"已存为草稿：{draft}。请预览，确认无误后发布。")
    return draft, []


def published(request: HttpRequest, row: Definition) -> Errors:
    """Freezes it and says so; or gives everything that stands in the way."""
    try:
        publish_definition(row=row, by=request.user, seen=request.POST.get("seen", ""))
    except DefinitionRefused as error:
        return [("", fault) for fault in error.faults]
    messages.success(request, "已发布，任务可以选用。发布后不能再改，需要修改时另存为新版本。")
    return []
