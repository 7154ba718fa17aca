"""Characters that no font has, and those nobody should see."""

import pytest

from reports.coverage import SUBSTITUTE, printable, replacement_of
from reports.fonts import chosen_fonts


@pytest.mark.parametrize("character", "喆玥堃镕犇㎡𬭎㛃䶮①℃‰—…“”·〔〕\u3000\u00a0\n\tA1-")
def test_what_people_write_is_printed(character):
    assert replacement_of(character, chosen_fonts()) == character


@pytest.mark.parametrize("character", ["😀", "א", "ع", "\ue000", "\U0003fffe", "\ufffe", "ก"])
def test_what_no_font_has_is_printed_as_a_mark(character):
    assert replacement_of(character, chosen_fonts()) == SUBSTITUTE


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x0b", "\x1b", "\x7f", "\u202e", "\u2067", "\ufe0f", "\u200b", "\ud800", "\U000e0100"],
)
def test_invisible_characters_are_left_out(character):
    assert printable(f"甲{character}乙", chosen_fonts()) == "甲乙"


def test_the_mark_itself_is_in_every_font():
    from reports.coverage import characters_of  # noqa: PLC0415 - only here

    assert all(SUBSTITUTE in characters_of(font) for font in chosen_fonts())
