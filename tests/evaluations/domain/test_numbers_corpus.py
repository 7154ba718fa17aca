"""Recall and false alarms over the corpus stay within the goals, also when sentences follow one another."""

import random
import re
from pathlib import Path

import pytest

from evaluations.domain.numbers import compare, known_values
from evaluations.domain.numbers.book import Book
from evaluations.domain.scoring import score
from huadu_perf.lib.findings import Place, Severity
from tests.evaluations.domain.number_corpus import (
    CORPUS,
    MARK,
    OFFICE_FACTS,
    labelled,
    load,
    sentences,
    table,
    tally,
)

#: A sentence that may speak of the bureau's evaluation as well as of the department's own: the known false warnings.
AMBIGUOUS = "部门整体绩效评价得分92分"
PAGE = Path(__file__).parents[3] / "docs" / "numbers-in-prose.md"


@pytest.fixture(scope="module")
def numbers():
    return list(labelled())


def test_there_are_enough_sentences():
    assert sentences() >= 700


def test_goals(numbers):
    whole = tally()["all"]
    assert whole.recall >= 0.98, [number.sentence for number in whole.misses]
    assert [n.sentence for n in numbers if not n.is_wrong and n.severity == Severity.ERROR] == []
    assert whole.false_warning_rate <= 0.02


def test_what_is_clearly_wrong_is_an_error(numbers):
    weak = [n.sentence for n in numbers if n.label == "!" and n.severity == Severity.WARNING]
    assert weak == []


def test_right_numbers_are_offered(numbers):
    whole = tally()["all"]
    assert whole.offered / whole.right >= 0.98
    assert all(
        n.verdict.equal
        for n in numbers
        if n.label == "=" and n.verdict and n.verdict.state == "equal" and not n.verdict.mention.hedge
    )


def test_the_documentation_shows_the_measured_table():
    assert table() in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("mark", ["。", "；", "，"])
@pytest.mark.parametrize("name", ["union", "federation", *OFFICE_FACTS])
def test_sentences_without_wrong_numbers_raise_no_error_in_any_order(name, mark):
    stated = load(name)
    book = Book(known_values(stated, score(stated)))
    clean = [
        re.sub(MARK, r"\2", line).rstrip("。")
        for facts, place, body in CORPUS if facts == name and place in ("", "conclusion//narrative")
        for line in body.strip().splitlines() if "{!" not in line and "{?" not in line and AMBIGUOUS not in line
    ]  # fmt: skip
    draw = random.Random(20220406)
    for _ in range(60):
        text = mark.join(draw.sample(clean, 3)) + "。"
        wrong = [
            v.mention.text
            for v in compare(text, book, Place("conclusion", field="narrative"))
            if v.severity == Severity.ERROR
        ]
        assert wrong == [], text
