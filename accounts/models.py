"""People, departments and the roles people hold there."""

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.acting import acting
from accounts.roles import Role

ONCE = "这个人已有这个角色。"


class WithContact(models.Model):
    """Whom of the finance bureau one calls: the office in charge (业务股室), a person there, a telephone number."""

    contact_office = models.CharField("联系股室", max_length=60, blank=True)
    contact_person = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = models.CharField("联系电话", max_length=60, blank=True)

    class Meta:
        abstract = True

    @property
    def contact(self) -> str:
        """What is given of it, in one line; "" where nothing is."""
        return " ".join(filter(None, (self.contact_office, self.contact_person, self.contact_phone)))

    @property
    def contact_bracket(self) -> str:
        """The same for the middle of a sentence: （绩效评价股 黄某 020-…）, or nothing."""
        return f"（{self.contact}）" if self.contact else ""


class Region(WithContact):
    """A fiscal region 财政区划, whose finance bureau runs the campaigns.

    Its contact is for who is not yet in a campaign (no account, no rights), and what the first campaign begins with.
    """

    code = models.CharField("区划代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=60, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "财政区划"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A budget department 部门, or a 二级单位 under its department."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name="财政区划", related_name="departments")
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="主管部门", related_name="units", null=True, blank=True
    )
    code = models.CharField("预算代码", max_length=20)
    name = models.CharField("全称", max_length=100)
    short_name = models.CharField("简称", max_length=60, blank=True)
    files_report = models.BooleanField("单独填报整体自评", default=True)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "部门"
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                "region",
                "code",
                name="department_code_in_region",
                violation_error_message="本区划内已有这个预算代码。",
            ),
            models.UniqueConstraint(
                "region",
                "name",
                name="department_name_in_region",
                violation_error_message="本区划内已有这个部门。",
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")),
                name="department_not_its_own_parent",
                violation_error_message="部门不能是自己的主管部门。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name


class User(AbstractUser):
    """A person with an account. People are disabled, never deleted."""

    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    must_change_password = models.BooleanField("登录后须改密码", default=False, editable=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering = ("username",)
        constraints = (
            models.UniqueConstraint(
                Lower("username"),
                name="username_case_blind",
                violation_error_message="已有这个用户名（不分大小写）。",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.username

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is the password; at a login, an old hash of it is renewed in the person's own name."""
        return check_password(raw_password, self.password, self._renew_hash)

    def _renew_hash(self, raw_password: str) -> None:
        self.set_password(raw_password)
        self._password = None
        with acting(self):
            self.save(update_fields=["password"])

    def get_full_name(self) -> str:
        """The name people know; Django's admin asks for it."""
        return self.name

    def get_short_name(self) -> str:
        """The name people know."""
        return self.name


class Membership(models.Model):
    """A role that a person holds in a department or a region."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="用户", related_name="memberships")
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="部门", related_name="memberships", null=True, blank=True
    )
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name="财政区划", related_name="memberships", null=True, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=["preparer", "leader"], department__isnull=False, region__isnull=True)
                | Q(role__in=["manager", "auditor"], department__isnull=True, region__isnull=False)
                | Q(role="reviewer", department__isnull=False, region__isnull=True)
                | Q(role="reviewer", department__isnull=True, region__isnull=False)
                | Q(role="system_admin", department__isnull=True, region__isnull=True),
                name="membership_place_fits_role",
                violation_error_message=(
                    "填报人和负责人要选部门；管理员和审计员要选区划；审核人选区划（全部部门）或部门（指定）；系统管理员都不选。"
                ),
            ),
            models.UniqueConstraint(
                "user",
                "role",
                "department",
                name="membership_once_in_department",
                violation_error_message=ONCE,
            ),
            models.UniqueConstraint(
                "user", "role", "region", name="membership_once_in_region", violation_error_message=ONCE
            ),
            models.UniqueConstraint(
                "user",
                "role",
                condition=Q(department__isnull=True, region__isnull=True),
                name="membership_once",
                violation_error_message=ONCE,
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.department or self.region or ''}".strip()


class SecurityEvent(models.Model):
    """登录与下载: one entry or leaving, one file that was given, one refusal. Added, never changed (docs/decisions/0030)."""

    class Event(models.TextChoices):
        """What happened."""

        LOGIN = "login", "登录"
        LOCKED = "locked", "登录（已锁定）"
        LOGOUT = "logout", "退出"
        IDLE = "idle", "超时退出"
        PASSWORD = "password", "修改密码"
        DOWNLOAD = "download", "下载文件"
        PRINT = "print", "打开 PDF（可打印）"
        ACCESS = "access", "访问"

    class Result(models.TextChoices):
        """How it ended."""

        DONE = "done", "成功"
        REFUSED = "refused", "拒绝"

    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    person = models.ForeignKey(
        User, models.PROTECT, verbose_name="人员", related_name="+", null=True, blank=True
    )
    name = models.CharField("登录名", max_length=150)
    address = models.CharField("来源地址", max_length=45)
    event = models.CharField("事件", max_length=10, choices=Event.choices)
    result = models.CharField("结果", max_length=10, choices=Result.choices)
    thing = models.CharField("对象", max_length=300, blank=True)
    page = models.CharField("页面", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "登录与下载"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.get_result_display()} {self.name}"
