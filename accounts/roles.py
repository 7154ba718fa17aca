"""Roles and what each may do: one table of data that an auditor can read."""

from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    """What a person is, in a department or a region."""

    PREPARER = "preparer", "填报人"
    LEADER = "leader", "部门负责人"
    REVIEWER = "reviewer", "财政审核人"
    MANAGER = "manager", "财政绩效管理员"
    AUDITOR = "auditor", "审计员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"


class Permission(StrEnum):
    """One verb that a role may hold."""

    VIEW_EVALUATION = "view_evaluation"
    FILL_EVALUATION = "fill_evaluation"
    SIGN_EVALUATION = "sign_evaluation"
    REVIEW_EVALUATION = "review_evaluation"
    FINAL_REVIEW = "final_review"
    MANAGE_CAMPAIGNS = "manage_campaigns"
    VIEW_ROLLUP = "view_rollup"
    VIEW_LOGS = "view_logs"
    MANAGE_ACCOUNTS = "manage_accounts"
    WORK_INSIDE = "work_inside"


ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.PREPARER: frozenset(
        {Permission.VIEW_EVALUATION, Permission.FILL_EVALUATION, Permission.WORK_INSIDE}
    ),
    Role.LEADER: frozenset({Permission.VIEW_EVALUATION, Permission.SIGN_EVALUATION, Permission.WORK_INSIDE}),
    Role.REVIEWER: frozenset({Permission.VIEW_EVALUATION, Permission.REVIEW_EVALUATION}),
    Role.MANAGER: frozenset(
        {
            Permission.VIEW_EVALUATION,
            Permission.REVIEW_EVALUATION,
            Permission.FINAL_REVIEW,
            Permission.MANAGE_CAMPAIGNS,
            Permission.VIEW_ROLLUP,
        }
    ),
    Role.AUDITOR: frozenset({Permission.VIEW_EVALUATION, Permission.VIEW_LOGS, Permission.VIEW_ROLLUP}),
    Role.SYSTEM_ADMIN: frozenset({Permission.MANAGE_ACCOUNTS}),
}

#: Roles that are held in a department, and in a whole region. Reviewers may be given either.
DEPARTMENT_ROLES = frozenset({Role.PREPARER, Role.LEADER})
REGION_ROLES = frozenset({Role.MANAGER, Role.AUDITOR})


def roles_with(permission: Permission) -> frozenset[Role]:
    """All roles that hold `permission`."""
    return frozenset(role for role, held in ROLE_PERMISSIONS.items() if permission in held)
