"""The demo as every test finds it, its people by name, and clients that are logged in as they."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.test import Client, override_settings

from accounts.models import User
from evaluations.demo import accounts as demo_accounts
from evaluations.demo.seeding import seed
from evaluations.models import Campaign, SelfEvaluation
from reports.actions.issuing import issue
from reports.queries import unissued
from tests.at_once import other_connections  # noqa: F401
from tests.plugins.flush import emptied_by_copy, guards_off_while_flushing  # noqa: F401

#: On a slow machine, or beside other work, nothing else may fail.
hypothesis.settings.register_profile(
    "any machine",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large],
)
hypothesis.settings.load_profile("any machine")

FAST_HASHER = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASE_FIXTURES = {"db", "transactional_db"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what may ask a database: pytest-django refuses one to all others, so no engine can change them."""
    for item in items:
        if DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Evidence of the tests lies in a folder of its own."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="session", autouse=True)
def test_settings(media: Path) -> Iterator[None]:
    """Fast password hashes, a media folder that is thrown away, and no limit to how often a test asks."""
    with override_settings(PASSWORD_HASHERS=FAST_HASHER, MEDIA_ROOT=str(media), VERIFY_PER_MINUTE=1_000_000):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, test_settings: None
) -> None:
    """The demo is seeded once, and its approved report issued; each test rolls back to it."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        seed_and_issue()


def seed_and_issue() -> None:
    """What `make setup` does, without the union's other years: the demo, then the report of what is approved in it."""
    seed()
    for evaluation in unissued():
        issue(evaluation=evaluation, by="tests")


@pytest.fixture
def demo(db: None) -> None:
    """The demo, also after a transactional test emptied the tables."""
    seed_and_issue()


@pytest.fixture
def people(demo: None) -> dict[str, User]:
    """All demo people by user name."""
    return {person.username: person for person in User.objects.all()}


@pytest.fixture
def campaign(demo: None) -> Campaign:
    """The demo's campaign: 2022, the leader signs, one finance level."""
    return Campaign.objects.get()


def evaluation_of(code: str) -> SelfEvaluation:
    """A department's evaluation."""
    return SelfEvaluation.objects.select_related(
        "campaign__region", "department__region", "budget_sheet"
    ).get(department__code=code)


@pytest.fixture
def approved(demo: None) -> SelfEvaluation:
    """花都区总工会: approved in the first round."""
    return evaluation_of(demo_accounts.UNION)


@pytest.fixture
def draft(demo: None) -> SelfEvaluation:
    """花都区政协: a draft with much still missing."""
    return evaluation_of(demo_accounts.CPPCC)


@pytest.fixture
def returned(demo: None) -> SelfEvaluation:
    """花都区残联: returned with three remarks."""
    return evaluation_of(demo_accounts.FEDERATION)


@pytest.fixture
def client_of(people: dict[str, User]) -> Callable[[str], Client]:
    """A test client logged in as the demo person of that user name."""

    def make(username: str) -> Client:
        client = Client()
        client.force_login(people[username], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def say(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Tells a figure at the end of the run, whichever worker found it."""
    return lambda words: record_property("said", words)


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Puts what a task cost, and what it may cost, into the table at the end of the run; more than that fails.

    Seconds are those of a quiet machine: a run beside others fails only above `fails_above`.
    """

    def note(
        task: str, cost: float, most: float, unit: str = "次点击", fails_above: float | None = None
    ) -> None:
        record_property("counted", (task, cost, most, unit))
        assert cost <= (fails_above or most), f"{task}：{cost:g} {unit}，最多 {most:g}"

    return note


def _told(terminalreporter: Any, kind: str) -> list[Any]:
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    return [
        told
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, told in report.user_properties
        if name == kind
    ]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Prints what tests had to say, and what each task costs its user (expectations.md §7.2) in one table."""
    if words := _told(terminalreporter, "said"):
        terminalreporter.section("figures")
        for text in words:
            terminalreporter.line(str(text))
    if counted := _told(terminalreporter, "counted"):
        terminalreporter.section("what each task costs: measured / at most")
        for task, cost, most, unit in sorted(map(tuple, counted)):
            terminalreporter.line(f"{cost:>8.3g} / {most:<4g} {unit}  {task}")
    if visited := _told(terminalreporter, "visited"):
        terminalreporter.line(f"axe: {sum(visited)} pages and states, none with a fault")
