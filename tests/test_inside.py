"""What a department keeps to itself: no finance role finds the words in any page, export or log; the auditor in the log."""

# ruff: noqa: F811 (fixtures of the access matrix are imported, and asked for by name)

from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from django.urls import reverse

from accounts.acting import acting
from accounts.models import Membership
from accounts.roles import Role
from evaluations.domain.sections import FORM_SECTIONS
from evaluations.models import ChangeLog
from tests.test_access_matrix import (  # noqa: F401 (fixtures)
    INSIDE_WORDS,
    ROWS,
    World,
    address,
    key_for,
    quick_pdf,
    shared,
    world,
)

pytestmark = pytest.mark.django_db
FINANCE = ("reviewer", "assigned", "manager", "faraway", "sysadmin", "outsider", "nobody")
MARK = INSIDE_WORDS.encode()
STATES = ("draft", "submitted", "returned", "approved")


@pytest.fixture(autouse=True)
def readable_pdf(quick_pdf: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be printed, as text."""
    for place in ("reports.views.files", "reports.actions.issuing"):
        monkeypatch.setattr(f"{place}.to_pdf", lambda html: b"%PDF-1.7 " + html.encode())


def holds(content: bytes) -> bool:
    """Whether the words are in it, also inside a package (and JSON that escapes Chinese)."""
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as package:
            return any(holds(package.read(name)) for name in package.namelist())
    return MARK in content or INSIDE_WORDS.encode("unicode_escape") in content


def read(world: World, actor: str, url: str) -> bytes:
    """What a person gets at an address."""
    return world.client(actor).get(url).getvalue()


def addresses(world: World) -> set[str]:
    """Every route that is read, for the evaluation in each state; every section; the log with and without a choice."""
    found = set()
    for state in STATES:
        target = world.at[state]
        for name in {name for name, method, _, _ in ROWS if method == "GET"}:
            found.add(address(name, target, world.campaign.pk, key_for(name, target)))
        found |= {reverse("evaluations:section", args=[target.pk, each.key]) for each in FORM_SECTIONS}
        found.add(f"{reverse('evaluations:record', args=[target.pk])}?section=profile")
        found.add(f"{reverse('evaluations:audit')}?evaluation={target.pk}")
    return found


def test_no_page_export_or_log_of_finance_holds_the_words(world: World) -> None:
    for url in addresses(world):
        for actor in FINANCE:
            assert not holds(read(world, actor, url)), (actor, url)


def test_the_auditor_reads_them_in_the_log_only(world: World) -> None:
    audit = reverse("evaluations:audit")
    found = {url for url in addresses(world) if holds(read(world, "auditor", url))}
    assert found
    assert all(url.startswith(audit) for url in found)


def test_who_reviews_reads_them_in_no_other_office_either(world: World) -> None:
    """A reviewer who is also an auditor, and a manager who also fills in for the department."""
    region, unit = world.campaign.region, world.unit
    with acting("tests"):
        Membership.objects.create(user=world.person("reviewer"), role=Role.AUDITOR, region=region)
        Membership.objects.create(user=world.person("manager"), role=Role.PREPARER, department=unit)
    for state in STATES:
        pk = world.at[state].pk
        assert not holds(read(world, "reviewer", f"{reverse('evaluations:audit')}?evaluation={pk}"))
        assert not holds(read(world, "manager", reverse("evaluations:section", args=[pk, "profile"])))
        assert (
            world.client("manager").get(reverse("evaluations:notes", args=[pk, "profile"])).status_code == 403
        )


@pytest.mark.parametrize("actor", ["preparer", "leader", "parent"])
def test_the_departments_own_people_read_them(actor: str, world: World) -> None:
    """On the section's page and on the page of its notes, in every state: the words are real, and findable."""
    for state in STATES:
        for name in ("evaluations:section", "evaluations:notes"):
            assert holds(read(world, actor, reverse(name, args=[world.at[state].pk, "profile"])))
    assert (
        "内部备注" in read(world, actor, reverse("evaluations:detail", args=[world.at["draft"].pk])).decode()
    )


def test_the_log_has_them_in_the_name_of_who_wrote(world: World) -> None:
    rows = ChangeLog.objects.filter(table_name="evaluations_internalnote", operation="INSERT")
    actors: set[Any] = set(rows.values_list("actor", flat=True))
    assert actors == {f"user:{world.person('preparer').pk}"}
