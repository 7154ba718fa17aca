"""Who gets what of the admin: accounts are the system administrator's, reference data the manager's."""

# ruff: noqa: F811 (fixtures of the access matrix are imported, and asked for by name)

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from evaluations.models import (
    ChangeLog,
)
from tests.test_access_matrix import (  # noqa: F401 (fixtures)
    ACTORS,
    ADMIN_MODELS,
    ADMIN_VERBS,
    World,
    ask,
    form_of,
    quick_pdf,
    shared,
    undone,
    world,
)

pytestmark = pytest.mark.django_db


def admin_row(model: str, world: World) -> int:
    """The number of a row of this model, of the home region."""
    ids = {
        "accounts_user": world.person("leader").pk,
        "accounts_region": world.campaign.region_id,
        "accounts_department": world.unit.pk,
        "evaluations_campaign": world.campaign.pk,
        "evaluations_indexsystem": world.campaign.index_system_id,
        "evaluations_reporttemplate": world.campaign.report_template_id,
    }
    return ids.get(model, 1)


def admin_expected(model: str, verb: str, actor: str) -> set[str]:
    """What the written table says about this page of the admin."""
    allowed, adds, faraway = ADMIN_MODELS[model]
    if actor not in ("manager", "sysadmin", "faraway"):
        return {"login"}
    if actor not in allowed or (verb == "add" and adds != "add"):
        return {"403"} | ({"kept"} if verb in ("change", "history") else set())
    if verb == "delete":
        return {"403"}
    if actor == "faraway" and verb in ("change", "history"):
        return {faraway}
    return {"200"}


@pytest.mark.parametrize("model", ADMIN_MODELS)
def test_admin_pages(model: str, world: World) -> None:
    """Accounts are the system administrator's, reference data the manager's of that region; nothing is deleted."""
    for verb in ADMIN_VERBS:
        takes = [] if verb in ("changelist", "add") else [admin_row(model, world)]
        url = reverse(f"admin:{model}_{verb}", args=takes)
        for actor in ACTORS:
            for body in (None, {"post": "yes", "name": ""}):
                with undone():
                    outcome, _ = ask(world.client(actor), "GET", url, body)
                # A list's page and a published document take a post, and change nothing.
                posted = (
                    {"kept"} if body and verb in ("changelist", "change") and outcome == "kept" else set()
                )
                assert outcome in admin_expected(model, verb, actor) | posted, (
                    verb,
                    actor,
                    bool(body),
                    outcome,
                )


def test_password_of_another_is_the_system_administrators_to_set(world: World) -> None:
    """Nobody else gets the form; the new password works, and the change is logged without it."""
    url = reverse("admin:auth_user_password_change", args=[world.person("leader").pk])
    body = {"password1": "Qz-81-plum-tree", "password2": "Qz-81-plum-tree", "usable_password": "true"}
    outcomes = {}
    for actor in ACTORS:
        with undone():
            outcomes[actor], _ = ask(world.client(actor), "POST", url, body)
            world.person("leader").refresh_from_db()
            assert world.person("leader").check_password("Qz-81-plum-tree") == (actor == "sysadmin")
    others = dict.fromkeys(ACTORS, "login")
    assert outcomes == others | {"sysadmin": "done", "manager": "403", "faraway": "403"}


def test_system_administrator_makes_accounts(world: World) -> None:
    """A person with a role, in the name of the administrator, who cannot read any evaluation."""
    body = {
        "username": "newcomer", "name": "新人", "password1": "Qz-81-plum-tree", "password2": "Qz-81-plum-tree",
        "usable_password": "true", "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
        "memberships-0-role": "preparer", "memberships-0-department": str(world.unit.pk),
    }  # fmt: skip
    outcome, _ = ask(world.client("sysadmin"), "POST", reverse("admin:accounts_user_add"), body)
    assert outcome == "done"
    newcomer = User.objects.get(username="newcomer")
    if not newcomer.memberships.exists():  # the first page asks for name and password only
        body = form_of(
            world.client("sysadmin").get(reverse("admin:accounts_user_change", args=[newcomer.pk])),
            "username",
        ) | {name: value for name, value in body.items() if name.startswith("memberships")}
        ask(world.client("sysadmin"), "POST", reverse("admin:accounts_user_change", args=[newcomer.pk]), body)
    assert [(held.role, held.department) for held in newcomer.memberships.all()] == [("preparer", world.unit)]
    log = ChangeLog.objects.filter(table_name="accounts_user", row_id=str(newcomer.pk)).first()
    assert log.actor == f"user:{world.person('sysadmin').pk}"
    assert "argon" not in str(log.after) and newcomer.password not in str(log.after)


def test_old_hash_is_renewed_at_login(world: World, settings: Any) -> None:
    """After a change of the hash, people still get in, and are logged as having done it themselves."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    body = {"username": "preparer", "password": "a-test-password"}
    response = Client().post(reverse("accounts:login"), body)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert User.objects.get(username="preparer").password.startswith("pbkdf2_sha256$")
    assert ChangeLog.objects.first().actor == f"user:{world.person('preparer').pk}"
