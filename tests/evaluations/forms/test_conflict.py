"""Two versions of a section: what differs, and the merge of what is chosen."""

from uuid import UUID

from django.http import QueryDict

from evaluations.domain.sections import SECTION_BY_KEY
from evaluations.forms.conflict import Difference, differences, merged
from evaluations.forms.draft import Draft
from tests.evaluations.forms.posting import draft_of, keys_of, texts
from tests.factories import key, union_facts

UNION = union_facts()
GOALS, PROFILE = SECTION_BY_KEY["goals"], SECTION_BY_KEY["profile"]
NAMES = {task.key: task.title for task in UNION.tasks}


def keep(*anchors: str) -> QueryDict:
    post = QueryDict(mutable=True)
    for anchor in anchors:
        post[f"keep-{anchor}"] = "theirs"
    return post


def two(section: str) -> tuple[Draft, Draft]:
    return draft_of(UNION, section), draft_of(UNION, section)


def test_equal_versions_do_not_differ():
    for section in SECTION_BY_KEY.values():
        if section.is_form:
            assert differences(*two(section.key), NAMES) == []


def test_spaces_line_breaks_and_the_order_of_ticks_are_no_difference():
    mine, theirs = two("goals")
    row = mine.rows["goals"][0]
    row.texts["expected"] = "甲\r\n乙 "
    theirs.rows["goals"][0].texts["expected"] = "甲\n乙"
    both = [str(task.key) for task in UNION.tasks[:2]]
    row.texts["tasks"], theirs.rows["goals"][0].texts["tasks"] = both, both[::-1]
    assert differences(mine, theirs, NAMES) == []


def test_each_value_that_differs_is_named_with_both_texts():
    mine, theirs = two("profile")
    mine.texts["retired_count"], theirs.texts["retired_count"] = "5", "不适用"
    theirs.rows["duties"][1].texts["text"] = "他们的"
    anchor = f"duties-{UNION.duties[1].key}-text"
    assert differences(mine, theirs, {}) == [
        Difference("retired_count", "离退休人数", "5", "不适用"),
        Difference(anchor, "主要职责第 2 项 · 职责内容", UNION.duties[1].text, "他们的"),
    ]


def test_links_and_choices_are_shown_in_words():
    mine, theirs = two("goals")
    mine.rows["goals"][0].texts["tasks"] = [str(UNION.tasks[1].key), str(key("没有"))]
    theirs.rows["goals"][0].texts["tasks"] = []
    (found,) = differences(mine, theirs, NAMES)
    assert (found.mine, found.theirs) == (f"{UNION.tasks[1].title}、（已删除）", "")
    mine, theirs = two("indicators")
    leaf = next(row for row in theirs.rows["indicators"] if row.texts["level"] == "3")
    names = {UUID(str(leaf.texts["goal"])): "目标一"}
    leaf.texts |= {"direction": "at_most", "goal": ""}
    assert [(found.mine, found.theirs) for found in differences(mine, theirs, names)] == [
        ("≥", "≤"),
        ("目标一", ""),
    ]


def test_rows_that_only_one_has_are_shown_whole():
    mine, theirs = two("profile")
    gone, added = mine.rows["subunits"].pop(0), theirs.rows["divisions"][0]
    theirs.rows["divisions"] = theirs.rows["divisions"][1:]
    first, second = differences(mine, theirs, {})
    assert (first.name, first.mine, first.theirs) == (
        f"divisions-{added.key}",
        added.texts["name"],
        "（没有这一行）",
    )
    assert (second.name, second.mine) == (f"subunits-{gone.key}", "（没有这一行）")
    assert second.theirs == "　".join(text for text in gone.texts.values() if text)


def test_an_empty_row_is_said_to_be_empty():
    mine, theirs = two("profile")
    theirs.command(QueryDict("add-duties="))
    (found,) = differences(mine, theirs, {})
    assert (found.mine, found.theirs) == ("（没有这一行）", "（空行）")


def test_the_merge_takes_theirs_where_chosen_and_mine_elsewhere():
    mine, theirs = two("goals")
    one, two_, three, four = (str(goal.key) for goal in UNION.goals)
    for draft, word in ((mine, "我的"), (theirs, "他们的")):
        for row in draft.rows["goals"]:
            row.texts |= {"expected": word, "achieved": word}
    mine.rows["goals"].pop(
        1
    )  # goals 2 and 3 are gone in one version each; 2 is kept as theirs, 3 dropped as theirs
    theirs.rows["goals"].pop(2)
    post = keep(f"goals-{one}-expected", f"goals-{two_}", f"goals-{three}")
    result = merged(GOALS, mine, theirs, post)
    assert [str(row.key) for row in result.rows["goals"]] == [one, four, two_]
    assert texts(result, "goals", "expected") == ["他们的", "我的", "他们的"]
    assert texts(result, "goals", "achieved") == ["我的", "我的", "他们的"]
    assert result.read(keys_of(UNION, GOALS)) is not None


def test_without_a_choice_the_merge_is_mine():
    mine, theirs = two("profile")
    mine.texts["nature"] = "我的"
    mine.rows["duties"].pop()
    assert merged(PROFILE, mine, theirs, keep()) == mine
    everything = [difference.name for difference in differences(mine, theirs, {})]
    assert merged(PROFILE, mine, theirs, keep(*everything)) == theirs
