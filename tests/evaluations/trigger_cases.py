"""What the guards are tried on: an evaluation with every kind of row, and every way to write one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Department, Region, User
from budgets.models import BudgetLine, BudgetSheet, Project
from evaluations import models as rows
from evaluations.models import Remark, SelfEvaluation, Submission, Transition


class World:
    """One campaign with a self-evaluation that has something for every link to point at."""

    def __init__(self) -> None:
        self.region = Region.objects.create(code="T1", name="试验区")
        self.people = [User.objects.create(username=name, name=name, password="!") for name in ("甲", "乙")]
        system = rows.IndexSystem.objects.create(
            code="s", name="体系", definition={"a": 1}, is_published=True
        )
        template = rows.ReportTemplate.objects.create(code="t", name="模板", definition={})
        self.campaign = rows.Campaign.objects.create(
            region=self.region, name="2022 年度", year=2022, index_system=system, report_template=template,
            opens_on=date(2023, 1, 1), due_on=date(2023, 3, 1),
        )  # fmt: skip
        self.evaluation = self.make_evaluation("001")
        self.sheet = self.evaluation.budget_sheet
        mine: dict[str, Any] = {"evaluation": self.evaluation}
        self.goal = rows.Goal.objects.create(**mine)
        self.tasks = [rows.Task.objects.create(**mine) for _ in "12"]
        self.measure = rows.Measure.objects.create(**mine)
        self.problems = [rows.Problem.objects.create(**mine) for _ in "12"]
        top = rows.Indicator.objects.create(**mine, level=1)
        self.indicators = [rows.Indicator.objects.create(**mine, level=2, parent=top) for _ in "12"]
        self.projects = [Project.objects.create(sheet=self.sheet) for _ in "12"]
        self.evidence = evidence(self)
        self.evidence.save()

    def make_evaluation(self, code: str) -> SelfEvaluation:
        department = Department.objects.create(region=self.region, code=code, name=code)
        sheet = BudgetSheet.objects.create(department=department, year=2022)
        return SelfEvaluation.objects.create(
            campaign=self.campaign, department=department, budget_sheet=sheet
        )

    def step(self, action: str, target: str, **changes: Any) -> None:
        """One honest step of the workflow."""
        old = SelfEvaluation.objects.get(pk=self.evaluation.pk)
        self.transition(old.step + 1, action, old.status, target)
        SelfEvaluation.objects.filter(pk=old.pk).update(status=target, step=old.step + 1, **changes)

    def transition(self, step: int, action: str, source: str, target: str) -> Transition:
        return Transition.objects.create(
            evaluation=self.evaluation, step=step, action=action, from_status=source, to_status=target,
            by=self.people[0], at=timezone.now(), comment="说明",
        )  # fmt: skip

    def submit(self, number: int = 1) -> None:
        now = {"submitted_by": self.people[0], "submitted_at": timezone.now()}
        self.step("submit", "submitted", round=number, review_level=1, **now)

    def send_back(self) -> None:
        self.step("return", "returned", review_level=0)

    def approve(self) -> None:
        self.step(
            "approve", "approved", review_level=0, approved_by=self.people[1], approved_at=timezone.now()
        )

    def remark(self, **changes: Any) -> Remark:
        given: dict[str, Any] = {"round": 1, "place": "p", "place_label": "p", "text": "请核对"} | changes
        return Remark.objects.create(
            evaluation=self.evaluation, by=self.people[1], at=timezone.now(), **given
        )

    def submission(self, number: int) -> Submission:
        return Submission.objects.create(
            evaluation=self.evaluation, round=number, facts="{}", sha256="0",
            submitted_by=self.people[0], submitted_at=timezone.now(),
        )  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A table of the content: a new row of it, and a column with another value for it."""

    model: type[models.Model]
    column: str
    make: Callable[[World], models.Model]
    value: Callable[[World], Any] = lambda world: "乙"


def of_evaluation(model: type[models.Model], column: str, **more: Any) -> Case:
    return Case(model, column, lambda world: model(evaluation=world.evaluation, **{column: "甲"}, **more))


def of_project(model: type[models.Model], column: str) -> Case:
    return Case(model, column, lambda world: model(evaluation=world.evaluation, project=world.projects[0]))


def link(many: Any, one: str, other: str, others: str) -> Case:
    def make(world: World) -> models.Model:
        return many.through(**{one: getattr(world, one), other: getattr(world, others)[0]})

    return Case(many.through, f"{other}_id", make, lambda world: getattr(world, others)[1].pk)


def evidence(world: World) -> rows.Evidence:
    given = {"title": "甲", "file": "f", "file_name": "f", "size": 1, "sha256": "0", "content_type": "x"}
    return rows.Evidence(evaluation=world.evaluation, **given)


CONTENT = (
    of_evaluation(rows.Detail, "nature"),
    of_evaluation(rows.SectionState, "section"),
    of_evaluation(rows.Division, "name"),
    of_evaluation(rows.SubUnit, "name"),
    of_evaluation(rows.Duty, "text"),
    of_evaluation(rows.Task, "title"),
    of_evaluation(rows.Goal, "title"),
    of_evaluation(rows.Indicator, "name", level=1),
    of_evaluation(rows.LastMeasure, "text"),
    of_evaluation(rows.CarriedOver, "field", from_year=2021),
    of_evaluation(rows.Problem, "text"),
    of_evaluation(rows.Measure, "text"),
    of_evaluation(rows.Explanation, "text", finding="f"),
    of_project(rows.ProjectResult, "work_done"),
    of_project(rows.ProjectIndicator, "name"),
    Case(rows.Evidence, "title", evidence),
    link(rows.Goal.tasks, "goal", "task", "tasks"),
    link(rows.Measure.problems, "measure", "problem", "problems"),
    link(rows.Evidence.indicators, "evidence", "indicator", "indicators"),
    link(rows.Evidence.projects, "evidence", "project", "projects"),
    Case(BudgetLine, "position", lambda world: BudgetLine(sheet=world.sheet, item="reception"), lambda _: 7),
    Case(Project, "name", lambda world: Project(sheet=world.sheet)),
)


def reviewed_score(world: World) -> rows.ReviewedScore:
    return rows.ReviewedScore(
        evaluation=world.evaluation, round=1, rowset="indicators", key=world.indicators[0].key, score=8,
        reason="甲", basis="评分标准", by=world.people[1], at=timezone.now(),
    )  # fmt: skip


REVIEWED_SCORE = Case(rows.ReviewedScore, "reason", reviewed_score)


def execute(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def insert(row: Any, verb: str = "INSERT", conflict: str = "") -> None:
    """The row by raw SQL."""
    fields = [field for field in row._meta.local_concrete_fields if getattr(row, field.attname) is not None]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    marks = ", ".join("%s" for _ in fields)
    execute(f"{verb} INTO {row._meta.db_table} ({columns}) VALUES ({marks}) {conflict}", *values)


def upsert(row: Any, column: str, value: Any) -> None:
    """REPLACE INTO, or what PostgreSQL has instead."""
    setattr(row, column, value)
    if connection.vendor == "sqlite":
        insert(row, "REPLACE")
    else:
        insert(
            row,
            conflict=f'ON CONFLICT ({row._meta.pk.column}) DO UPDATE SET "{column}" = EXCLUDED."{column}"',
        )


def one(row: Any) -> Any:
    return type(row)._default_manager.filter(pk=row.pk)


def save(row: Any, column: str, value: Any) -> None:
    setattr(row, column, value)
    row.save()


def bulk_update(row: Any, column: str, value: Any) -> None:
    setattr(row, column, value)
    type(row)._default_manager.bulk_update([row], [column])


def bulk_upsert(row: Any, column: str, value: Any) -> None:
    setattr(row, column, value)
    fields = [row._meta.get_field(column).name]
    type(row)._default_manager.bulk_create(
        [row], update_conflicts=True, unique_fields=["pk"], update_fields=fields
    )


def raw_update(row: Any, column: str, value: Any) -> None:
    where = f'WHERE "{row._meta.pk.column}" = %s'
    execute(f'UPDATE {row._meta.db_table} SET "{column}" = %s {where}', value, row.pk)


# The ways to write a row: of new rows, of rows that are there, and of rows to delete.
PATHS: dict[str, dict[str, Callable[[Any, str, Any], Any]]] = {
    "INSERT": {
        "create": lambda row, *_: row.save(force_insert=True),
        "bulk_create": lambda row, *_: type(row)._default_manager.bulk_create([row]),
        "bulk_create ignoring": lambda row, *_: type(row)._default_manager.bulk_create(
            [row], ignore_conflicts=True
        ),
        "raw INSERT": lambda row, *_: insert(row),
    },
    "UPDATE": {
        "save": save,
        "queryset.update": lambda row, column, value: one(row).update(**{column: value}),
        "F()": lambda row, column, value: one(row).update(**{column: Coalesce(Value(value), F(column))}),
        "bulk_update": bulk_update,
        "bulk upsert": bulk_upsert,
        "raw UPDATE": raw_update,
        "REPLACE or ON CONFLICT": upsert,
    },
    "DELETE": {
        "delete": lambda row, *_: row.delete(),
        "queryset.delete": lambda row, *_: one(row).delete(),
        "_raw_delete": lambda row, *_: one(row)._raw_delete("default"),
        "raw DELETE": lambda row, *_: execute(
            f'DELETE FROM {row._meta.db_table} WHERE "{row._meta.pk.column}" = %s', row.pk
        ),
    },
}
ALL_PATHS = [(operation, name) for operation, paths in PATHS.items() for name in paths]
