"""What a form page offers to bind: equal numbers, the token that the words name first, and the author's own units kept."""

import pytest

from evaluations.domain.numbers import bind, book_of, offers, resolve, shown_values
from evaluations.domain.scoring import score
from huadu_perf.lib.findings import Place
from tests.factories import union_facts

UNION = union_facts()
SCORECARD = score(UNION)
NARRATIVE = Place("conclusion", field="narrative")
PROJECT = UNION.projects[0].key
WORK_DONE = Place("projects", "projects", PROJECT, "work_done")


def bound(text, place=NARRATIVE):
    """The text with every number bound to its best token."""
    best = {offer.start: offer for offer in reversed(offers(UNION, SCORECARD, place, text))}
    for offer in sorted(best.values(), reverse=True):
        assert text[offer.start : offer.end] == offer.text
        text = bind(text, offer.start, offer.end, offer.token)
    return text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("全年支出合计1,057.63万元，执行率100%。", "全年支出合计«支出合计»，执行率«执行率»。"),
        ("支出合计10,576,300元。", "支出合计«支出合计»元。"),
        ("支出合计0.105763亿元。", "支出合计«支出合计»亿元。"),
        ("支出合计1,057.63 万元。", "支出合计«支出合计»。"),
        ("支出合计１，０５７．６３万元。", "支出合计«支出合计»。"),
        ("支出合计1,057.63\r\n万元。", "支出合计«支出合计»。"),
        ("执行率百分之百。", "执行率«执行率»。"),
        ("编制20名，在职19人。", "编制«编制人数»名，在职«在职人数»。"),
        ("三级指标十五个。", "三级指标«三级指标数»。"),
        ("自评得分96分，评级为优。", "自评得分«自评总分»，评级为«等级»。"),
        ("2022年度支出", "«评价年度»年度支出"),
        ("支出合计1,075.63万元，约1,058万元。", "支出合计1,075.63万元，约1,058万元。"),
        ("支出合计«支出合计»，执行率100%。", "支出合计«支出合计»，执行率«执行率»。"),
    ],
)
def test_equal_numbers_are_offered_and_units_of_the_author_stay(text, tokens):
    assert bound(text) == tokens


def test_what_is_bound_reads_as_before():
    text = "编制20名，在职19人，全年支出合计1,057.63万元，支出合计10,576,300元，三级指标15个，2022年度自评得分96分。"
    assert resolve(bound(text), book_of(UNION, SCORECARD).tokens) == text


def test_a_project_speaks_of_itself_first():
    text = "年初预算10.90万元，执行数10.60万元。"
    assert bound(text, WORK_DONE) == f"年初预算«项目:{PROJECT}.年初预算数»，执行数«项目:{PROJECT}.执行数»。"


def test_an_offer_says_what_it_is_and_what_will_stand_there():
    (offer,) = offers(UNION, SCORECARD, NARRATIVE, "部门整体支出年初预算1,031.18万元。")
    assert (offer.text, offer.token, offer.label, offer.shown) == (
        "1,031.18万元", "«支出合计.年初预算数»", "支出合计 · 年初预算数", "1,031.18万元",
    )  # fmt: skip


def test_texts_without_numbers_offer_nothing():
    assert offers(UNION, SCORECARD, NARRATIVE, "全年工作平稳。") == []


def test_every_token_has_a_preview():
    shown = shown_values(UNION, SCORECARD)
    assert (shown["«支出合计»"], shown["«执行率»"], shown["«编制人数»"]) == ("1,057.63万元", "100.0%", "20人")
    assert set(shown) == set(book_of(UNION, SCORECARD).tokens)
