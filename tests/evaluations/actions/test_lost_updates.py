"""Many people saving one section at once: none of what was acknowledged is lost; without the version, it is."""

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection, connections

from accounts.acting import acting
from accounts.models import User
from evaluations.actions.sections import StaleSection, save_section, write_section
from evaluations.domain.sections import SECTION_BY_KEY, SectionData, section_data
from evaluations.models import SectionState, SelfEvaluation
from evaluations.queries import load_facts

WRITERS, SAVES = 8, 5
SECTION = SECTION_BY_KEY["profile"]


def together(work: Callable[[], None], times: int = WRITERS) -> list[BaseException]:
    """Runs `work` in as many threads at once, each with its own connection; gives what went wrong."""
    gate, failures = threading.Barrier(times), []

    def run() -> None:
        try:
            gate.wait(30)
            work()
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return failures


def read(pk: int) -> tuple[SelfEvaluation, int, SectionData]:
    """What a page shows: the version first, then the values."""
    evaluation = SelfEvaluation.objects.select_related("campaign__region", "department", "budget_sheet").get(pk=pk)
    version = SectionState.objects.get(evaluation=evaluation, section=SECTION.key).version
    return evaluation, version, section_data(SECTION, load_facts(evaluation))


def one_more(data: SectionData) -> None:
    data.fields["retired_count"] = (data.fields["retired_count"] or Decimal(0)) + 1


@pytest.fixture
def counted(draft: SelfEvaluation, people: dict[str, User]) -> SelfEvaluation:
    """An evaluation whose number of retired people is zero."""
    evaluation, version, data = read(draft.pk)
    data.fields["retired_count"] = Decimal(0)
    save_section(evaluation=evaluation, section=SECTION, data=data, version=version, by=people["zhengxie"])
    return evaluation


@pytest.fixture
def files_not_memory(settings) -> None:
    """SQLite in memory is one connection for all threads, on which nobody is ever alone."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("SQLite in memory has no second connection; see test_lost_updates_in_a_file")


def retrying(pk: int, person: User, stale: list[int]) -> None:
    for _ in range(SAVES):
        while True:
            evaluation, version, data = read(pk)
            one_more(data)
            try:
                save_section(evaluation=evaluation, section=SECTION, data=data, version=version, by=person)
            except StaleSection:
                stale.append(version)
            else:
                break


def careless(pk: int, person: User) -> None:
    """The negative control: the same writes in a transaction, without the version."""
    for _ in range(SAVES):
        evaluation, _, data = read(pk)
        one_more(data)
        with acting(person):
            write_section(evaluation, SECTION, data)
