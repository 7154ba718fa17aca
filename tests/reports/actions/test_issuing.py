"""Approval and issued report are one: both or neither, once, whoever presses at the same time; no file is left over."""

import hashlib
import os
import threading
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError
from pypdf import PdfReader

from accounts.access import Rights
from accounts.models import User
from accounts.roles import Role
from evaluations.actions.scores import save_reviewed_scores
from evaluations.actions.workflow import take_step
from evaluations.domain.review import NO_REVIEW, Review, ReviewedScore, stamp
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Action, Status
from evaluations.models import ChangeLog, SelfEvaluation, Submission, Transition
from evaluations.queries import report_source
from reports.actions import issuing
from reports.files import ISSUED, FileDamaged, opened
from reports.models import IssuedReport
from reports.rendering import RenderingFailed, to_html, to_pdf
from tests.at_once import together
from tests.factories import filed, make_evaluation, make_person, union_facts

pytestmark = pytest.mark.django_db


def files() -> set[str]:
    """The names of the files in the store of issued reports."""
    return {name for _, _, names in os.walk(Path(settings.MEDIA_ROOT) / ISSUED) for name in names}


def submitted(campaign: Any, code: str = "999001") -> SelfEvaluation:
    """An evaluation under review, of a department with a leader who sent it."""
    evaluation = make_evaluation(campaign, code, union_facts())
    return filed(
        evaluation, union_facts(), make_person(f"l{code}", Role.LEADER, department=evaluation.department)
    )


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Layout takes a second; what it is given is looked at elsewhere."""
    monkeypatch.setattr(issuing, "to_pdf", lambda html: b"%PDF " + hashlib.sha256(html.encode()).digest())


@pytest.fixture
def evaluation(campaign: Any, quick: None) -> SelfEvaluation:
    return submitted(campaign)


@pytest.fixture
def reviewer(people: dict[str, User]) -> Rights:
    return Rights(people["shenhe"])


def state(evaluation: SelfEvaluation) -> tuple[str, int, int]:
    """Status, number of approvals, number of issued reports."""
    return (
        SelfEvaluation.objects.get(pk=evaluation.pk).status,
        Transition.objects.filter(evaluation=evaluation, action=Action.APPROVE).count(),
        IssuedReport.objects.filter(evaluation=evaluation).count(),
    )


NOTHING, DONE = (Status.SUBMITTED, 0, 0), (Status.APPROVED, 1, 1)


def test_approval_issues_the_report(campaign, people, reviewer):
    """With a real rendering: what is stored is the PDF of the frozen facts, under its hash and theirs."""
    evaluation = submitted(campaign)
    report = issuing.approve(evaluation=evaluation, rights=reviewer, comment="同意")
    assert state(evaluation) == DONE
    with opened(report) as file:
        content = file.read()
    assert report.sha256 == hashlib.sha256(content).hexdigest()
    assert (report.size, report.round, report.issued_by) == (len(content), 1, people["shenhe"])
    assert report.facts_sha256 == Submission.objects.get(evaluation=evaluation).sha256
    assert report.file_name.endswith("_第1轮.pdf")
    assert content == to_pdf(to_html(issuing.report_of(report_source(evaluation))))
    assert "草稿" not in PdfReader(BytesIO(content)).pages[0].extract_text()
    assert report.file.name.startswith("issued/") and report.department not in report.file.name
    logged = ChangeLog.objects.get(table_name=IssuedReport._meta.db_table, row_id=str(report.pk))
    assert (logged.evaluation_id, logged.actor) == (evaluation.pk, f"user:{people['shenhe'].pk}")
    assert logged.after["sha256"] == report.sha256


def test_the_scores_of_finance_are_in_it(evaluation, reviewer, monkeypatch):
    seen: list[Any] = []
    monkeypatch.setattr(issuing, "to_pdf", lambda html: seen.append(html) or b"%PDF")
    row = union_facts().scored_indicators()[0]
    given = ReviewedScore(rowset="indicators", key=row.key, score=0, reason="没有完成", basis="评分标准")
    save_reviewed_scores(
        evaluation=evaluation,
        review=Review(scores=(given,)),
        seen=stamp(NO_REVIEW, evaluation.round),
        rights=reviewer,
    )
    issuing.approve(evaluation=evaluation, rights=reviewer)
    assert "没有完成" in seen[0]
    assert state(evaluation) == DONE


@pytest.mark.parametrize("who", ["gonghui", "caizheng-none", "l999001"])
def test_who_may_not_approve_issues_nothing_and_renders_nothing(evaluation, who, monkeypatch):
    person = User.objects.filter(username=who).first() or make_person(who)
    monkeypatch.setattr(issuing, "to_pdf", lambda html: pytest.fail("rendered"))
    before = files()
    with pytest.raises(TransitionRefused, match="不由你办理"):
        issuing.approve(evaluation=evaluation, rights=Rights(person))
    assert (state(evaluation), files()) == (NOTHING, before)


def test_a_failed_rendering_approves_nothing(evaluation, reviewer, monkeypatch):
    def fail(html: str) -> bytes:
        raise RenderingFailed("没有生成 PDF：缺少字体。")

    monkeypatch.setattr(issuing, "to_pdf", fail)
    before = files()
    with pytest.raises(RenderingFailed):
        issuing.approve(evaluation=evaluation, rights=reviewer)
    assert (state(evaluation), files()) == (NOTHING, before)


def test_a_refused_step_leaves_no_file(evaluation, reviewer):
    before = files()
    with pytest.raises(TransitionRefused, match="核查得分有改动"):
        issuing.approve(evaluation=evaluation, rights=reviewer, seen="1-99")
    assert (state(evaluation), files()) == (NOTHING, before)


@pytest.mark.parametrize("broken", ["save", "to_disk", "_record", "take_step"])
def test_whatever_breaks_on_the_way_nothing_is_done(evaluation, reviewer, monkeypatch, broken):
    """The disk is full, the file cannot be brought to it, the row or the step fails: no row, no step, no file."""

    def fail(*args: Any, **kwargs: Any) -> Any:
        raise OSError(28, "No space left on device")

    places = {"save": "reports.files.default_storage.save", "to_disk": "reports.files.to_disk"}
    monkeypatch.setattr(places.get(broken, f"reports.actions.issuing.{broken}"), fail)
    before = files()
    with pytest.raises(OSError, match="No space"):
        issuing.approve(evaluation=evaluation, rights=reviewer)
    monkeypatch.undo()
    assert (state(evaluation), files()) == (NOTHING, before)


def test_scores_that_came_in_while_it_was_made_are_not_approved(evaluation, reviewer, people, monkeypatch):
    """The page's stamp is not there to say so: what was made is compared with what would be approved."""
    row = union_facts().scored_indicators()[0]

    def meanwhile(html: str) -> bytes:
        given = ReviewedScore(rowset="indicators", key=row.key, score=0, reason="未完成", basis="标准")
        save_reviewed_scores(
            evaluation=SelfEvaluation.objects.get(pk=evaluation.pk),
            review=Review(scores=(given,)),
            seen=stamp(NO_REVIEW, 1),
            rights=Rights(people["caizheng"]),
        )
        return b"%PDF"

    monkeypatch.setattr(issuing, "to_pdf", meanwhile)
    before = files()
    with pytest.raises(TransitionRefused, match="核查得分有改动，没有通过"):
        issuing.approve(evaluation=evaluation, rights=reviewer)
    assert (state(evaluation), files()) == (NOTHING, before)


def test_it_is_issued_once(evaluation, reviewer):
    first = issuing.approve(evaluation=evaluation, rights=reviewer)
    before = files()
    with pytest.raises(TransitionRefused):
        issuing.approve(evaluation=evaluation, rights=reviewer)
    assert issuing.issue(evaluation=evaluation, by="tests") == first
    assert (state(evaluation), files()) == (DONE, before)


def test_what_was_approved_past_the_page_is_issued_later(evaluation, reviewer):
    with pytest.raises(TransitionRefused, match="只能为审核通过"):
        issuing.issue(evaluation=evaluation, by="tests")
    take_step(evaluation=evaluation, action=Action.APPROVE, rights=reviewer)
    report = issuing.issue(evaluation=evaluation, by="tests")
    assert (state(evaluation), report.issued_by) == (DONE, None)


def test_somebody_faster_is_no_fault(evaluation, reviewer, monkeypatch):
    """Between looking and writing another process issued it."""
    take_step(evaluation=evaluation, action=Action.APPROVE, rights=reviewer)
    first = issuing.issue(evaluation=evaluation, by="tests")
    before, real = files(), issuing.issued_for
    calls = iter((lambda one: None, real))
    monkeypatch.setattr(issuing, "issued_for", lambda one: next(calls)(one))
    assert issuing.issue(evaluation=evaluation, by="tests") == first
    assert files() == before


# ── at once ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("usernames", [("shenhe",) * 4, ("shenhe", "caizheng") * 2], ids=["double", "two"])
def test_pressing_at_once_gives_one_step_and_one_report(
    campaign, quick, other_connections, usernames, monkeypatch
):
    """A double click, and two approvers: all have rendered before the first writes."""
    evaluation, gate = submitted(campaign), threading.Barrier(len(usernames))
    ids = [User.objects.get(username=name).pk for name in usernames]
    other_connections()
    before = files()

    def rendered(html: str) -> bytes:
        gate.wait(30)
        return b"%PDF"

    monkeypatch.setattr(issuing, "to_pdf", rendered)

    def press(pk: int) -> Callable[[], Any]:
        def work() -> Any:
            own = SelfEvaluation.objects.select_related("campaign__region", "department").get(
                pk=evaluation.pk
            )
            return issuing.approve(evaluation=own, rights=Rights(User.objects.get(pk=pk)))

        return work

    outcomes = together([press(pk) for pk in ids])
    kinds = sorted(type(outcome).__name__ for outcome in outcomes)
    assert kinds == ["IssuedReport", *["TransitionRefused"] * (len(usernames) - 1)], outcomes
    (counted,) = together([lambda: state(evaluation)])
    assert counted == DONE
    assert len(files() - before) == 1


@pytest.mark.django_db(transaction=True)
def test_issuing_at_once_issues_once(campaign, people, quick, other_connections, monkeypatch):
    evaluation, gate = submitted(campaign), threading.Barrier(4)
    take_step(evaluation=evaluation, action=Action.APPROVE, rights=Rights(people["shenhe"]))
    other_connections()
    before = files()

    def work() -> Any:
        own = SelfEvaluation.objects.select_related("campaign__region", "department").get(pk=evaluation.pk)
        return issuing.issue(evaluation=own, by="tests").sha256

    monkeypatch.setattr(issuing, "to_pdf", lambda html: (gate.wait(30), b"%PDF")[1])
    outcomes = together([work] * 4)
    assert outcomes == [hashlib.sha256(b"%PDF").hexdigest()] * 4
    (counted,) = together([lambda: state(evaluation)])
    assert counted == DONE
    assert len(files() - before) == 1


# ── the stored file ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_damaged_file_is_told_apart_from_a_missing_one(evaluation, reviewer):
    report = issuing.approve(evaluation=evaluation, rights=reviewer)
    path = Path(report.file.path)
    path.chmod(0o640)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(FileDamaged, match="被改动过"):
        opened(report)
    path.unlink()
    with pytest.raises(FileDamaged, match="读不到"):
        opened(report)


def test_two_reports_of_one_evaluation_are_refused_by_the_database(evaluation, reviewer):
    report = issuing.approve(evaluation=evaluation, rights=reviewer)
    report.pk = None
    with pytest.raises(IntegrityError):
        report.save()
