"""What is printed beside the facts: remarks that were sent before the round, and the day it was submitted."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.acting import acting
from evaluations.actions.review import add_remark, answer_remark
from evaluations.actions.workflow import take_step
from evaluations.domain.report_template import Annex
from evaluations.enums import Action
from evaluations.models import Campaign, Remark, ReportTemplate, SelfEvaluation
from evaluations.queries import printed_by, report_source, source_printed_by
from tests.factories import rights

pytestmark = pytest.mark.django_db


def answered(evaluation: SelfEvaluation, people) -> None:
    """Every remark answered, and the evaluation sent again."""
    for remark in Remark.objects.filter(evaluation=evaluation, answer_kind=""):
        answer_remark(evaluation=evaluation, key=remark.key, kind="kept", answer="未改", by=people["canlian"])
    for action, name in ((Action.SEND_TO_LEADER, "canlian"), (Action.SIGN, "canlian-fzr")):
        assert (
            take_step(evaluation=evaluation, action=action, rights=rights(people[name]), comment="同意") == ()
        )


def remarked(evaluation: SelfEvaluation, people, text: str) -> None:
    add_remark(
        evaluation=evaluation,
        place="profile///nature",
        place_label="部门性质",
        text=text,
        by=people["shenhe2"],
    )


def printed(evaluation: SelfEvaluation) -> list[tuple[int, str, str]]:
    return [(row.round, row.answer_kind, row.answer) for row in report_source(evaluation).remarks]


def test_remarks_appear_once_they_were_sent_and_in_the_rounds_after(returned, people):
    assert printed(returned) == [(1, "", "")] * 3
    answered(returned, people)
    assert printed(returned) == [(1, "不修改，说明理由", "未改")] * 3
    remarked(returned, people, "第二轮，尚未发出")
    assert printed(returned) == [(1, "不修改，说明理由", "未改")] * 3
    take_step(evaluation=returned, action=Action.RETURN, rights=rights(people["shenhe2"]), comment="请再修改")
    assert [row.text for row in report_source(returned).remarks][-1] == "第二轮，尚未发出"
    assert [row.where for row in report_source(returned).remarks][-1] == "部门性质"
    answered(returned, people)
    assert [row[0] for row in printed(returned)] == [1, 1, 1, 2]


def test_remarks_are_read_only_for_a_template_that_prints_them(returned):
    old = ReportTemplate.objects.get(code="huadu-2022", version=1).facts
    assert all(annex.kind != Annex.ANSWERS for annex in old.annexes)
    source = source_printed_by(returned, old)
    assert (source.remarks, source.facts.campaign.template) == ((), old)
    with acting("tests"):
        Campaign.objects.update(report_template=ReportTemplate.objects.get(code="huadu-2022", version=1))
    again = SelfEvaluation.objects.get(pk=returned.pk)
    assert report_source(again).remarks == ()
    new = ReportTemplate.objects.get(code="hunan-form").facts
    assert len(source_printed_by(again, new).remarks) == 3


def test_the_date_is_the_day_of_the_submission_in_china(approved, draft, returned):
    submission = approved.submissions.get()
    china = submission.submitted_at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert report_source(approved).dated == china.date()
    assert report_source(draft).dated is None
    assert report_source(returned).dated is None


def test_half_past_midnight_in_china_is_the_next_day_already(returned, people, monkeypatch):
    late = datetime(2023, 4, 5, 16, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: late)
    answered(returned, people)
    assert report_source(returned).dated == date(2023, 4, 6)


def test_the_notice_of_the_campaign_is_part_of_the_facts(campaign, draft):
    with acting("tests"):
        Campaign.objects.update(notice="《通知》（花财绩〔2023〕1号）")
    found = SelfEvaluation.objects.get(pk=draft.pk)
    facts = report_source(found).facts
    assert facts.campaign.notice == "《通知》（花财绩〔2023〕1号）"
    assert printed_by(facts, facts.campaign.template) == facts
