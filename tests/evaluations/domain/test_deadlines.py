"""The days that are left, in words and tones, from one function for the task list, the bar and the desk."""

from datetime import date, timedelta

import pytest

from evaluations.domain.deadlines import deadline
from evaluations.enums import Status

OPENS, DUE = date(2023, 4, 1), date(2023, 5, 31)


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (8, "距截止还有 8 天", ""),
        (7, "距截止还有 7 天", "warn"),
        (2, "距截止还有 2 天", "warn"),
        (1, "距截止还有 1 天", "bad"),
        (0, "今天截止", "bad"),
        (-1, "已过截止日期 1 天", "bad"),
    ],
)
@pytest.mark.parametrize("status", [Status.DRAFT, Status.INTERNAL_REVIEW, Status.RETURNED])
def test_amber_from_seven_days_red_from_one(status, left, words, tone):
    assert deadline(status, OPENS, DUE, DUE - timedelta(days=left)) == (words, tone)


def test_before_the_opening_day_the_words_name_it():
    assert deadline(Status.DRAFT, OPENS, DUE, date(2023, 3, 31)) == ("2023年4月1日开始报送", "")
    assert deadline(Status.DRAFT, OPENS, DUE, OPENS) == ("距截止还有 60 天", "")


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.APPROVED])
def test_nothing_is_said_once_finance_has_it(status):
    assert deadline(status, OPENS, DUE, DUE) == ("", "")
