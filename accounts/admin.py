"""Accounts in the admin: regions and departments for the manager, people and their roles for the system administrator.

Rights come from accounts.roles, never from Django's permissions or `is_superuser`.
"""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.acting import acting
from accounts.actions.security_log import Event, record
from accounts.models import Department, Membership, Region, User
from accounts.roles import Permission

admin.site.site_header = "花都绩效自评 · 基础数据和账号"
admin.site.site_title = "基础数据和账号"
admin.site.index_title = "基础数据和账号"
admin.site.has_permission = lambda request: (
    request.user.is_active
    and (  # type: ignore[method-assign]
        request.rights.can(Permission.MANAGE_ACCOUNTS) or request.rights.can(Permission.MANAGE_CAMPAIGNS)
    )
)


def no_second_login(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Everybody logs in on our own page; whoever is sent here is logged in and lacks the right."""
    if admin.site.has_permission(request):
        return redirect("admin:index")
    raise PermissionDenied


def own_password(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """One's own password is changed on our own page."""
    return redirect("accounts:password_change")


def one_way_out(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Everybody logs out the same way, which is noted."""
    from accounts.views.login import logout  # noqa: PLC0415 (its form needs the user model, which is not there any earlier)

    return logout(request)


admin.site.login = no_second_login  # type: ignore[method-assign]
admin.site.logout = one_way_out  # type: ignore[method-assign]
admin.site.password_change = own_password  # type: ignore[method-assign]


class RoleAdmin(admin.ModelAdmin):
    """An admin page whose use takes one of our permissions; nothing is ever deleted here."""

    permission = Permission.MANAGE_CAMPAIGNS

    def get_queryset(self, request: HttpRequest) -> Any:
        """Rows that belong to a region are shown to those who hold the permission there."""
        rows = super().get_queryset(request)
        if not self._has_region(self.model):
            return rows
        return rows.filter(region__in=request.rights.regions(self.permission))  # type: ignore[attr-defined]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Their links lead to rows of the same regions."""
        if self._has_region(self.model):
            regions = request.rights.regions(self.permission)  # type: ignore[attr-defined]
            if db_field.related_model is Region:
                kwargs["queryset"] = Region.objects.filter(pk__in=regions)
            elif self._has_region(db_field.related_model):
                kwargs["queryset"] = db_field.related_model.objects.filter(region__in=regions)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @staticmethod
    def _has_region(model: Any) -> bool:
        return any(field.related_model is Region for field in model._meta.fields)

    def _allowed(self, request: HttpRequest) -> bool:
        return request.rights.can(self.permission)  # type: ignore[attr-defined]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._allowed(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        with acting(request.user):
            return super().changeform_view(request, *args, **kwargs)


class MembershipForm(forms.ModelForm):
    """A role with its place; the model's constraint says what fits."""

    class Meta:
        model = Membership
        fields = ("role", "department", "region")


class MembershipInline(admin.TabularInline):
    """The roles of a person."""

    model = Membership
    form = MembershipForm
    extra = 0
    verbose_name = "角色"
    verbose_name_plural = "角色"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.rights.can(Permission.MANAGE_ACCOUNTS)  # type: ignore[attr-defined]

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class NewUserForm(AdminUserCreationForm):
    """A new account with its person's name."""

    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "name", "phone")


class NewPasswordForm(AdminPasswordChangeForm):
    """A password that the administrator hands over; the person is asked for another at once."""

    def save(self, commit: bool = True) -> Any:
        """Marks it as known to others."""
        self.user.must_change_password = True
        return super().save(commit)


class ChangeUserForm(UserChangeForm):
    """An existing account."""

    class Meta(UserChangeForm.Meta):
        model = User


@admin.register(User)
class PersonAdmin(RoleAdmin, UserAdmin):
    """People. Switching off `is_active` takes effect on their next request."""

    permission = Permission.MANAGE_ACCOUNTS
    form = ChangeUserForm
    add_form = NewUserForm
    change_password_form = NewPasswordForm
    change_list_template = "admin/people.html"
    add_form_template = "admin/person_add.html"
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "phone", "is_active")}),
        ("登录", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "name", "phone", "password1", "password2")}),
    )
    readonly_fields = ("last_login", "date_joined")
    list_display = ("username", "name", "roles", "phone", "is_active", "last_login")
    list_filter = ("is_active", "memberships__role")
    search_fields = (
        "username", "name", "phone", "memberships__department__name", "memberships__department__short_name",
    )  # fmt: skip
    filter_horizontal = ()
    inlines = (MembershipInline,)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new person's password is known to who typed it."""
        obj.must_change_password = obj.must_change_password or not change
        super().save_model(request, obj, form, change)

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the roles that the list shows."""
        return (
            super().get_queryset(request).prefetch_related("memberships__department", "memberships__region")
        )

    @admin.display(description="角色")
    def roles(self, person: User) -> str:
        """What the person is, and where."""
        held = [
            f"{each.get_role_display()}（{place.display_name if each.department else place}）"
            if (place := each.department or each.region)
            else each.get_role_display()
            for each in person.memberships.all()
        ]
        return "、".join(held) or "没有角色，登录后看不到内容"

    def user_change_password(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return super().user_change_password(request, *args, **kwargs)
        with acting(request.user):
            answer = super().user_change_password(request, *args, **kwargs)
            if answer.status_code == HTTPStatus.FOUND:
                record(
                    request,
                    Event.PASSWORD,
                    thing=f"重置他人密码（账号编号 {args[0] if args else kwargs['id']}）",
                )
            return answer


@admin.register(Region)
class RegionAdmin(RoleAdmin):
    """Regions."""

    list_display = ("code", "name", "contact")


@admin.register(Department)
class DepartmentAdmin(RoleAdmin):
    """Departments and their sub-units."""

    list_display = ("code", "name", "short_name", "parent", "files_report", "is_active")
    change_list_template = "admin/departments.html"
    list_filter = ("region", "is_active")
    search_fields = ("code", "name", "short_name")


admin.site.unregister(Group)
