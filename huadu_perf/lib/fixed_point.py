"""Exact decimals in the database: whole numbers of the smallest step, given and taken as Decimal.

Django's DecimalField is a float on SQLite: 16-digit amounts change on reading and SUM() drifts (docs/decisions/0002).
"""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from huadu_perf.lib.values import NOT_APPLICABLE


class FixedPointField(models.BigIntegerField):
    """A Decimal with `places` decimals, stored as an integer (分 for amounts, hundredths for scores)."""

    def __init__(self, *args: Any, places: int, **kwargs: Any) -> None:
        self.places = places
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "places": self.places}

    def from_db_value(self, value: int | None, expression: object, connection: object) -> Decimal | None:
        """Integer steps from the database as a Decimal."""
        return None if value is None else Decimal(value).scaleb(-self.places)

    def to_python(self, value: Any) -> Decimal | None:
        """A Decimal from a Decimal, an int or text; floats are refused."""
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float):
            raise ValidationError("不接受浮点数", code="float")
        try:
            return Decimal(value)
        except (InvalidOperation, TypeError) as error:
            raise ValidationError(f"“{value}”不是数字", code="invalid") from error

    def get_prep_value(self, value: Any) -> int | None:
        """Integer steps for the database; a value with more decimals than the field has is refused, not rounded."""
        value = self.to_python(value)
        if value is None:
            return None
        if not value.is_finite():
            raise ValidationError(f"{value} 不是有限的数", code="infinite")
        steps = int(value.scaleb(self.places))
        if Decimal(steps).scaleb(-self.places) != value:
            raise ValidationError(f"{value} 的小数位多于 {self.places} 位", code="inexact")
        return steps


def amount_field(label: str) -> FixedPointField:
    """A nullable amount in 元, stored as 分."""
    return FixedPointField(label, places=2, null=True, blank=True)


def points_field(label: str) -> FixedPointField:
    """Nullable points or a score, stored as hundredths."""
    return FixedPointField(label, places=2, null=True, blank=True)


def quantity_field(label: str) -> FixedPointField:
    """A nullable quantity with up to six decimals."""
    return FixedPointField(label, places=6, null=True, blank=True)


def area_field(label: str) -> FixedPointField:
    """A nullable area in ㎡, stored as hundredths."""
    return FixedPointField(label, places=2, null=True, blank=True)


def count_field(label: str) -> FixedPointField:
    """A nullable whole number."""
    return FixedPointField(label, places=0, null=True, blank=True)


class FiguresModel(models.Model):
    """A row with figures, any of which may be 不适用: empty in its column, named in `not_applicable`."""

    not_applicable: Any = models.JSONField("不适用的栏目", default=list, blank=True)

    class Meta:
        abstract = True

    def value(self, name: str) -> Any:
        """The value of a column, NOT_APPLICABLE where it is marked so."""
        return NOT_APPLICABLE if name in self.not_applicable else getattr(self, name)

    def assign(self, name: str, value: Any) -> None:
        """Sets a column in memory; NOT_APPLICABLE empties it and marks it."""
        marked = [field for field in self.not_applicable if field != name]
        self.not_applicable = sorted([*marked, name]) if value is NOT_APPLICABLE else marked
        setattr(self, name, None if value is NOT_APPLICABLE else value)
