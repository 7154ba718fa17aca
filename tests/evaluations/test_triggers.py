"""The guards in the database, tried by getting round them: every write path, every table, both engines."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.acting import _actor, acting, current_actor
from accounts.models import Department, Membership, Region, User
from budgets.models import BudgetLine, BudgetSheet
from evaluations import models as rows
from evaluations import triggers
from evaluations.models import ChangeLog, Remark, SelfEvaluation, Transition
from evaluations.triggers.specification import tables
from tests.evaluations.trigger_cases import (
    ALL_PATHS,
    CONTENT,
    PATHS,
    REVIEWED_SCORE,
    Case,
    World,
    execute,
    one,
    reviewed_score,
)

pytestmark = pytest.mark.django_db
every_table = pytest.mark.parametrize("case", CONTENT, ids=lambda case: case.model.__name__)
only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")


def only_postgresql(test: Callable[..., None]) -> Callable[..., None]:
    """Left out on SQLite, by -m and without it."""
    skip = pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
    return pytest.mark.postgres(skip(test))


LOCKED, NO_ACTOR, MOVED = "内容已锁定", "没有操作人", "不能把一行移到另一份自评"
APPEND_ONLY, NO_TRANSITION = "只能追加", "没有对应的流转记录"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with acting("test"):
        yield World()


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def refused(message: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        yield


@contextmanager
def nobody() -> Iterator[None]:
    """As if outside every acting(...)."""

    def tell(actor: str | None) -> None:
        if connection.vendor == "postgresql":
            execute("SELECT set_config('app.actor', %s, true)", actor or "")

    token = _actor.set(None)
    tell(None)
    try:
        yield
    finally:
        _actor.reset(token)
        tell(current_actor())


def prepared(case: Case, world: World, operation: str) -> Any:
    """The row that a write path is tried on."""
    row: Any = case.make(world)
    if operation != "INSERT":
        row.save()
    return row


def write(case: Case, world: World, row: Any, operation: str, name: str) -> None:
    PATHS[operation][name](row, case.column, case.value(world))


@every_table
def test_every_write_path_is_logged(case, world):
    for operation, name in ALL_PATHS:
        with rolled_back():
            row = prepared(case, world, operation)
            key, before = row.pk, getattr(row, case.column)
            last = ChangeLog.objects.latest("pk").pk
            write(case, world, row, operation, name)
            logged = list(ChangeLog.objects.filter(pk__gt=last).order_by("pk"))
        replaced = connection.vendor == "sqlite" and name.startswith("REPLACE")
        assert [entry.operation for entry in logged] == (["DELETE", "INSERT"] if replaced else [operation]), (
            name
        )
        assert {entry.table_name for entry in logged} == {case.model._meta.db_table}
        assert {entry.evaluation_id for entry in logged} == {world.evaluation.pk}
        assert {entry.actor for entry in logged} == {"system:test"}
        if operation == "UPDATE" and not replaced:
            assert logged[0].row_id == str(key)
            assert (logged[0].before, logged[0].after) == (
                {case.column: before}, {case.column: case.value(world)}
            ), name  # fmt: skip


@every_table
def test_no_write_path_reaches_a_submitted_evaluation(case, world):
    for operation, name in ALL_PATHS:
        with rolled_back():
            row = prepared(case, world, operation)
            world.submit()
            with refused(LOCKED):
                write(case, world, row, operation, name)


@every_table
def test_without_guards_every_write_path_would_reach_it(case, world):
    triggers.uninstall()
    logged = ChangeLog.objects.count()
    for operation, name in ALL_PATHS:
        with rolled_back():
            row = prepared(case, world, operation)
            world.submit()
            write(case, world, row, operation, name)
            assert ChangeLog.objects.count() == logged


@every_table
def test_nothing_is_written_by_nobody(case, world):
    for operation, name in ALL_PATHS:
        with rolled_back():
            row = prepared(case, world, operation)
            with nobody(), refused(NO_ACTOR):
                write(case, world, row, operation, name)


@every_table
def test_a_row_stays_in_its_evaluation(case, world):
    other = world.make_evaluation("002")
    others_goal = rows.Goal.objects.create(evaluation=other)
    others_measure = rows.Measure.objects.create(evaluation=other)
    elsewhere = {
        "evaluation_id": other.pk, "sheet_id": other.budget_sheet_id, "goal_id": others_goal.pk,
        "measure_id": others_measure.pk, "evidence_id": world.evidence.pk + 1,
    }  # fmt: skip
    row = prepared(case, world, "UPDATE")
    own = next(name for name in elsewhere if hasattr(row, name))
    with refused(MOVED):
        one(row).update(**{own: elsewhere[own]})


def test_a_returned_evaluation_is_open_again_and_an_approved_one_never(world):
    world.submit()
    world.send_back()
    rows.Duty.objects.create(evaluation=world.evaluation)
    world.submit(number=2)
    world.approve()
    with refused(LOCKED):
        rows.Duty.objects.create(evaluation=world.evaluation)


def test_the_sheet_comes_before_its_evaluation_and_is_locked_with_it(world):
    sheet = BudgetSheet.objects.create(department=world.evaluation.department, year=2021)
    BudgetLine.objects.create(sheet=sheet, item="reception")
    world.submit()
    with refused(LOCKED):
        BudgetSheet.objects.filter(pk=world.sheet.pk).update(year=2020)
    with refused(LOCKED):
        BudgetSheet.objects.filter(pk=world.sheet.pk)._raw_delete("default")


def test_an_update_that_changes_nothing_leaves_no_row(world):
    before = ChangeLog.objects.count()
    world.goal.save()
    one(world.goal).update(title=F("title"))
    assert ChangeLog.objects.count() == before


STATE_ATTACKS = {
    "back to draft": {
        "status": "draft",
        "round": 0,
        "submitted_by": None,
        "submitted_at": None,
        "review_level": 0,
    },
    "with a step": {"status": "returned", "review_level": 0, "step": 2},
    "old step": {"status": "returned", "review_level": 0, "step": 1},
    "round": {"round": 5},
    "score": {"total_score": 100},
    "grade": {"grade": "优"},
    "level": {"review_level": 3},
    "step": {"step": 9},
}


@pytest.mark.parametrize("changes", STATE_ATTACKS.values(), ids=STATE_ATTACKS)
def test_the_state_changes_only_with_its_transition(changes, world):
    world.submit()
    with refused(NO_TRANSITION):
        one(world.evaluation).update(**changes)
    triggers.uninstall()
    one(world.evaluation).update(**changes)


def test_a_forged_transition_opens_nothing(world):
    world.submit()
    for step, action, source, target in (
        (3, "return", "submitted", "returned"),
        (1, "return", "submitted", "returned"),
        (2, "submit", "draft", "submitted"),
        (2, "approve", "returned", "approved"),
    ):
        with refused("流转记录与自评当前的状态或步序不符"):
            world.transition(step, action, source, target)
    for action, target in (
        ("return", "draft"),
        ("send_back", "draft"),
        ("submit", "submitted"),
        ("sign", "approved"),
        ("ask_back", "returned"),
        ("withdraw", "draft"),
    ):
        with refused("没有这样的流转"):
            world.transition(2, action, "submitted", target)
    world.approve()
    with refused("没有这样的流转"):
        world.transition(3, "return", "approved", "returned")
    with refused("审核通过的自评不能再改变"):
        one(world.evaluation).update(grade="优")


def test_an_evaluation_keeps_its_identity_starts_as_draft_and_is_never_deleted(world):
    other = world.make_evaluation("002")
    mine = one(world.evaluation)
    for change in (
        {"department": other.department},
        {"budget_sheet": other.budget_sheet},
        {"opened_at": timezone.now()},
        {"id": 999},
    ):
        with refused("不能更换"):
            mine.update(**change)
    with refused("自评不能删除"):
        mine._raw_delete("default")
    with refused("只能从填报中开始"):
        SelfEvaluation.objects.create(
            campaign=world.campaign, department=world.region.departments.first(), status="approved",
            budget_sheet=BudgetSheet.objects.create(department=other.department, year=2020),
        )  # fmt: skip


@pytest.mark.parametrize("operation", ["UPDATE", "DELETE"])
def test_records_are_append_only(operation, world):
    world.submit()
    records = (
        (ChangeLog.objects.latest("pk"), "table_name", "x"),
        (Transition.objects.latest("pk"), "comment", "改"),
        (world.submission(1), "facts", "[]"),
        (reminder(world), "text", "改"),
    )
    for record, column, value in records:
        for path in PATHS[operation].values():
            # REPLACE and ON CONFLICT begin as an INSERT, which is refused for reasons of its own.
            with refused(f"{APPEND_ONLY}|只能由数据库写入|步序不符|只能以自己的名义"):
                path(record, column, value)


def reminder(world: World) -> rows.Reminder:
    """One that finance sent."""
    with acting(world.people[0]):
        return rows.Reminder.objects.create(
            evaluation=world.evaluation, text="请抓紧。", by=world.people[0], at=timezone.now()
        )


def test_a_reminder_is_sent_in_ones_own_name_and_logged(world):
    row = reminder(world)
    entry = ChangeLog.objects.latest("pk")
    assert (entry.table_name, entry.row_id) == ("evaluations_reminder", str(row.pk))
    assert (entry.evaluation_id, entry.actor) == (world.evaluation.pk, f"user:{world.people[0].pk}")
    with refused("催报只能以自己的名义发"), acting(world.people[1]):
        rows.Reminder.objects.create(evaluation=world.evaluation, text="改", by=world.people[0], at=row.at)


def test_what_a_person_has_read_is_his_own_and_not_logged(world):
    last, own = ChangeLog.objects.latest("pk").pk, world.people[0]
    with acting(own):
        mark = rows.MessageRead.objects.create(person=own, kind="step", row=1, at=timezone.now())
        one(mark).update(at=timezone.now())
        for change in ({"person": world.people[1]}, {"kind": "given"}, {"row": 2}):
            with refused("不能移到别的消息"):
                one(mark).update(**change)
    for name in ("system", world.people[1]):
        with acting(name):
            for write in (one(mark).delete, lambda: one(mark).update(at=timezone.now())):
                with refused("只能标记自己的消息"):
                    write()
            with refused("只能标记自己的消息"):
                rows.MessageRead.objects.create(person=own, kind="step", row=2, at=timezone.now())
    with nobody(), refused(NO_ACTOR):
        one(mark).delete()
    with acting(own):
        one(mark).delete()
    assert ChangeLog.objects.latest("pk").pk == last


def test_the_log_is_written_by_the_database_alone(world):
    forged = ChangeLog(at=timezone.now(), actor="user:1", table_name="x", row_id="1", operation="INSERT")
    with refused("只能由数据库写入"):
        forged.save()


@only_postgresql
def test_postgresql_knows_a_forged_log_row_even_under_ones_own_name(world):
    with refused("只能由数据库写入"):
        ChangeLog.objects.create(
            at=timezone.now(), actor="system:test", table_name="x", row_id="1", operation="INSERT"
        )


@only_postgresql
@pytest.mark.parametrize("table", [table.name for table in tables()])
def test_no_table_is_truncated(table, db):
    with refused("不能清空这张表"):
        execute(f"TRUNCATE {table} CASCADE")


def test_a_submission_belongs_to_its_round(world):
    for number in (0, 2):
        with refused("轮次与自评不符"):
            world.submission(number)
    world.submission(1)
    entry = ChangeLog.objects.latest("pk")
    assert entry.table_name == "evaluations_submission"
    assert "facts" not in entry.after
    assert entry.after["sha256"] == "0"
    world.submit()
    world.approve()
    with refused("轮次与自评不符"):
        world.submission(2)


def test_a_remark_from_writing_to_answer(world):
    with refused("只能对已报送的自评"):
        world.remark()
    world.submit()
    world.remark().delete()
    remark = world.remark()
    mine = Remark.objects.filter(pk=remark.pk)
    mine.update(text="请再核对")
    answer = {
        "answer_kind": "kept", "answer": "理由", "answered_by": world.people[0], "answered_at": timezone.now()
    }  # fmt: skip
    with refused("不能答复审核意见"):
        mine.update(issued_at=timezone.now(), **answer)
    world.send_back()
    mine.update(issued_at=timezone.now())
    mine.update(**answer)
    for change in (
        {"text": "改"},
        {"place": "q"},
        {"round": 2},
        {"issued_at": None},
        {"by": world.people[0]},
    ):
        with refused("已发出的审核意见不能修改"), rolled_back():
            mine.update(**change)
    with refused("不能删除"):
        mine.delete()
    world.step("send_to_leader", "internal_review")
    with refused("不能答复审核意见"), rolled_back():
        mine.update(answer="改口")
    world.step("withdraw", "draft")
    mine.update(answer="撤回后改的理由")
    world.submit(number=2)
    with refused("不能答复审核意见"):
        mine.update(answer="改口")


def test_a_remark_never_sent_stays_with_its_evaluation_and_ends_with_the_review(world):
    world.submit()
    mine = one(world.remark())
    with refused("不能把审核意见移到另一份自评"):
        mine.update(evaluation=world.make_evaluation("002"))
    world.approve()
    with refused("现在不能修改审核意见"):
        mine.update(text="晚了")
    with refused("不能删除"):
        mine.delete()


def test_reviewed_scores_are_written_under_review_and_every_path_is_logged(world):
    world.submit()
    for operation, name in ALL_PATHS:
        with rolled_back():
            row = prepared(REVIEWED_SCORE, world, operation)
            last = ChangeLog.objects.latest("pk").pk
            write(REVIEWED_SCORE, world, row, operation, name)
            logged = list(ChangeLog.objects.filter(pk__gt=last).order_by("pk"))
        replaced = connection.vendor == "sqlite" and name.startswith("REPLACE")
        assert [entry.operation for entry in logged] == (["DELETE", "INSERT"] if replaced else [operation]), (
            name
        )
        assert {entry.evaluation_id for entry in logged} == {world.evaluation.pk}


@pytest.mark.parametrize("end", ["return", "approve", "next round"])
def test_no_write_path_reaches_the_reviewed_scores_of_a_round_that_is_over(end, world):
    ending = {"return": world.send_back, "approve": world.approve, "next round": lambda: next_round(world)}
    for operation, name in ALL_PATHS:
        with rolled_back():
            world.submit()
            row = prepared(REVIEWED_SCORE, world, operation)
            ending[end]()
            with refused("只能在审核期间填写本轮的核查得分"):
                write(REVIEWED_SCORE, world, row, operation, name)


def next_round(world: World) -> None:
    world.send_back()
    world.submit(number=2)


def test_without_guards_every_write_path_would_reach_them(world):
    triggers.uninstall()
    for operation, name in ALL_PATHS:
        with rolled_back():
            world.submit()
            row = prepared(REVIEWED_SCORE, world, operation)
            world.approve()
            write(REVIEWED_SCORE, world, row, operation, name)


def test_no_reviewed_score_comes_before_the_submission_nor_from_nobody(world):
    with refused("只能在审核期间"):
        reviewed_score(world).save()
    world.submit()
    for operation, name in ALL_PATHS:
        with rolled_back():
            row = prepared(REVIEWED_SCORE, world, operation)
            with nobody(), refused(NO_ACTOR):
                write(REVIEWED_SCORE, world, row, operation, name)


def test_a_reviewed_score_stays_where_it_is_and_is_never_empty(world):
    other = world.make_evaluation("002")
    world.submit()
    row = reviewed_score(world)
    row.save()
    for change in (
        {"evaluation": other},
        {"round": 2},
        {"rowset": "projects"},
        {"key": world.indicators[1].key},
        {"id": row.pk + 1},
    ):
        with refused("不能把核查得分移到别处"):
            one(row).update(**change)
    with refused("核查得分不能为空"):
        one(row).update(score=None)
    empty = reviewed_score(world)
    empty.key, empty.score = world.indicators[1].key, None
    with refused("核查得分不能为空"):
        empty.save()


def test_the_reviewed_total_comes_with_the_approval_and_stays(world):
    world.submit()
    with refused(NO_TRANSITION):
        one(world.evaluation).update(reviewed_score=80)
    world.step(
        "approve", "approved", review_level=0, approved_by=world.people[1], approved_at=timezone.now(),
        reviewed_score=80, reviewed_grade="良",
    )  # fmt: skip
    for change in ({"reviewed_score": 90}, {"reviewed_score": None}, {"reviewed_grade": "优"}):
        with refused("审核通过的自评不能再改变"):
            one(world.evaluation).update(**change)


@pytest.mark.parametrize("model", [rows.IndexSystem, rows.ReportTemplate])
def test_a_published_definition_stays(model, world):
    row = model.objects.create(code="p", name="名", definition={"a": True}, version=7)
    row.definition = {"a": False, "b": [1, "二"]}
    row.is_published = True
    row.save()
    entry = ChangeLog.objects.latest("pk")
    assert entry.before == {"definition": {"a": True}, "is_published": False}
    assert entry.after == {"definition": {"a": False, "b": [1, "二"]}, "is_published": True}
    for change in ({"definition": {}}, {"is_published": False}, {"version": 8}, {"name": "改"}):
        with refused("已发布的内容不能修改"):
            model.objects.filter(pk=row.pk).update(**change)
    with refused("已发布的内容不能删除"):
        row.delete()


def test_a_login_needs_no_actor_and_a_password_is_never_logged(world):
    person = world.people[0]
    before = ChangeLog.objects.count()
    with nobody():
        person.last_login = timezone.now()
        person.save(update_fields=["last_login"])
    assert ChangeLog.objects.count() == before
    with nobody(), refused(NO_ACTOR):
        User.objects.filter(pk=person.pk).update(password="geheim")
    User.objects.filter(pk=person.pk).update(password="geheim", last_login=None)
    entry = ChangeLog.objects.latest("pk")
    assert (entry.before, entry.after) == ({"password": "（不记录）"}, {"password": "（已修改）"})
    created = ChangeLog.objects.get(table_name="accounts_user", row_id=str(person.pk), operation="INSERT")
    assert created.after["password"] == "（不记录）"
    assert "last_login" not in created.after


def test_accounts_and_campaigns_are_logged_and_need_an_actor(world):
    grant = {"granted_by": world.people[1], "due_on": date(2023, 4, 1), "reason": "停电"}
    department = world.evaluation.department
    made = (
        Membership(user=world.people[0], role="preparer", department=department),
        rows.DeadlineExtension(campaign=world.campaign, department=department, **grant),
        Region(code="T2", name="另一区"),
        User(username="丙", name="丙", password="!"),
        Department(region=world.region, code="009", name="九"),
    )
    for row in made:
        with nobody(), refused(NO_ACTOR):
            type(row).objects.bulk_create([row])
        row.save()
        entry = ChangeLog.objects.latest("pk")
        assert (entry.table_name, entry.row_id, entry.operation) == (
            row._meta.db_table,
            str(row.pk),
            "INSERT",
        )
        assert set(entry.after) == {
            field.column for field in row._meta.local_concrete_fields if field.column != "last_login"
        }


def test_both_engines_log_the_same_json(world):
    world.submit()
    remark = world.remark(issued_at=datetime(2023, 2, 1, 8, 30, 5, 250000, tzinfo=UTC))
    after = ChangeLog.objects.latest("pk").after
    assert after["key"] == str(remark.key)
    assert after["issued_at"] == "2023-02-01T08:30:05.250Z"
    assert after["answered_at"] is None
    created = ChangeLog.objects.get(table_name="accounts_user", row_id=world.people[0].pk)
    assert created.after["is_active"] is True


@only_sqlite
def test_a_client_without_our_function_cannot_write(world):
    foreign = sqlite3.connect(":memory:")
    foreign.deserialize(connection.connection.serialize())
    with pytest.raises(sqlite3.OperationalError, match="no such function: app_actor"):
        foreign.execute("UPDATE evaluations_goal SET title = 'x'")
    with pytest.raises(sqlite3.IntegrityError, match=APPEND_ONLY):
        foreign.execute("DELETE FROM evaluations_changelog")


def test_all_guards_are_there_and_their_absence_is_seen(db):
    assert triggers.missing() == set()
    names = triggers.installed()
    triggers.uninstall()
    assert triggers.missing() == names
    triggers.install()
    assert triggers.installed() == names


@pytest.mark.django_db(transaction=True)
def test_a_flush_empties_the_tables_and_leaves_the_guards():
    with acting("test"):
        World()
    call_command("flush", interactive=False, verbosity=0)
    assert ChangeLog.objects.count() == SelfEvaluation.objects.count() == 0
    assert triggers.missing() == set()


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_migration_may_remake_a_table_that_guards_look_into():
    def remake() -> None:
        with connection.schema_editor() as editor:
            editor._remake_table(SelfEvaluation)

    with pytest.raises(DatabaseError, match="error in trigger"):
        remake()
    triggers.guards_off("default", plan=[])
    assert triggers.missing() == set()
    triggers.guards_off("default", plan=["a migration"])
    remake()
    triggers.guards_on("default")
    assert triggers.missing() == set()


@only_postgresql
def test_the_account_of_the_application_cannot_get_at_the_log(world):
    execute("CREATE ROLE guarded_app")
    execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO guarded_app")
    execute("REVOKE INSERT, UPDATE, DELETE ON evaluations_changelog FROM guarded_app")
    execute("SET LOCAL ROLE guarded_app")
    execute("CREATE TEMP TABLE evaluations_changelog (LIKE public.evaluations_changelog) ON COMMIT DROP")
    duty = rows.Duty.objects.create(evaluation=world.evaluation)
    execute("DROP TABLE pg_temp.evaluations_changelog")
    assert ChangeLog.objects.latest("pk").row_id == str(duty.pk)
    for attack in (
        "INSERT INTO evaluations_changelog SELECT * FROM evaluations_changelog",
        "UPDATE evaluations_changelog SET actor = 'x'",
        "DELETE FROM evaluations_changelog",
        "TRUNCATE evaluations_changelog",
        "DROP TABLE evaluations_changelog",
        "ALTER TABLE evaluations_duty DISABLE TRIGGER ALL",
        "DROP TRIGGER guard_log_evaluations_duty ON evaluations_duty",
        "DROP FUNCTION guard_log_evaluations_duty CASCADE",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
            execute(attack)


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_an_edit_and_a_submission_at_once_wait_for_each_other():
    with acting("test"):
        world = World()
    failures: list[type[Exception]] = []

    def elsewhere(action: Callable[[], object]) -> None:
        def run() -> None:
            try:
                with acting("other"):
                    execute("SET LOCAL lock_timeout = '300ms'")
                    action()
            except DatabaseError as error:
                failures.append(type(error))
            finally:
                connection.close()

        thread = Thread(target=run)
        thread.start()
        thread.join()

    with acting("test"):
        rows.Duty.objects.create(evaluation=world.evaluation)
        elsewhere(world.submit)
    assert len(failures) == 1
    with acting("test"):
        world.submit()
        elsewhere(lambda: rows.Duty.objects.create(evaluation=world.evaluation))
    assert len(failures) == 2
    assert rows.Duty.objects.filter(evaluation=world.evaluation).count() == 1
    with acting("test"):
        reviewed_score(world).save()
        elsewhere(world.approve)
    assert len(failures) == 3
    with acting("test"):
        world.approve()
        elsewhere(lambda: rows.ReviewedScore.objects.filter(evaluation=world.evaluation).delete())
    assert len(failures) == 4
    assert rows.ReviewedScore.objects.filter(evaluation=world.evaluation).count() == 1
