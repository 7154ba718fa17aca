"""What the database itself logs and refuses, said once for both engines."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from django.db import models

from accounts.models import Department, Membership, Region, User
from budgets.models import BudgetLine, BudgetSheet, Project
from evaluations import models as rows
from evaluations.domain.workflow import TRANSITIONS
from evaluations.enums import Status
from evaluations.triggers.table import DELETE, INSERT, UPDATE, Refusal, Table, differs

LOG = rows.ChangeLog._meta.db_table
EVALUATIONS = rows.SelfEvaluation._meta.db_table
TRANSITIONS_TAKEN = rows.Transition._meta.db_table
OPEN = ", ".join(f"'{status.value}'" for status in Status if status.is_open)


APPEND_ONLY = {
    operation: (Refusal("TRUE", "记录只能追加，不能修改或删除。"),) for operation in (UPDATE, DELETE)
}
#: What gives the guarded tables of the apps above, which this one does not import.
_above: list[Callable[[], Iterable[Table]]] = []


def guard_also(of_app: Callable[[], Iterable[Table]]) -> None:
    """Adds the tables of an app above; it says so when the product starts."""
    _above.append(of_app)


def _status_of(evaluation: str) -> str:
    """SQL of the stored status. FOR SHARE: an edit and a submission at once wait for each other."""
    return f"(SELECT status FROM {EVALUATIONS} WHERE id = {evaluation} FOR SHARE)"


def tables() -> tuple[Table, ...]:
    """Every guarded table."""
    own = (*_content(), _drafts(), *_inside(), *_workflow(), *_reference(), *_accounts())
    return (*own, *(table for of_app in _above for table in of_app()))


def _content() -> Iterator[Table]:
    """What a department fills in: open in draft and returned, locked otherwise."""
    for model in (
        rows.Detail, rows.SectionState, rows.Division, rows.SubUnit, rows.Duty, rows.Task, rows.Goal,
        rows.Indicator, rows.ProjectResult, rows.ProjectIndicator, rows.LastMeasure, rows.Problem, rows.Measure,
        rows.Explanation, rows.Evidence, rows.CarriedOver,
    ):  # fmt: skip
        yield _locked(model, "{row}.evaluation_id", "evaluation_id")
    for link in (rows.Goal.tasks, rows.Measure.problems, rows.Evidence.indicators, rows.Evidence.projects):
        item = link.field.model._meta.db_table
        column = link.field.m2m_column_name()
        yield _locked(link.through, f"(SELECT evaluation_id FROM {item} WHERE id = {{row}}.{column})", column)
    yield _old_report()
    of_state = f"(SELECT evaluation_id FROM {rows.SectionState._meta.db_table} WHERE id = {{row}}.state_id)"
    yield _locked(rows.SectionAssignment, of_state, "state_id")
    of_sheet = f"(SELECT id FROM {EVALUATIONS} WHERE budget_sheet_id = {{row}}.%s)"
    yield _locked(BudgetSheet, of_sheet % "id", "id")
    for model in (BudgetLine, Project):
        yield _locked(model, of_sheet % "sheet_id", "sheet_id")


def _locked(model: type[models.Model], evaluation: str, owner: str) -> Table:
    """A table of rows that stay with their owner and are locked with its evaluation.

    A sheet that no evaluation has yet is open: its status is NULL, and NULL NOT IN (…) refuses nothing.
    """

    def locked(row: str) -> Refusal:
        status = _status_of(evaluation.format(row=row))
        return Refusal(f"{status} NOT IN ({OPEN})", "自评不在填报中或已退回状态，内容已锁定，不能修改。")

    moved = Refusal(differs(owner, model._meta.pk.column), "不能把一行移到另一份自评。")
    refuse = {INSERT: (locked("NEW"),), UPDATE: (moved, locked("OLD")), DELETE: (locked("OLD"),)}
    return Table(model, evaluation, refuse)


def _old_report() -> Table:
    """A report between upload and confirmation: no part of the evaluation, so what it says is not logged."""
    locked = f"{_status_of('NEW.evaluation_id')} NOT IN ({OPEN})"
    refuse = {
        INSERT: (Refusal(locked, "自评不在填报中或已退回状态，不能导入。"),),
        UPDATE: (Refusal("TRUE", "待导入的报告不能修改，请重新上传。"),),
    }
    return Table(rows.OldReportDraft, "{row}.evaluation_id", refuse, unlogged=frozenset({"text", "name"}))


def _drafts() -> Table:
    """Unsaved typing: its person's own and nobody else's, not logged (docs/decisions/0021).

    When the evaluation is locked its drafts go, whoever locks it.
    """
    nobody = Refusal("app_actor() IS NULL", "没有操作人：写入必须在 acting(...) 之内。")
    moved = Refusal(differs("id", "evaluation_id", "section", "person_id"), "不能把草稿移到别处。")

    def not_own(row: str) -> str:
        return f"app_actor() IS DISTINCT FROM 'user:' || {row}.person_id"

    def locked(row: str) -> Refusal:
        status = _status_of(f"{row}.evaluation_id")
        return Refusal(f"{status} NOT IN ({OPEN})", "自评不在填报中或已退回状态，不能暂存草稿。")

    own = {row: Refusal(not_own(row), "草稿只能由填写人自己暂存。") for row in ("NEW", "OLD")}
    others = f"{not_own('OLD')} AND {_status_of('OLD.evaluation_id')} IN ({OPEN})"
    refuse = {
        INSERT: (nobody, own["NEW"], locked("NEW")),
        UPDATE: (nobody, moved, own["OLD"], locked("OLD")),
        DELETE: (nobody, Refusal(others, "别人的草稿不能删除。")),
    }
    return Table(rows.SectionDraft, "{row}.evaluation_id", refuse, is_logged=False)


def _inside() -> Iterator[Table]:
    """What people of a department tell each other (docs/decisions/0026): in their own name only.

    Notes may be written in any state, as they are no content. Who has a section open is not logged.
    """
    nobody = Refusal("app_actor() IS NULL", "没有操作人：写入必须在 acting(...) 之内。")
    foreign = "app_actor() IS DISTINCT FROM 'user:' || {}"
    words = differs("id", "evaluation_id", "key", "section", "place", "place_label", "text", "by_id", "at")
    ticked = f"NEW.done_by_id IS NOT NULL AND {foreign.format('NEW.done_by_id')}"
    yield Table(
        rows.InternalNote,
        "{row}.evaluation_id",
        {
            INSERT: (Refusal(foreign.format("NEW.by_id"), "内部备注只能以自己的名义写。"),),
            UPDATE: (
                Refusal(words, "内部备注不能修改，请删除后另写。"),
                Refusal(ticked, "内部备注只能以自己的名义标记已处理。"),
            ),
            DELETE: (Refusal(foreign.format("OLD.by_id"), "别人的内部备注不能删除。"),),
        },
    )
    own = Refusal(foreign.format("NEW.person_id"), "只能标明自己正在编辑。")
    moved = Refusal(differs("id", "evaluation_id", "section", "person_id"), "不能改记在别人或别处名下。")
    yield Table(
        rows.SectionPresence,
        "{row}.evaluation_id",
        {INSERT: (nobody, own), UPDATE: (nobody, moved, own), DELETE: (nobody,)},
        is_logged=False,
    )


_IDENTITY = ("id", "campaign_id", "department_id", "budget_sheet_id")
_STATE = (
    "status", "round", "review_level", "step", "submitted_by_id", "submitted_at", "approved_by_id",
    "approved_at", "total_score", "grade", "reviewed_score", "reviewed_grade",
)  # fmt: skip


def _workflow() -> Iterator[Table]:
    """The evaluation itself, its transitions, submissions and remarks, and the log."""
    yield Table(rows.SelfEvaluation, "{row}.id", _evaluation_refusals())
    steps = ", ".join(
        f"('{step.action.value}', '{source.value}', '{step.target.value}')"
        for step in TRANSITIONS
        for source in sorted(step.source)
    )
    next_step = (
        f"EXISTS (SELECT 1 FROM {EVALUATIONS} WHERE id = NEW.evaluation_id"
        " AND step + 1 = NEW.step AND status = NEW.from_status)"
    )
    forged = (
        Refusal(f"NOT {next_step}", "流转记录与自评当前的状态或步序不符。"),
        Refusal(f"(NEW.action, NEW.from_status, NEW.to_status) NOT IN (VALUES {steps})", "没有这样的流转。"),
    )
    yield Table(rows.Transition, "{row}.evaluation_id", APPEND_ONLY | {INSERT: forged})
    # Written in the same transaction as its transition, before or after it.
    its_round = (
        f"EXISTS (SELECT 1 FROM {EVALUATIONS} WHERE id = NEW.evaluation_id AND (status = 'submitted' AND"
        " round = NEW.round OR status NOT IN ('submitted', 'approved') AND round + 1 = NEW.round))"
    )
    wrong_round = (Refusal(f"NOT {its_round}", "报送版本的轮次与自评不符。"),)
    # The facts stand in their own row, which never changes, under the hash that is logged.
    facts = frozenset({"facts"})
    yield Table(rows.Submission, "{row}.evaluation_id", APPEND_ONLY | {INSERT: wrong_round}, unlogged=facts)
    yield Table(rows.Remark, "{row}.evaluation_id", _remark_refusals())
    yield Table(rows.ReviewedScore, "{row}.evaluation_id", _reviewed_score_refusals())
    # Files that wait for some hours; the log names them and does not keep them.
    file = frozenset({"content", "cells"})
    yield Table(rows.PendingImport, "{row}.evaluation_id", unlogged=file)
    own_hand = (
        Refusal("NEW.actor IS DISTINCT FROM app_actor()", "修改记录只能由数据库写入。"),
        Refusal("pg_trigger_depth() < 2", "修改记录只能由数据库写入。", engine="postgresql"),
    )
    yield Table(rows.ChangeLog, refuse=APPEND_ONLY | {INSERT: own_hand}, is_logged=False)


def _evaluation_refusals() -> Mapping[str, tuple[Refusal, ...]]:
    fresh = "NEW.status = 'draft' AND NEW.step = 0 AND NEW.round = 0"
    its_transition = (
        f"NEW.step = OLD.step + 1 AND EXISTS (SELECT 1 FROM {TRANSITIONS_TAKEN} WHERE evaluation_id = NEW.id"
        " AND step = NEW.step AND from_status = OLD.status AND to_status = NEW.status)"
    )
    return {
        INSERT: (Refusal(f"NOT ({fresh})", "新的自评只能从填报中开始。"),),
        UPDATE: (
            Refusal(differs(*_IDENTITY), "自评的年度任务、部门和预算表不能更换。"),
            Refusal(f"OLD.status = 'approved' AND {differs(*_STATE)}", "审核通过的自评不能再改变。"),
            Refusal(
                f"{differs(*_STATE)} AND NOT ({its_transition})", "没有对应的流转记录，不能改变自评的状态。"
            ),
        ),
        DELETE: (Refusal("TRUE", "自评不能删除。"),),
    }


def _remark_refusals() -> Mapping[str, tuple[Refusal, ...]]:
    status = _status_of("{row}.evaluation_id")
    words = differs("key", "round", "place", "place_label", "text", "by_id", "at", "issued_at")
    answer = differs("answer_kind", "answer", "answered_by_id", "answered_at")
    only_while_reviewed = Refusal(
        f"{status.format(row='NEW')} <> 'submitted'", "只能对已报送的自评提出审核意见。"
    )
    old_status = status.format(row="OLD")
    issued = Refusal(
        f"OLD.issued_at IS NOT NULL OR {old_status} <> 'submitted'", "已发出的审核意见不能删除。"
    )
    return {
        INSERT: (only_while_reviewed,),
        UPDATE: (
            Refusal(differs("id", "evaluation_id"), "不能把审核意见移到另一份自评。"),
            Refusal(f"OLD.issued_at IS NOT NULL AND {words}", "已发出的审核意见不能修改。"),
            # Issued with the return, just before or just after the status changes.
            Refusal(f"{words} AND {old_status} NOT IN ('submitted', 'returned')", "现在不能修改审核意见。"),
            Refusal(
                f"{answer} AND {old_status} NOT IN ({OPEN})", "自评不在填报中或已退回状态，不能答复审核意见。"
            ),
        ),
        DELETE: (issued,),
    }


def _reviewed_score_refusals() -> Mapping[str, tuple[Refusal, ...]]:
    """Written and taken back while its round is under review, and never afterwards."""
    under_review = (
        f"EXISTS (SELECT 1 FROM {EVALUATIONS} WHERE id = {{row}}.evaluation_id"
        " AND status = 'submitted' AND round = {row}.round FOR SHARE)"
    )
    new, old = (
        Refusal(f"NOT {under_review.format(row=row)}", "只能在审核期间填写本轮的核查得分。")
        for row in ("NEW", "OLD")
    )
    moved = Refusal(differs("id", "evaluation_id", "round", "rowset", "key"), "不能把核查得分移到别处。")
    blank = Refusal("NEW.score IS NULL", "核查得分不能为空。")
    return {INSERT: (new, blank), UPDATE: (moved, old, blank), DELETE: (old,)}


def _reference() -> Iterator[Table]:
    """Reference data; what is published stays as it is."""
    for model in (rows.IndexSystem, rows.ReportTemplate):
        every = differs(*(column.column for column in model._meta.local_concrete_fields))
        edit = Refusal(f"OLD.is_published AND {every}", "已发布的内容不能修改，请另存为新版本。")
        delete = Refusal("OLD.is_published", "已发布的内容不能删除。")
        yield Table(model, refuse={UPDATE: (edit,), DELETE: (delete,)})
    yield Table(rows.Campaign)
    yield Table(rows.DeadlineExtension)
    yield Table(rows.FinanceMapping)


def _accounts() -> Iterator[Table]:
    """People and departments. A login only touches last_login, which needs no actor and leaves no row."""
    yield Table(User, secret=frozenset({"password"}), unlogged=frozenset({"last_login"}))
    for model in (Membership, Department, Region):
        yield Table(model)
