"""Reading is only reading: no GET writes a row. And a page costs the same number of queries however much it shows."""

# ruff: noqa: F811 (fixtures of the access matrix are imported, and asked for by name)

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from evaluations.actions.reference import copy_definition
from evaluations.domain.sections import FORM_SECTIONS
from evaluations.models import SelfEvaluation
from tests.factories import large_facts, make_evaluation, make_person
from tests.test_access_admin import admin_row
from tests.test_access_matrix import (  # noqa: F401 (fixtures)
    ACTORS,
    ADMIN_MODELS,
    ADMIN_VERBS,
    ROWS,
    World,
    address,
    form_of,
    key_for,
    quick_pdf,
    shared,
    world,
)

pytestmark = pytest.mark.django_db

#: Words with which a statement that changes nothing begins.
HARMLESS = (
    "SELECT",
    "SAVEPOINT",
    "RELEASE SAVEPOINT",
    "ROLLBACK TO SAVEPOINT",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "DECLARE",
    "SHOW",
    "PRAGMA BUSY_TIMEOUT",  # how long one waits, not what is stored
)
#: Tables that reading may write: who is logged in, and how often somebody failed to.
MAY_BE_WRITTEN = ('"django_session"', '"axes_')
#: What reading may add: that a file was taken, or a page refused (docs/decisions/0030).
RECORD = 'INSERT INTO "accounts_securityevent"'


@contextmanager
def only_reading(recorded: list[str] | None = None) -> Iterator[list[str]]:
    """Collects every statement that is not a reading one; records of the security log in `recorded`, where it is given."""
    written: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        harmless = sql.lstrip("( \n").upper().startswith(HARMLESS) and " FOR UPDATE" not in sql
        if recorded is not None and sql.startswith(RECORD):
            recorded.append(sql)
            return execute(sql, params, many, context)
        # PostgreSQL's setting of the acting person is a SELECT, and only who writes sets it.
        if (not harmless and not any(table in sql for table in MAY_BE_WRITTEN)) or "set_config" in sql:
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield written


GETS = [(name, state) for name, method, state, _ in ROWS if method == "GET"]


def test_the_guard_of_this_file_sees_writes(world: World) -> None:
    """What it would refuse it notices."""
    with only_reading() as written:
        make_person("written", Role.SYSTEM_ADMIN)
    assert [sql.split()[0] for sql in written if "set_config" not in sql] == ["INSERT", "INSERT"]


@pytest.mark.parametrize(("name", "state"), GETS, ids=[name for name, _ in GETS])
def test_reading_writes_nothing(name: str, state: str, world: World) -> None:
    """GET of every route by everybody, and HEAD, which answers the same without the page.

    One record for a file that was given or a refusal to somebody logged in, none for any other page.
    """
    target = world.at[state]
    url = address(name, target, world.campaign.pk, key_for(name, target))
    for actor in ACTORS:
        client, recorded = world.client(actor), []
        with only_reading(recorded) as written:
            page = client.get(url)
        assert (written, len(recorded)) == ([], int(is_recorded(page) and actor != "anonymous")), actor
        with only_reading([]) as written:
            head = client.head(url) if actor in ("anonymous", "preparer", "manager") else None
        assert written == [], actor
        assert head is None or (head.status_code, head.getvalue()) == (page.status_code, b"")


def is_recorded(page: HttpResponse) -> bool:
    """Whether the security log has a row of this answer: a file, or a refusal."""
    is_file = page.headers.get("Content-Disposition", "").startswith("attachment")
    return page.status_code in (403, 404) or (is_file and page.status_code == 200)


@pytest.mark.parametrize("key", [section.key for section in FORM_SECTIONS])
def test_reading_a_section_writes_nothing(key: str, world: World) -> None:
    """Every section's page, open and locked; also with the words that make a redraw when they are posted."""
    for state in ("draft", "submitted"):
        url = reverse("evaluations:section", args=[world.at[state].pk, key])
        for actor in ("preparer", "leader", "reviewer"):
            with only_reading() as written:
                assert world.client(actor).get(url, {"add-duties": "", "do": "save"}).status_code == 200
            assert written == []


@pytest.mark.parametrize("model", ADMIN_MODELS)
def test_reading_in_the_admin_writes_nothing(model: str, world: World) -> None:
    """Every page of the admin, also the question before a deletion."""
    for verb in ADMIN_VERBS:
        takes = [] if verb in ("changelist", "add") else [admin_row(model, world)]
        for actor in ("manager", "sysadmin"):
            with only_reading([]) as written:
                world.client(actor).get(reverse(f"admin:{model}_{verb}", args=takes))
            assert written == []


# ── the number of queries ────────────────────────────────────────────────────────────────────────────────────────

#: The first three of each: session, person, memberships; the last: how many messages are unread.
FIRST_LOOK = 33
#: The facts known from a page before; the report reads them anew.
EVALUATION_PAGES = {
    "evaluations:detail": 13,
    "evaluations:record": 18,
    "evaluations:assignments": 11,
    "evaluations:evidence": 11,
    "evaluations:check": 11,
    "evaluations:answers": 11,
    "evaluations:scores": 10,
    "evaluations:review": 13,
    "reports:preview": 25,
    "reports:issued": 6,
    "reports:changes": 8,
}
SECTION_PAGE = 13
SECTION_SAVE = {
    "profile": 14,
    "tasks": 12,
    "budget": 11,
    "goals": 13,
    "indicators": 12,
    "projects": 14,
    "conclusion": 10,
    "problems": 16,
}
LIST_PAGES = {
    "dashboard of the manager": 12,
    "dashboard of the parent": 6,
    "dashboard of the auditor": 9,
    "campaign": 14,
    "campaigns": 5,
    "checks of the campaign": 5,
    "index systems": 5,
    "index system": 5,
    "file of an index system": 5,
    "report templates": 5,
    "report template": 6,
    "text of a report template": 5,
    "file of a report template": 5,
    "preview of a report template": 6,
    "audit": 9,
    "help": 6,
    "terms": 4,
    "handbook": 5,
    "roll-up": 9,
    "audit, 登录与下载": 6,
}
#: A text that every section has, to be changed.
TEXTS = ("-text", "-title", "-name", "_reason", "narrative")


def queries(client: Any, url: str, body: dict[str, Any] | None = None, expected: int = 200) -> int:
    """How many queries it takes. Not counted: the actor's name for PostgreSQL, the savepoints of the tests, and the mark of
    who is there, once a minute."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url) if body is None else client.post(url, body)
    assert response.status_code == expected, url
    return sum(
        not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", 'UPDATE "django_session"'))
        and "set_config" not in query["sql"]
        for query in captured
    )


@pytest.fixture
def small_and_large(world: World) -> list[SelfEvaluation]:
    """Evaluations with 1 indicator and 1 project, and with 60 and 20."""
    campaigns = [world.make_campaign(f"任务 {size}") for size in (1, 60)]
    return [
        make_evaluation(campaign, world.unit.code, large_facts(size, projects=1 + size // 3))
        for campaign, size in zip(campaigns, (1, 60), strict=True)
    ]


def test_first_look_at_an_evaluation_costs_the_same_for_1_and_60_indicators(
    small_and_large: list[SelfEvaluation], world: World
) -> None:
    """Nothing is known yet: all rows are read, and judged."""
    counts = [
        queries(world.client("preparer"), reverse("evaluations:detail", args=[evaluation.pk]))
        for evaluation in small_and_large
    ]
    assert counts == [FIRST_LOOK, FIRST_LOOK]


def test_pages_of_an_evaluation_cost_the_same_for_1_and_60_indicators(
    small_and_large: list[SelfEvaluation], world: World
) -> None:
    """Every page about one evaluation, by whoever reads it."""
    counts = {}
    for name in EVALUATION_PAGES:
        client = world.client("reviewer" if name == "evaluations:review" else "preparer")
        for evaluation in small_and_large:
            client.get(reverse("evaluations:detail", args=[evaluation.pk]))
        counts[name] = [
            queries(client, reverse(name, args=[evaluation.pk])) for evaluation in small_and_large
        ]
    assert counts == {name: [number, number] for name, number in EVALUATION_PAGES.items()}


def test_section_pages_cost_the_same_for_1_and_60_indicators(
    small_and_large: list[SelfEvaluation], world: World
) -> None:
    """Opened, and saved with one change."""
    client = world.client("preparer")
    opened, saved = {}, {}
    for section in FORM_SECTIONS:
        for evaluation in small_and_large:
            url = reverse("evaluations:section", args=[evaluation.pk, section.key])
            client.get(url)
            opened.setdefault(section.key, []).append(queries(client, url))
            body = form_of(client.get(url), "version")
            body[next(name for name in body if name.endswith(TEXTS))] = ["换一种写法。"]
            saved.setdefault(section.key, []).append(queries(client, url, body, 302))
    assert opened == {section.key: [SECTION_PAGE, SECTION_PAGE] for section in FORM_SECTIONS}
    assert saved == {key: [number, number] for key, number in SECTION_SAVE.items()}


def test_lists_cost_the_same_for_1_and_20_departments(world: World) -> None:
    """The dashboard of department and finance, the campaign's page, the list of campaigns, the log."""
    counts: dict[str, list[int]] = {}
    drafted = copy_definition(row=world.campaign.report_template, by="tests")
    pages = {
        "dashboard of the manager": ("manager", reverse("evaluations:dashboard")),
        "dashboard of the parent": ("parent", reverse("evaluations:dashboard")),
        "dashboard of the auditor": ("auditor", reverse("evaluations:dashboard")),
        "campaign": ("manager", reverse("evaluations:campaign", args=[world.campaign.pk])),
        "campaigns": ("manager", reverse("evaluations:campaigns")),
        "checks of the campaign": (
            "manager",
            reverse("evaluations:campaign_checks", args=[world.campaign.pk]),
        ),
        "index systems": ("manager", reverse("evaluations:index_systems")),
        "index system": (
            "manager",
            reverse("evaluations:index_system", args=[world.campaign.index_system_id]),
        ),
        "file of an index system": (
            "manager",
            reverse("evaluations:index_system_file", args=[world.campaign.index_system_id, "json"]),
        ),
        "report templates": ("manager", reverse("evaluations:report_templates")),
        "report template": ("manager", reverse("evaluations:report_template", args=[drafted.pk])),
        "text of a report template": (
            "manager",
            reverse("evaluations:report_template_edit", args=[drafted.pk]),
        ),
        "file of a report template": (
            "manager",
            reverse("evaluations:report_template_file", args=[drafted.pk]),
        ),
        "preview of a report template": ("manager", reverse("reports:template_preview", args=[drafted.pk])),
        "audit": ("auditor", reverse("evaluations:audit")),
        "help": ("preparer", reverse("evaluations:help")),
        "terms": ("preparer", reverse("evaluations:terms")),
        "handbook": ("manager", reverse("reports:handbook", args=[world.campaign.pk])),
        "roll-up": ("manager", reverse("reports:rollup", args=[world.campaign.pk])),
        "audit, 登录与下载": ("auditor", reverse("evaluations:audit_access")),
    }
    for size in (1, 20):
        for number in range(size):
            make_evaluation(world.campaign, f"70{size:02}{number:02}")
            copy_definition(row=world.campaign.index_system, by="tests")
            copy_definition(row=world.campaign.report_template, by="tests")
        for name, (actor, url) in pages.items():
            counts.setdefault(name, []).append(queries(world.client(actor), url))
    assert counts == {name: [number, number] for name, number in LIST_PAGES.items()}
