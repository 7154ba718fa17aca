"""Index systems in the database: drafts are replaced, published ones frozen, copies start anew."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, transaction

from accounts.acting import acting
from evaluations.actions import definitions
from evaluations.actions.definitions import DefinitionRefused, Outcome, publish_definition
from evaluations.actions.index_systems import copy_to_next_year, load_index_system, store_draft
from evaluations.models import ChangeLog, IndexSystem
from huadu_perf.lib.stamps import content_stamp
from tests.evaluations.domain.test_index_system import node, shipped, system

pytestmark = pytest.mark.django_db

WHOLE = node("甲", points="100")


def stored() -> list[tuple[str, int, bool]]:
    """Every index system of these tests."""
    rows = IndexSystem.objects.filter(code__startswith="test").order_by("code", "version")
    return [(row.code, row.version, row.is_published) for row in rows]


def load(*leaves: dict, publish: bool = False, **more: object) -> tuple[IndexSystem, Outcome]:
    return load_index_system(facts=system(*leaves, **more), publish=publish, by="tests")


def test_a_draft_may_be_incomplete_and_is_replaced():
    first, outcome = load(node("甲", points="60"))
    assert (outcome, stored()) == (Outcome.DRAFT, [("test", 1, False)])
    second, _ = load(WHOLE, name="改名")
    assert (second.pk, second.name, second.facts.name) == (first.pk, "改名", "改名")


def test_a_whole_one_is_published_and_the_same_again_is_nothing(people):
    row, outcome = load(WHOLE, publish=True)
    assert (outcome, stored(), row.is_published) == (Outcome.PUBLISHED, [("test", 1, True)], True)
    since = ChangeLog.objects.order_by("-pk").first().pk
    again, outcome = load(WHOLE, publish=True)
    assert (again.pk, outcome) == (row.pk, Outcome.UNCHANGED)
    assert load(WHOLE)[1] == Outcome.UNCHANGED
    assert not ChangeLog.objects.filter(pk__gt=since).exists()


def test_a_published_version_with_other_content_is_refused():
    load(WHOLE, publish=True)
    with pytest.raises(
        DefinitionRefused, match="体系（第 1 版） 已发布，内容与文件不同，不能改写。请把文件里的版本改为 2"
    ):
        load(WHOLE, name="体系", source="别的")
    assert (stored(), IndexSystem.objects.get(code="test").facts.source) == ([("test", 1, True)], "")
    assert load(WHOLE, source="别的", version=2)[1] == Outcome.DRAFT
    assert stored() == [("test", 1, True), ("test", 2, False)]


def test_an_incomplete_one_is_not_published_and_not_stored():
    with pytest.raises(DefinitionRefused) as refusal:
        load(node("甲", points="60"), node("数量指标", points="30"), publish=True)
    assert refusal.value.faults == (
        "“二”下级分值合计 90，应为 100，还差 10", "“数量指标”是指标类型，不是指标，请写明衡量什么",
    )  # fmt: skip
    assert stored() == []


def test_publishing_names_everything_that_stands_in_the_way():
    row, _ = load(node("甲", points="60"))
    with pytest.raises(DefinitionRefused, match="还差 40"):
        publish_definition(row=row, by="tests")
    assert stored() == [("test", 1, False)]
    row, _ = load(WHOLE)
    publish_definition(row=row, by="tests")
    assert stored() == [("test", 1, True)]


def test_a_published_one_is_frozen_by_the_database():
    row, _ = load(WHOLE, publish=True)
    with pytest.raises(DatabaseError, match="已发布的内容不能修改"), transaction.atomic(), acting("tests"):
        IndexSystem.objects.filter(pk=row.pk).update(name="改名")


def test_an_uploaded_file_becomes_the_draft_or_the_next_version():
    load(WHOLE, publish=True)
    second = store_draft(facts=system(WHOLE, name="改一"), by="tests")
    assert (second.version, second.facts.version, second.name) == (2, 2, "改一")
    again = store_draft(facts=second.facts.model_copy(update={"name": "改二"}), by="tests")
    assert (again.pk, again.name) == (second.pk, "改二")
    third = store_draft(facts=system(WHOLE, name="改三"), by="tests")
    assert (third.version, stored()) == (3, [("test", 1, True), ("test", 2, False), ("test", 3, False)])


@pytest.fixture
def meanwhile(monkeypatch):
    """Something another manager does just before the next action's transaction begins."""

    def set_up(deed) -> None:
        @contextmanager
        def later(by):
            monkeypatch.undo()
            deed()
            with acting(by):
                yield

        monkeypatch.setattr(definitions, "acting", later)

    return set_up


def test_a_draft_published_while_its_file_comes_in_has_the_file_as_its_next_version(meanwhile):
    row, _ = load(WHOLE)
    meanwhile(lambda: publish_definition(row=row, by="tests"))
    draft = store_draft(facts=row.facts, by="tests")
    assert (draft.version, stored()) == (2, [("test", 1, True), ("test", 2, False)])


def test_a_draft_published_while_it_is_loaded_is_not_loaded_over(meanwhile):
    row, _ = load(WHOLE)
    meanwhile(lambda: publish_definition(row=row, by="tests"))
    assert load(WHOLE)[1] == Outcome.UNCHANGED
    row, _ = load(WHOLE, version=2)
    meanwhile(lambda: publish_definition(row=row, by="tests"))
    with pytest.raises(DefinitionRefused, match="请把文件里的版本改为 3"):
        load(WHOLE, version=2, name="别的")


def test_two_new_ones_at_once_are_told(monkeypatch):
    load(WHOLE)
    monkeypatch.setattr(definitions, "held", lambda model, code, version: None)
    monkeypatch.setattr(IndexSystem, "full_clean", lambda row: None)
    with pytest.raises(DefinitionRefused, match="刚才有人存了体系（第 1 版），没有覆盖"):
        store_draft(facts=system(WHOLE), by="tests")
    assert stored() == [("test", 1, False)]


def test_what_was_previewed_is_published_and_nothing_else():
    opened, _ = load(WHOLE)
    seen = content_stamp(opened.definition)
    load(WHOLE, source="别的")
    with pytest.raises(DefinitionRefused, match="这份草稿被修改过，没有发布"):
        publish_definition(row=opened, by="tests", seen=seen)
    assert (stored(), opened.facts.source) == ([("test", 1, False)], "别的")
    publish_definition(row=opened, by="tests", seen=content_stamp(opened.definition))
    assert stored() == [("test", 1, True)]


def test_a_copy_for_the_next_year_has_the_same_keys_and_is_not_verified(people):
    facts = system(WHOLE, code="test-2022", name="体系（2022年）", verified=True, source="某文件")
    row, _ = load_index_system(facts=facts, publish=True, by="tests")
    copy = copy_to_next_year(row=row, by=people["caizheng"])
    assert (copy.code, copy.version, copy.name, copy.is_published) == (
        "test-2023",
        1,
        "体系（2023年）",
        False,
    )
    assert (copy.facts.year, copy.facts.verified, copy.facts.source) == (2023, False, "某文件")
    assert copy.facts.nodes == row.facts.nodes
    log = ChangeLog.objects.filter(table_name="evaluations_indexsystem").order_by("-pk").first()
    assert (log.actor, log.row_id) == (f"user:{people['caizheng'].pk}", str(copy.pk))
    assert copy_to_next_year(row=row, by="tests").version == 2


def test_a_code_without_a_year_gets_one():
    row, _ = load(WHOLE)
    assert copy_to_next_year(row=row, by="tests").code == "test-2023"


def test_what_the_table_cannot_hold_is_refused():
    facts = system(WHOLE, year=2100)
    row, _ = load_index_system(facts=facts, publish=False, by="tests")
    with pytest.raises(DefinitionRefused):
        copy_to_next_year(row=row, by="tests")
    long = system(WHOLE, code="test" + "x" * 56)
    row, _ = load_index_system(facts=long, publish=False, by="tests")
    with pytest.raises(DefinitionRefused):
        copy_to_next_year(row=row, by="tests")
    assert [code for code, _, _ in stored()] == ["test", "test" + "x" * 56]


@pytest.mark.parametrize("code", ["hunan-2021", "hubei-2020", "guangdong-2022-draft"])
def test_shipped_systems_are_loaded_already(demo, code):
    assert load_index_system(facts=shipped(code), publish=True, by="tests")[1] == Outcome.UNCHANGED
