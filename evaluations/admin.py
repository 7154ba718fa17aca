"""Reference data in the admin, for the manager; the rest of the evaluation is never edited here."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from accounts.admin import RoleAdmin
from evaluations.actions.definitions import DefinitionRefused, publish_definition
from evaluations.actions.index_systems import copy_to_next_year
from evaluations.actions.reference import copy_definition
from evaluations.enums import Scope
from evaluations.models import Campaign, IndexSystem, ReportTemplate
from evaluations.queries import published_systems


@admin.register(ReportTemplate)
class DefinitionAdmin(RoleAdmin):
    """Versioned documents; a published one is only read, and copied to the next version."""

    list_display = ("code", "version", "name", "is_published")
    list_filter = ("is_published",)
    actions = ("copy_to_next_version",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All fields of a published document."""
        return ("code", "version", "name", "definition", "is_published") if obj and obj.is_published else ()

    @admin.action(description="另存为新版本（草稿）")
    def copy_to_next_version(self, request: HttpRequest, queryset: Any) -> None:
        """A draft with the same content and the next version number."""
        for row in queryset:
            copy = copy_definition(row=row, by=request.user)
            self.message_user(request, f"已存为草稿：{copy}。")


@admin.register(IndexSystem)
class IndexSystemAdmin(DefinitionAdmin):
    """Index systems: seen, published, copied here; edited in Excel, which their own page gives and takes."""

    change_list_template = "admin/index_systems.html"
    list_display = ("code", "version", "name", "is_published", "checked", "source", "files")
    fields = readonly_fields = ("code", "version", "name", "is_published", "checked", "source", "files")
    actions = ("publish", "copy_to_next_version", "copy_to_year")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """New ones come as files."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Nothing is typed here."""
        return self.readonly_fields

    @admin.display(description="核实")
    def checked(self, row: IndexSystem) -> str:
        """Whether its source was verified."""
        return "已核实" if row.definition.get("verified") else "未核实"

    @admin.display(description="来源")
    def source(self, row: IndexSystem) -> str:
        """What it goes back to."""
        return Truncator(row.definition.get("source", "")).chars(40)

    @admin.display(description="预览与文件（用 Excel 修改）")
    def files(self, row: IndexSystem) -> str:
        """Its scoring table, and the files that are edited and uploaded again."""
        file = "evaluations:index_system_file"
        return format_html(
            '<a href="{}">预览</a>　<a href="{}">下载 Excel</a>　<a href="{}">下载 JSON</a>',
            reverse("evaluations:index_system", args=[row.pk]),
            reverse(file, args=[row.pk, "xlsx"]),
            reverse(file, args=[row.pk, "json"]),
        )

    @admin.action(description="发布")
    def publish(self, request: HttpRequest, queryset: Any) -> None:
        """Every draft that is whole; the faults of the others."""
        self._each(request, queryset, lambda row: publish_definition(row=row, by=request.user), "已发布")

    @admin.action(description="复制到下一年度（草稿）")
    def copy_to_year(self, request: HttpRequest, queryset: Any) -> None:
        """A draft for the year after."""
        self._each(request, queryset, lambda row: copy_to_next_year(row=row, by=request.user), "已存为草稿")

    def _each(self, request: HttpRequest, rows: Any, act: Callable[[IndexSystem], Any], done: str) -> None:
        for row in rows:
            try:
                self.message_user(request, f"{done}：{act(row) or row}。")
            except DefinitionRefused as error:
                for fault in error.faults:
                    self.message_user(request, f"{row}：{fault}", messages.ERROR)


@admin.register(Campaign)
class CampaignAdmin(RoleAdmin):
    """Campaigns: settings may be mended here; they are made, and the checker is set, on their own pages."""

    list_display = ("name", "region", "year", "opens_on", "due_on", "leader_signs", "review_levels")
    exclude = ("check_settings",)
    #: What the opened evaluations were made of; another one is another campaign.
    FIXED = ("region", "year", "index_system", "project_index_system")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Once departments have begun, what they began with."""
        return self.FIXED if obj and obj.evaluations.exists() else ()

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        """Back to the page of the campaign, from where one comes."""
        if "_continue" in request.POST:
            return super().response_change(request, obj)
        self.message_user(request, f"“{obj}”已修改。", messages.SUCCESS)
        return redirect("evaluations:campaign", obj.pk)

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Published index systems of the right scope, and published templates."""
        scopes = {"index_system": Scope.DEPARTMENT, "project_index_system": Scope.PROJECT}
        if db_field.name in scopes:
            kwargs["queryset"] = published_systems(scopes[db_field.name])
        if db_field.name == "report_template":
            kwargs["queryset"] = ReportTemplate.objects.filter(is_published=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
