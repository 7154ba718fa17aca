"""The values that prose may speak of: tokens are unique, values are the facts', places exist."""

from decimal import Decimal

import pytest
from hypothesis import given, settings

from evaluations.domain.numbers import Kind, known_values
from evaluations.domain.numbers.spoken import department_names
from evaluations.domain.scoring import score
from tests.evaluations.domain.generated import facts
from tests.evaluations.domain.number_corpus import load
from tests.evaluations.domain.test_properties import resolves
from tests.factories import union_facts

UNION = union_facts()
KNOWN = {each.token: each for each in known_values(UNION, score(UNION))}
PROJECT = UNION.projects[0].key
SATISFIED = next(row.key for row in UNION.indicators if row.name == "参训职工满意度")


@pytest.mark.parametrize(
    ("token", "kind", "value", "shown"),
    [
        ("«支出合计»", Kind.AMOUNT, "10576300", "1,057.63 万元"),
        ("«支出合计.年初预算数»", Kind.AMOUNT, "10311800", "1,031.18 万元"),
        ("«执行率»", Kind.PERCENT, "1", "100.0%"),
        ("«三级指标数»", Kind.COUNT, "15", "15 个"),
        ("«重点工作任务数»", Kind.COUNT, "5", "5 项"),
        ("«自评总分»", Kind.SCORE, "96", "96 分"),
        ("«扣分合计»", Kind.SCORE, "4", "4 分"),
        ("«编制人数»", Kind.COUNT, "20", "20 人"),
        (f"«项目:{PROJECT}.执行数»", Kind.AMOUNT, "106000", "10.60 万元"),
        (f"«项目:{PROJECT}.数量»", Kind.COUNT, "106", "106 名"),
        (f"«指标:{SATISFIED}.实际完成值»", Kind.PERCENT, "0.935", "93.5%"),
        ("«评价年度»", Kind.YEAR, "2022", "2022"),
    ],
)
def test_known(token, kind, value, shown):
    assert (KNOWN[token].kind, KNOWN[token].value, KNOWN[token].shown) == (kind, Decimal(value), shown)


def test_grades_have_words():
    assert (KNOWN["«等级»"].word, KNOWN[f"«项目:{PROJECT}.等级»"].shown) == ("优", "优")


def test_the_department_is_never_called_by_a_name_that_others_share():
    spoken = ("区总工会", "广州市花都区总工会", "花都区总工会")
    assert department_names(UNION) == tuple(sorted((*spoken, *(f"{name}机关" for name in spoken))))
    assert "区残联" in department_names(load("federation"))
    assert {"镇政府", "花东镇政府", "花东镇人民政府"} <= set(department_names(load("town")))


@settings(max_examples=30)
@given(facts())
def test_tokens_are_unique_and_places_exist(stated):
    known = known_values(stated, score(stated))
    assert len({each.token for each in known}) == len(known)
    assert all(each.place.section == "check" or resolves(each.place, stated) for each in known)
    assert all(each.shown and each.label for each in known)
