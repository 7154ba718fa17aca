"""Bound numbers in a form: shown by name, stored by key, offered, bound by a post without a script."""

from typing import Any

import pytest
from django.http import QueryDict

from evaluations.domain.numbers.said import with_values
from evaluations.domain.scoring import score
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.forms.bound import Bound, bind_posted
from evaluations.forms.draft import Draft
from evaluations.forms.pages import SectionPage
from tests.evaluations.forms.posting import posted
from tests.factories import union_facts

UNION = union_facts()
PROJECT = UNION.projects[0]
TOKEN = f"«项目:{PROJECT.key}.执行数»"
NAMED = f"«项目:{PROJECT.name}.执行数»"


def facts(text: str, **others: Any):
    return union_facts(conclusion=UNION.conclusion.model_copy(update={"narrative": text}), **others)


def bound_of(given: Any) -> Bound:
    return Bound.of(given, score(given))


def page_of(given: Any, key: str = "conclusion") -> SectionPage:
    """The page with what reads as what, as the view makes it."""
    section, bound = SECTION_BY_KEY[key], bound_of(given)
    draft = Draft.of_data(section, bound.shown(section, section_data(section, given)))
    page = SectionPage(section, draft, given, score(given), ())
    bound.equip(section, page.narratives())
    return page


def test_people_see_names_and_keys_are_stored():
    section, given = SECTION_BY_KEY["conclusion"], facts(f"慰问经费支出{TOKEN}。")
    bound = bound_of(given)
    shown = bound.shown(section, section_data(section, given))
    assert shown.fields["narrative"] == f"慰问经费支出{NAMED}。"
    assert bound.stored(section, shown) == section_data(section, given)
    assert bound.numbers[NAMED] == "10.60万元"
    assert not any(str(PROJECT.key) in token for token in bound.numbers)


def test_a_page_shows_what_a_token_reads_as_and_says_when_it_is_gone():
    cell = page_of(facts(f"支出«支出合计»，慰问{TOKEN}，余额«项目:没有.执行数»。")).fields[1]
    assert cell.said == "支出1,057.63万元，慰问10.60万元，余额〔失效的数：项目:没有.执行数〕。"
    assert page_of(facts("支出1,057.63万元。")).fields[1].said == ""


def test_equal_numbers_are_offered_and_others_are_not():
    cell = page_of(facts("全年支出1,057.63万元，举办活动12场，支出1,057.64万元。")).fields[1]
    (offer,) = cell.bindings
    assert (offer.text, offer.token, offer.shown) == ("1,057.63万元", "«支出合计»", "1,057.63万元")
    assert cell.text[offer.start : offer.end] == offer.text


def test_an_offer_counts_characters_of_the_text_as_shown():
    cell = page_of(facts(f"慰问{TOKEN}，\r\n全年支出1,057.63万元。")).fields[1]
    (offer,) = cell.bindings
    assert cell.text.replace("\r\n", "\n")[offer.start : offer.end] == "1,057.63万元"


@pytest.mark.parametrize(
    ("key", "anchor"), [("conclusion", "narrative"), ("projects", f"projects-{PROJECT.key}-work_done")]
)
def test_a_pressed_button_binds_in_the_text_as_posted(key: str, anchor: str):
    section = SECTION_BY_KEY[key]
    draft = Draft.of_data(section, section_data(section, UNION))
    before, number = "头\n全年支出", "1,057.63万元"
    place = f"{len(before)}|{len(before) + len(number)}|{number}|«支出合计»"
    query = posted(draft, **{anchor: "头\r\n全年支出1,057.63万元。", f"bind-{anchor}": place})
    again = Draft.of_post(section, query)
    assert bind_posted(again, query)
    texts = again.texts if key == "conclusion" else again.rows["projects"][0].texts
    assert texts[anchor.rpartition("-")[2]] == "头\n全年支出«支出合计»。"
    assert again.focus == anchor


@pytest.mark.parametrize(
    "value",
    ["", "0|3", "x|y|全年|«支出合计»", "0|2|别的|«支出合计»", "99|120|全年|«支出合计»", "0|0||«支出合计»"],
)
def test_what_does_not_fit_changes_nothing(value: str):
    section = SECTION_BY_KEY["conclusion"]
    draft = Draft.of_data(section, section_data(section, facts("全年支出1,057.63万元。")))
    query = QueryDict(mutable=True)
    query["bind-narrative"] = value
    assert bind_posted(draft, query)
    assert draft.texts["narrative"] == "全年支出1,057.63万元。"
    assert bind_posted(draft, QueryDict(f"bind-nothing={value}")), "an unknown field"
    assert not bind_posted(draft, QueryDict("narrative=x"))


def test_reading_puts_values_in_place_and_leaves_the_rest_alone():
    given = facts(f"支出«支出合计»，慰问{TOKEN}。")
    said = with_values(given, score(given))
    assert said.conclusion.narrative == "支出1,057.63万元，慰问10.60万元。"
    assert said.model_copy(update={"conclusion": given.conclusion}) == given
    assert with_values(UNION, score(UNION)) is UNION


def test_reading_reaches_the_rows():
    task = UNION.tasks[0].model_copy(update={"text": "共«三级指标数»。"})
    given = union_facts(tasks=(task, *UNION.tasks[1:]))
    said = with_values(given, score(given))
    assert said.tasks[0].text == f"共{len(UNION.scored_indicators())}个。"
    assert said.tasks[1:] == UNION.tasks[1:]


@pytest.mark.parametrize("place", ["9" * 5000, "-1", "٣"])
def test_places_that_are_none_are_no_error_of_ours(place: str):
    section = SECTION_BY_KEY["conclusion"]
    draft = Draft.of_data(section, section_data(section, facts("全年支出1,057.63万元。")))
    query = QueryDict(mutable=True)
    query["bind-narrative"] = f"0|{place}|全年|«支出合计»"
    assert bind_posted(draft, query)
    assert draft.texts["narrative"] == "全年支出1,057.63万元。"


def test_the_fingerprint_names_the_names():
    renamed = union_facts(projects=(PROJECT.model_copy(update={"name": "别的名称"}),))
    assert bound_of(UNION).fingerprint == bound_of(facts("别的文字")).fingerprint
    assert bound_of(renamed).fingerprint != bound_of(UNION).fingerprint
