"""Reference data in the admin, for the manager; the rest of the evaluation is never edited here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin import RoleAdmin
from evaluations.actions.reference import copy_definition
from evaluations.models import Campaign, IndexSystem, ReportTemplate


@admin.register(IndexSystem, ReportTemplate)
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
            self.message_user(request, f"已存为草稿：{copy}。修改后勾选“已发布”。")


@admin.register(Campaign)
class CampaignAdmin(RoleAdmin):
    """Campaigns: settings may be mended here; they are made on their own page."""

    list_display = ("name", "region", "year", "opens_on", "due_on", "leader_signs", "review_levels")

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False
