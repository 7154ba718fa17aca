"""Copied text: what counts as the same, what the index remembers, and that a thousand departments fit."""

import random
from array import array
from decimal import Decimal

import pytest

from evaluations.domain.similarity import (
    COMMON,
    ENOUGH,
    FEW,
    LENGTH,
    LONG,
    NOTHING,
    STEP,
    CopyIndex,
    OthersTexts,
    is_long,
    letters,
    shingles,
    similarity,
)
from tests.factories import union_facts

UNION = union_facts()
LONG_TEXT, OTHER_TEXT = UNION.tasks[1].text, UNION.tasks[0].text


def words(seed: int, count: int) -> str:
    """A text of characters nobody else uses."""
    made = random.Random(seed)
    return "".join(chr(made.randint(0x4E00, 0x9FA5)) for _ in range(count))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("慰问劳模106名，发放10.60万元。", "慰问劳模109名、发放1,090万元"),
        ("执行率«执行率»", "执行率"),
        ("开课 48 期\n惠及６０００名", "开课50期惠及１名"),
        ("（一）基本情况", "一基本情况"),
    ],
)
def test_marks_blanks_figures_and_tokens_are_no_difference(text: str, same: str):
    assert letters(text) == letters(same)


def test_letters_are_a_difference():
    assert letters("慰问劳模") != letters("慰问职工")


@pytest.mark.parametrize(("count", "long"), [(LONG - 1, False), (LONG, True)])
def test_which_texts_are_compared(count: int, long: bool):
    assert is_long(words(1, count)) is long
    assert not is_long("，" * LONG + words(1, LONG - 1))


def test_similarity_is_the_share_that_stands_in_the_other():
    assert similarity(LONG_TEXT, LONG_TEXT) == 1
    assert similarity(LONG_TEXT, OTHER_TEXT + LONG_TEXT) == 1
    assert similarity(OTHER_TEXT + LONG_TEXT, LONG_TEXT) < Decimal("0.6")
    assert similarity(LONG_TEXT, words(1, 200)) == 0
    assert similarity("短", "短") == similarity("", LONG_TEXT) == 0


def test_similarity_counts_pieces():
    half = words(1, 50)
    share = similarity(half + words(2, 50), half)
    assert share == Decimal(50 - LENGTH + 1) / (100 - LENGTH + 1)


def test_one_piece_in_four_is_kept_the_same_ones_of_every_text():
    whole, kept = set(shingles(LONG_TEXT, 1)), set(shingles(LONG_TEXT))
    assert kept == {piece for piece in whole if piece % STEP == 0}
    assert set(shingles("前面的话" + LONG_TEXT)) >= kept
    assert isinstance(shingles(LONG_TEXT), array) and shingles("短") == array("I")


def index(*texts: str) -> CopyIndex:
    return CopyIndex((f"部门{number}", shingles(text)) for number, text in enumerate(texts))


def test_the_nearest_department_and_its_share():
    theirs = words(1, 400)
    filed = index(words(2, 400), theirs, words(3, 400))
    assert filed.nearest(theirs) == ("部门1", 1)
    name, share = filed.nearest(theirs[:200] + words(4, 200))
    assert name == "部门1"
    assert Decimal("0.3") < share < Decimal("0.7")
    assert filed.nearest(words(5, 400)) == NOTHING
    assert filed.nearest("短文") == CopyIndex(()).nearest(theirs) == NOTHING


def test_the_department_with_most_of_it_is_named_the_first_of_two_alike():
    theirs = words(1, 400)
    assert index(theirs[:200], theirs, theirs).nearest(theirs) == ("部门1", 1)


def test_own_texts_are_not_a_neighbours():
    theirs = words(1, 400)
    filed = index(theirs, words(2, 400))
    assert OthersTexts(filed, "部门0").nearest(theirs) == NOTHING
    assert OthersTexts(filed, "部门1").nearest(theirs) == ("部门0", 1)


@pytest.mark.parametrize(("others", "told"), [(FEW, True), (FEW + 1, False)])
def test_what_many_have_is_a_set_phrase(others: int, told: bool):
    phrase = words(1, 200)
    filed = index(*(phrase + words(number + 2, 100) for number in range(others)))
    assert (filed.nearest(phrase) != NOTHING) is told


def test_in_a_large_region_a_quarter_makes_a_set_phrase():
    phrase, most = words(1, 200), int(40 * COMMON)
    several = [phrase if number < most else words(number + 2, 100) for number in range(40)]
    assert index(*several).nearest(phrase)[0] == "部门0"
    assert index(*several[:-1], phrase).nearest(phrase) == NOTHING


def test_set_phrases_count_neither_way():
    phrase, theirs = words(1, 300), words(2, 200)
    filed = index(theirs, *(phrase for _ in range(FEW + 1)))
    name, share = filed.nearest(phrase + theirs)
    assert (name, share > Decimal("0.9")) == ("部门0", True)


def test_too_few_pieces_tell_nothing():
    theirs = words(1, 400)
    pieces = shingles(theirs)
    few = next(theirs[:size] for size in range(LENGTH, 400) if len(shingles(theirs[:size])) == ENOUGH - 1)
    enough = next(theirs[:size] for size in range(LENGTH, 400) if len(shingles(theirs[:size])) == ENOUGH)
    filed = CopyIndex([("部门", pieces)])
    assert filed.nearest(few) == NOTHING
    assert filed.nearest(enough) == ("部门", 1)


def test_a_thousand_departments_take_eight_bytes_a_piece():
    pieces = [array("I", range(number, 4000 * 4 + number, 16)) for number in range(1000)]
    filed = CopyIndex((f"部门{number}", each) for number, each in enumerate(pieces))
    assert filed._found.itemsize * len(filed._found) == 8 * 1000 * 1000
    assert len(filed.owners) == 1000
