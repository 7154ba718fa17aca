"""Reference data in the admin, for the manager; the rest of the evaluation is never edited here."""

from django.contrib import admin

from accounts.admin import RoleAdmin
from evaluations.models import Campaign, IndexSystem, ReportTemplate


@admin.register(IndexSystem, ReportTemplate)
class DefinitionAdmin(RoleAdmin):
    """Versioned documents; the model refuses wrong shapes and changes of published ones."""

    list_display = ("code", "version", "name", "is_published")
    list_filter = ("is_published",)


@admin.register(Campaign)
class CampaignAdmin(RoleAdmin):
    """Campaigns: settings may be mended here; they are made on their own page."""

    list_display = ("name", "region", "year", "opens_on", "due_on", "leader_signs", "review_levels")

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False
