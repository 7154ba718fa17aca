"""Grades at the edges of their bands; the bands are data."""

from decimal import Decimal

import pytest

from evaluations.domain.grading import GradeBand, grade
from tests.factories import union_facts

PUBLISHED = union_facts().campaign.bands
PMKPI = tuple(GradeBand(name=name, lowest=lowest) for name, lowest in (("中", 60), ("优", 80), ("良", 70)))
ODD = (
    GradeBand(name="优", lowest=90),
    GradeBand(name="无底", lowest=None),
    GradeBand(name="不计", lowest="不适用"),
)


@pytest.mark.parametrize(
    ("bands", "total", "name"),
    [
        *((PUBLISHED, total, name) for total, name in (
            ("100", "优"), ("96", "优"), ("90", "优"), ("90.00", "优"), ("89.99", "良"), ("89.5", "良"), ("80", "良"),
            ("79.99", "中"), ("60", "中"), ("59.99", "差"), ("0.01", "差"), ("0", "差"), (None, ""), ("120", "优"), ("-0.01", ""),
        )),
        (PMKPI, "80", "优"), (PMKPI, "79.99", "良"), (PMKPI, "60", "中"), (PMKPI, "59.99", ""), (ODD, "89", ""), (ODD, "90", "优"),
        ((), "90", ""),
    ],
)  # fmt: skip
def test_a_total_has_the_highest_grade_it_reaches(bands, total, name):
    assert grade(None if total is None else Decimal(total), bands) == name
