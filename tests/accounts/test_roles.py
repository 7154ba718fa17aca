"""What each role may do, whole, as an auditor reads it: nobody holds two of the three powers."""

import pytest

from accounts.roles import REGION_ROLES, ROLE_PERMISSIONS, Permission, Role, roles_with

#: permission -> the roles that hold it
HELD_BY = {
    Permission.VIEW_EVALUATION: {Role.PREPARER, Role.LEADER, Role.REVIEWER, Role.MANAGER, Role.AUDITOR},
    Permission.FILL_EVALUATION: {Role.PREPARER},
    Permission.SIGN_EVALUATION: {Role.LEADER},
    Permission.REVIEW_EVALUATION: {Role.REVIEWER, Role.MANAGER},
    Permission.FINAL_REVIEW: {Role.MANAGER},
    Permission.MANAGE_CAMPAIGNS: {Role.MANAGER},
    Permission.VIEW_ROLLUP: {Role.MANAGER, Role.AUDITOR},
    Permission.VIEW_LOGS: {Role.AUDITOR},
    Permission.MANAGE_ACCOUNTS: {Role.SYSTEM_ADMIN},
    Permission.WORK_INSIDE: {Role.PREPARER, Role.LEADER},
}
#: No role holds both of a pair.
APART = (
    (
        {Permission.FILL_EVALUATION, Permission.SIGN_EVALUATION},
        {Permission.REVIEW_EVALUATION, Permission.FINAL_REVIEW},
    ),
    (
        {Permission.WORK_INSIDE},
        {Permission.REVIEW_EVALUATION, Permission.FINAL_REVIEW, Permission.MANAGE_CAMPAIGNS},
    ),
    ({Permission.FILL_EVALUATION}, {Permission.SIGN_EVALUATION}),
    ({Permission.MANAGE_ACCOUNTS}, set(Permission) - {Permission.MANAGE_ACCOUNTS}),
    (
        {Permission.VIEW_LOGS},
        set(Permission) - {Permission.VIEW_LOGS, Permission.VIEW_EVALUATION, Permission.VIEW_ROLLUP},
    ),
)


@pytest.mark.parametrize("permission", Permission)
def test_each_permission_is_held_by_these_roles(permission):
    assert roles_with(permission) == HELD_BY[permission]


@pytest.mark.parametrize("role", Role)
def test_every_role_has_permissions_and_none_that_must_stay_apart(role):
    held = ROLE_PERMISSIONS[role]
    assert held
    for one, other in APART:
        assert not (held & one and held & other)


def test_roles_of_a_region_are_none_of_a_department():
    assert not REGION_ROLES & {Role.PREPARER, Role.LEADER, Role.REVIEWER, Role.SYSTEM_ADMIN}
