"""What the tables of the budget refuse to hold."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, models, transaction

from accounts.acting import acting
from budgets.models import BudgetLine, BudgetSheet, Project
from evaluations.models import SelfEvaluation

pytestmark = pytest.mark.django_db
AMOUNTS = [
    (model, field.name) for model in (BudgetLine, Project) for field in model._meta.concrete_fields
    if field.name.endswith(("_amount", "_price"))
]  # fmt: skip


@pytest.mark.parametrize(("model", "field"), AMOUNTS, ids=lambda value: getattr(value, "__name__", value))
def test_amounts_are_zero_or_more(draft: SelfEvaluation, model: type[models.Model], field: str):
    rows = model.objects.filter(sheet=draft.budget_sheet)
    with acting("tests"):
        assert rows.update(**{field: Decimal(0)}) == rows.count() > 0
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**{field: Decimal("-0.01")})


def test_a_sheet_has_each_item_and_each_key_once(draft: SelfEvaluation):
    sheet = draft.budget_sheet
    line, project = sheet.lines.first(), sheet.projects.first()
    for twin in (
        BudgetLine(sheet=sheet, item=line.item), BudgetLine(sheet=sheet, item="other", key=line.key),
        Project(sheet=sheet, key=project.key),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), acting("tests"):
            twin.save()


def test_rows_are_called_by_their_names(draft: SelfEvaluation):
    assert str(BudgetLine(item="project")) == "项目支出"
    assert str(Project(name="春节慰问")) == "春节慰问"
    assert str(BudgetSheet(department=draft.department, year=2022)) == "政协广州市花都区委员会 2022 年"
