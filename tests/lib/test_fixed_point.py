"""Decimals in the database are exact on both engines, sums included; what is inexact is refused."""

import random
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Sum

from budgets.models import BudgetLine
from evaluations.models import Detail, Indicator
from huadu_perf.lib.fixed_point import (
    FixedPointField,
    amount_field,
    count_field,
    points_field,
    quantity_field,
)
from huadu_perf.lib.values import NOT_APPLICABLE


@pytest.fixture
def table(db):
    """A table of its own with one column of each kind, gone at the end."""

    class Figure(models.Model):  # noqa: DJ008
        amount = amount_field("金额")
        points = points_field("得分")
        quantity = quantity_field("数量")
        count = count_field("人数")

        class Meta:
            app_label = "tests"

    with connection.schema_editor(atomic=False) as editor:
        editor.create_model(Figure)
    yield Figure
    with connection.schema_editor(atomic=False) as editor:
        editor.delete_model(Figure)
    del apps.all_models["tests"]["figure"]


@pytest.mark.django_db(transaction=True)
def test_ten_thousand_amounts_and_their_sum_are_those_of_integers(table):
    draw = random.Random(20220416)
    cents = [draw.randrange(10 ** draw.randint(1, 15)) for _ in range(10_000)]
    steps = [draw.randrange(-(10**18), 10**18) for _ in range(10_000)]
    table.objects.bulk_create(
        table(amount=Decimal(left).scaleb(-2), quantity=Decimal(right).scaleb(-6))
        for left, right in zip(cents, steps, strict=True)
    )
    stored = list(table.objects.order_by("pk").values_list("amount", "quantity"))
    assert stored == [
        (Decimal(left).scaleb(-2), Decimal(right).scaleb(-6))
        for left, right in zip(cents, steps, strict=True)
    ]
    total = table.objects.aggregate(total=Sum("amount"))["total"]
    assert total == Decimal(sum(cents)).scaleb(-2)
    assert isinstance(total, Decimal)


@pytest.mark.django_db(transaction=True)
def test_amounts_are_compared_and_sorted_as_numbers(table):
    for text in ("9.99", "10.00", "100.01", None, "0.00"):
        table.objects.create(amount=None if text is None else Decimal(text))
    assert table.objects.filter(amount__gte=Decimal("10")).count() == 2
    assert table.objects.filter(amount=Decimal("0")).count() == 1
    assert table.objects.filter(amount__isnull=True).count() == 1
    ordered = table.objects.exclude(amount=None).order_by("amount").values_list("amount", flat=True)
    assert [str(amount) for amount in ordered] == ["0.00", "9.99", "10.00", "100.01"]


FIELD = FixedPointField(places=2)


@pytest.mark.parametrize(
    ("value", "steps"),
    [("10.60", 1060), (Decimal("10.6"), 1060), (7, 700), (None, None), (Decimal("-0.01"), -1), (Decimal("1E+3"), 100000),
     (Decimal("10.600000"), 1060)],
)  # fmt: skip
def test_values_become_whole_steps(value, steps):
    assert FIELD.get_prep_value(value) == steps


@pytest.mark.parametrize(
    ("value", "code"),
    [(10.6, "float"), (0.0, "float"), (Decimal("0.001"), "inexact"), ("1.005", "inexact"), ("NaN", "infinite"),
     ("Infinity", "infinite"), ("1." + "0" * 40 + "1", "inexact"), ("12345678901234567890123456789.01", "inexact"),
     ("abc", "invalid"), (object(), "invalid")],
)  # fmt: skip
def test_what_the_column_cannot_hold_is_refused_not_rounded(value, code):
    with pytest.raises(ValidationError) as refusal:
        FIELD.get_prep_value(value)
    assert refusal.value.code == code


def test_migrations_keep_the_places():
    _, path, args, kwargs = amount_field("金额").deconstruct()
    again = FixedPointField(*args, **kwargs)
    assert (path, again.places, kwargs["null"]) == ("huadu_perf.lib.fixed_point.FixedPointField", 2, True)


MONEY_WORDS = ("amount", "price", "score", "points")


def test_no_money_or_score_column_is_anything_but_fixed_point():
    ours = [model for model in apps.get_models() if model._meta.app_label in ("budgets", "evaluations")]
    columns = [column for model in ours for column in model._meta.concrete_fields]
    assert not [column for column in columns if isinstance(column, models.FloatField | models.DecimalField)]
    figures = {column for column in columns if column.name.endswith(MONEY_WORDS)}
    assert len(figures) == 25
    assert all(isinstance(column, FixedPointField) for column in figures)


def test_a_row_keeps_not_applicable_apart_from_empty_and_zero():
    row = BudgetLine(executed_amount=Decimal(5))
    row.assign("executed_amount", NOT_APPLICABLE)
    assert (row.executed_amount, row.value("executed_amount"), row.not_applicable) == (
        None,
        NOT_APPLICABLE,
        ["executed_amount"],
    )
    row.assign("adjusted_amount", NOT_APPLICABLE)
    row.assign("executed_amount", Decimal(0))
    assert (row.value("executed_amount"), row.not_applicable) == (Decimal(0), ["adjusted_amount"])
    row.assign("adjusted_amount", None)
    assert (row.value("adjusted_amount"), row.not_applicable) == (None, [])
    assert Detail().not_applicable is not Indicator().not_applicable
