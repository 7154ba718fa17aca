"""消息: who is told what, what is unread, and what goes with the rights."""

from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Rights
from accounts.acting import acting
from accounts.models import Membership, Region
from accounts.roles import Role
from evaluations import inbox, triggers
from evaluations.actions.campaigns import extend_deadline
from evaluations.actions.colleagues import Assignment, assign_sections
from evaluations.actions.inbox import mark_all_read, mark_read, remind
from evaluations.colleagues import stamp_of
from evaluations.domain.inbox import NEWS_FOR
from evaluations.enums import Action, Status
from evaluations.inbox import key_of, messages, unread, unread_count
from evaluations.inbox_words import told
from evaluations.models import (
    Campaign,
    ChangeLog,
    MessageRead,
    Remark,
    SectionState,
    SelfEvaluation,
    Submission,
    Transition,
)
from evaluations.queries import section_states
from tests.factories import make_department, make_evaluation, make_person

pytestmark = pytest.mark.django_db
LED_TO = {
    Action.SEND_TO_LEADER: Status.INTERNAL_REVIEW, Action.SEND_BACK: Status.DRAFT, Action.SIGN: Status.SUBMITTED,
    Action.SUBMIT: Status.SUBMITTED, Action.PASS_ON: Status.SUBMITTED, Action.RETURN: Status.RETURNED,
    Action.APPROVE: Status.APPROVED,
}  # fmt: skip


class Office:
    """A department with its people, the finance bureau, and people whom it does not concern; one evaluation."""

    def __init__(self, campaign: Campaign) -> None:
        region = campaign.region
        with acting("tests"):
            far = Region.objects.create(code="440999", name="另一个区")
        above = make_department(region, "900001")
        self.unit = make_department(region, "900002", parent=above)
        other = make_department(region, "900003")
        places: dict[str, tuple[Role, dict[str, Any]]] = {
            "filler": (Role.PREPARER, {"department": self.unit}),
            "second": (Role.PREPARER, {"department": self.unit}),
            "leader": (Role.LEADER, {"department": self.unit}),
            "above": (Role.PREPARER, {"department": above}),
            "other": (Role.PREPARER, {"department": other}),
            "reviewer": (Role.REVIEWER, {"region": region}),
            "reviewer2": (Role.REVIEWER, {"department": self.unit}),
            "reviewer3": (Role.REVIEWER, {"department": other}),
            "manager": (Role.MANAGER, {"region": region}),
            "far": (Role.MANAGER, {"region": far}),
            "auditor": (Role.AUDITOR, {"region": region}),
            "sysadmin": (Role.SYSTEM_ADMIN, {}),
        }
        self.people = {
            name: make_person(f"t-{name}", role, **place) for name, (role, place) in places.items()
        }
        self.campaign = campaign
        self.evaluation = make_evaluation(campaign, self.unit.code)

    def rights(self, name: str) -> Rights:
        return Rights(self.people[name])

    def take(self, action: Action, by: str, ago: timedelta = timedelta(0), comment: str = "") -> None:
        """One step, with the rows it leaves."""
        now, person = timezone.now() - ago, self.people[by]
        with acting("tests"):
            row = SelfEvaluation.objects.get(pk=self.evaluation.pk)
            files = action in (Action.SIGN, Action.SUBMIT)
            number = row.round + files
            changes: dict[str, Any] = {"status": LED_TO[action], "step": row.step + 1, "round": number}
            changes["review_level"] = {
                Action.SIGN: 1,
                Action.SUBMIT: 1,
                Action.PASS_ON: row.review_level + 1,
            }.get(action, 0)
            if files:
                changes |= {"submitted_by": person, "submitted_at": now}
                Submission.objects.create(
                    evaluation=row,
                    round=number,
                    facts="{}",
                    sha256="0",
                    submitted_by=person,
                    submitted_at=now,
                )
            if action == Action.APPROVE:
                changes |= {"approved_by": person, "approved_at": now}
            Transition.objects.create(
                evaluation=row,
                step=row.step + 1,
                round=number,
                action=action,
                from_status=row.status,
                to_status=LED_TO[action],
                by=person,
                at=now,
                comment=comment or "意见",
            )
            SelfEvaluation.objects.filter(pk=row.pk).update(**changes)
            if action == Action.RETURN:
                Remark.objects.filter(evaluation=row, issued_at__isnull=True).update(issued_at=now)  # fmt: skip
        self.evaluation.refresh_from_db()

    def news(self, name: str) -> list[str]:
        """The titles of what this person has not read; the bell counts as many."""
        titles = [message.title for message in told(self.rights(name), unread(self.rights(name)))]
        assert unread_count(self.rights(name)) == len(titles)
        return titles

    def read_everything(self) -> None:
        for person in self.people.values():
            mark_all_read(rights=Rights(person), until=timezone.now())

    def told_now(self) -> dict[str, list[str]]:
        """Everybody's news; then all have read it."""
        found = {name: titles for name in self.people if (titles := self.news(name))}
        for name in found:
            mark_all_read(rights=self.rights(name), until=timezone.now())
        return found


@pytest.fixture
def office(campaign: Campaign) -> Office:
    return Office(campaign)


def everybody(title: str, *names: str) -> dict[str, list[str]]:
    return {name: [title] for name in names}


def test_each_step_reaches_whom_it_concerns_and_nobody_else(office: Office) -> None:
    assert office.told_now() == everybody("自评已开启", "filler", "second", "leader")
    office.take(Action.SEND_TO_LEADER, "filler")
    assert office.told_now() == everybody("送负责人审签", "leader")
    office.take(Action.SEND_BACK, "leader")
    assert office.told_now() == everybody("负责人退回修改", "filler", "second")
    office.take(Action.SEND_TO_LEADER, "filler")
    office.read_everything()
    office.take(Action.SIGN, "leader")
    assert office.told_now() == everybody("已由负责人审签，报送财政", "filler", "second") | everybody(
        "已报送，请审核", "reviewer", "reviewer2", "manager"
    )
    office.take(Action.RETURN, "reviewer")
    assert office.told_now() == everybody("财政退回修改", "filler", "second", "leader")
    office.take(Action.SEND_TO_LEADER, "second")
    office.take(Action.SIGN, "leader")
    office.read_everything()
    office.take(Action.APPROVE, "manager")
    assert office.told_now() == everybody("审核通过", "filler", "second", "leader")


def test_a_filing_without_a_signature_is_told_to_colleagues_and_leaders_too(office: Office) -> None:
    office.read_everything()
    office.take(Action.SUBMIT, "filler")
    assert office.told_now() == everybody("已报送财政", "second", "leader") | everybody(
        "已报送，请审核", "reviewer", "reviewer2", "manager"
    )


@pytest.mark.parametrize(
    ("levels", "told_of_first", "told_of_second"),
    [(2, {"manager"}, set()), (3, {"reviewer2", "manager"}, {"manager"})],
)
def test_passed_on_is_told_to_those_who_decide_at_the_next_level(
    levels: int, told_of_first: set[str], told_of_second: set[str], office: Office
) -> None:
    with acting("tests"):
        Campaign.objects.filter(pk=office.campaign.pk).update(review_levels=levels)
    office.take(Action.SUBMIT, "filler")
    office.read_everything()
    office.take(Action.PASS_ON, "reviewer")
    assert office.told_now() == everybody("上一级审核通过，请审核", *told_of_first)
    if levels == 3:
        office.take(Action.PASS_ON, "reviewer2")
        assert office.told_now() == everybody("上一级审核通过，请审核", *told_of_second)


def test_who_filled_it_in_is_not_asked_to_decide_it(office: Office) -> None:
    with acting("tests"):
        SectionState.objects.filter(evaluation=office.evaluation, section="profile").update(
            edited_by=office.people["reviewer"], edited_at=timezone.now()
        )
    office.read_everything()
    office.take(Action.SUBMIT, "filler")
    assert {"reviewer2", "manager"} < set(found := office.told_now())
    assert "reviewer" not in found


def test_an_extension_a_section_given_and_a_reminder(office: Office) -> None:
    office.read_everything()
    later = date(2099, 4, 1)
    extend_deadline(
        campaign=office.campaign,
        department=office.unit,
        due_on=later,
        reason="停电",
        by=office.people["manager"],
    )
    assert office.told_now() == everybody("截止日期延至 2099年4月1日", "filler", "second", "leader")
    give(
        office, {"profile": Assignment(office.people["second"]), "tasks": Assignment(office.people["leader"])}
    )
    assert office.told_now() == everybody("“部门概况”交给你填写", "second")
    remind(
        campaign=office.campaign, text="请抓紧。", departments=[office.unit.pk], by=office.people["manager"]
    )
    assert office.told_now() == everybody("财政催报", "filler", "second", "leader")


def give(office: Office, wanted: dict[str, Assignment | None]) -> None:
    stamp = stamp_of(section_states(office.evaluation))
    assign_sections(evaluation=office.evaluation, wanted=wanted, seen=stamp, by=office.people["leader"])


def test_a_section_taken_back_is_no_message_and_given_again_is_a_new_one(office: Office) -> None:
    second = Assignment(office.people["second"], note="以决算表为准")
    office.read_everything()
    give(office, {"profile": second})
    assert office.news("second") == ["“部门概况”交给你填写"]
    office.read_everything()
    give(office, {"profile": None})
    assert len(messages(office.rights("second"))) == 1, "the opening"
    give(office, {"profile": second})
    assert office.news("second") == ["“部门概况”交给你填写"]
    with acting("tests"):
        Membership.objects.create(user=office.people["second"], role=Role.REVIEWER, department=office.unit)
    assert "“部门概况”交给你填写" not in office.news("second"), "who reviews reads nothing inside"


def test_only_what_still_stands_is_unread(office: Office) -> None:
    office.take(Action.SEND_TO_LEADER, "filler")
    assert office.news("second") == [], "opened, and gone on since"
    remind(
        campaign=office.campaign, text="请抓紧。", departments=[office.unit.pk], by=office.people["manager"]
    )
    assert office.news("second") == ["财政催报"]
    office.take(Action.SIGN, "leader")
    assert office.news("second") == ["已由负责人审签，报送财政"], "filed: nothing to remind of"
    assert office.news("reviewer") == ["已报送，请审核"]
    office.take(Action.RETURN, "reviewer2")
    assert office.news("reviewer") == [], "another one decided"
    shown = told(office.rights("second"), messages(office.rights("second")).order_by("-moment"))
    assert [message.title for message in shown] == [
        "财政退回修改", "已由负责人审签，报送财政", "财政催报", "自评已开启",
    ]  # fmt: skip
    assert [message.note for message in shown][1] == "现在：已退回"


def test_who_joins_later_finds_the_news_and_who_leaves_finds_nothing(office: Office) -> None:
    office.take(Action.SEND_TO_LEADER, "filler", ago=NEWS_FOR + timedelta(days=9))
    office.take(Action.SIGN, "leader", ago=NEWS_FOR + timedelta(days=1))
    late = make_person("t-late", Role.REVIEWER, department=office.unit)
    assert unread_count(Rights(late)) == 0, "long ago"
    assert len(messages(Rights(late))) == 1
    office.take(Action.RETURN, "reviewer")
    newcomer = make_person("t-new", Role.PREPARER, department=office.unit)
    assert unread_count(Rights(newcomer)) == 1
    key = messages(Rights(newcomer)).order_by("-moment")[0]
    assert list(key_of(Rights(newcomer), key[0], key[1])) == [key]
    with acting("tests"):
        Membership.objects.filter(user=newcomer).delete()
    assert unread_count(Rights(newcomer)) == 0
    assert list(messages(Rights(newcomer))) == list(key_of(Rights(newcomer), key[0], key[1])) == []


def test_reading_is_ones_own_and_one_at_a_time(office: Office) -> None:
    remind(
        campaign=office.campaign, text="请抓紧。", departments=[office.unit.pk], by=office.people["manager"]
    )
    kind, row, at, _ = unread(office.rights("filler")).order_by("-moment")[0]
    for _ in range(2):
        mark_read(messages=[(kind, row, at)], by=office.people["filler"])
    assert office.news("filler") == ["自评已开启"]
    assert sorted(office.news("second")) == ["自评已开启", "财政催报"]


def test_all_read_is_what_the_page_knew_of(office: Office) -> None:
    seen = timezone.now()
    remind(
        campaign=office.campaign, text="请抓紧。", departments=[office.unit.pk], by=office.people["manager"]
    )
    assert mark_all_read(rights=office.rights("filler"), until=seen) == 1
    assert office.news("filler") == ["财政催报"]


def test_marks_of_what_is_no_news_any_more_go(office: Office) -> None:
    filler = office.people["filler"]
    with acting(filler):
        MessageRead.objects.create(person=filler, kind="step", row=1, at=timezone.now() - NEWS_FOR)
    mark_read(messages=[("step", 2, timezone.now())], by=filler)
    assert list(MessageRead.objects.filter(person=filler).values_list("row", flat=True)) == [2]


def test_return_says_how_many_remarks_went_with_it(office: Office) -> None:
    office.take(Action.SUBMIT, "filler")
    with acting("tests"):
        for text in ("请写明。", "请核对。"):
            Remark.objects.create(
                evaluation=office.evaluation, round=1, place="p", place_label="p", text=text,
                by=office.people["reviewer"], at=timezone.now(),
            )  # fmt: skip
    office.take(Action.RETURN, "reviewer", comment="按意见修改。")
    (message,) = told(office.rights("leader"), unread(office.rights("leader")))
    assert (message.words, message.note) == ("按意见修改。", "附 2 条审核意见")


def asked(rights: Rights, job: Any) -> int:
    """How many queries beside that of the roles."""
    assert isinstance(rights.memberships, tuple)
    with CaptureQueriesContext(connection) as captured:
        job(rights)
    return len(captured)


def test_counting_costs_one_query_and_none_for_whom_nothing_is_told(office: Office) -> None:
    for name in ("filler", "leader", "reviewer", "manager"):
        assert asked(office.rights(name), unread_count) == 1, name
    for name in ("auditor", "sysadmin"):
        assert asked(office.rights(name), unread_count) == 0, name
    assert asked(Rights(make_person("t-none")), unread_count) == 0
    assert asked(Rights(SimpleNamespace(is_authenticated=False)), unread_count) == 0


def test_statements_are_kept_and_no_more_than_so_many(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "_KEPT", 2)
    inbox._STATEMENTS.clear()
    for name in ("filler", "filler", "leader"):
        assert unread_count(office.rights(name)) == 1
    assert len(inbox._STATEMENTS) == 2
    assert unread_count(office.rights("second")) == 1
    assert len(inbox._STATEMENTS) == 1


def test_telling_costs_the_same_for_1_and_20_messages(office: Office) -> None:
    office.take(Action.SUBMIT, "filler")
    counts = []
    for size in (0, 19):
        for number in range(size):
            unit = make_department(office.unit.region, f"91{number:04}")
            with acting("tests"):
                Membership.objects.create(user=office.people["leader"], role=Role.LEADER, department=unit)
            office.evaluation = make_evaluation(office.campaign, unit.code)
            office.take(Action.SUBMIT, "filler")
        keys = list(messages(office.rights("leader")))
        counts.append(
            (len(keys), asked(office.rights("leader"), lambda rights, keys=keys: told(rights, keys)))
        )
    assert counts == [(2, 2), (40, 2)]


def test_evaluations_that_were_there_get_the_time_of_the_log(office: Office) -> None:
    """What the migration fills in; without a log, the day the campaign began."""
    fill = import_module("evaluations.migrations.0016_opening_times").fill
    logged = office.evaluation
    with acting("tests"):
        quiet = make_evaluation(office.campaign, "920001")
    at = timezone.now() - timedelta(days=5)
    triggers.uninstall()
    ChangeLog.objects.filter(evaluation_id=quiet.pk).delete()
    made = ChangeLog.objects.filter(evaluation_id=logged.pk, table_name=SelfEvaluation._meta.db_table)
    made.filter(operation="INSERT").update(at=at)
    fill(apps, None)
    triggers.install()
    opened = dict(SelfEvaluation.objects.values_list("pk", "opened_at"))
    assert opened[logged.pk] == at
    assert timezone.localdate(opened[quiet.pk]) == office.campaign.opens_on
