"""A section as typed: posted by key, redrawn without loss, read into the values it shows."""

from uuid import UUID

import pytest
from django.http import QueryDict
from hypothesis import given, settings

from evaluations.domain.sections import FORM_SECTIONS, MAX_ROWS, SECTION_BY_KEY, Kind, section_data
from evaluations.forms.draft import Draft, Malformed
from tests.evaluations.domain.generated import facts as any_facts
from tests.evaluations.forms.posting import draft_of, keys_of, posted, texts
from tests.factories import indicator, indicators, key, union_facts

UNION = union_facts()
TREE = union_facts(indicators=(
    *indicators([indicator("甲"), indicator("乙")]),
    *(row.model_copy(update={"key": key(f"{row.name}2"), "parent": row.parent and key("履职效能2")}) for row in indicators([])),
))  # fmt: skip


def names(draft: Draft, rowset: str = "indicators") -> list[object]:
    return texts(draft, rowset, "name")


def after(draft: Draft, **button: str) -> Draft:
    """The draft after a post with this button."""
    post = posted(draft, **button)
    again = Draft.of_post(draft.section, post)
    assert again.command(post)
    return again


@pytest.mark.parametrize("section", FORM_SECTIONS, ids=lambda section: section.key)
def test_what_is_shown_is_posted_and_read_back(section):
    draft = draft_of(UNION, section.key)
    again = Draft.of_post(section, posted(draft))
    assert again == draft
    assert again.read(keys_of(UNION, section)) == section_data(section, UNION)
    assert again.errors == {}


def in_one_line(draft: Draft) -> Draft:
    """A name is one line of words with single blanks between them; files may hold others."""
    for row in (row for rows in draft.rows.values() for row in rows):
        for spec in (spec for rowset in draft.section.rowsets for spec in rowset.fields):
            if spec.kind == Kind.NAME and spec.name in row.texts:
                row.texts[spec.name] = " ".join(str(row.texts[spec.name]).split())
    return draft


@settings(max_examples=15)
@given(any_facts())
def test_any_facts_that_the_form_can_hold_are_read_back(facts):
    for section in FORM_SECTIONS:
        draft = draft_of(facts, section.key)
        data = Draft.of_post(section, posted(draft)).read(keys_of(facts, section))
        if data is not None:
            assert Draft.of_data(section, data) == in_one_line(draft_of(facts, section.key))


# ── add, move, drop ──────────────────────────────────────────────────────────────────────────────────────────────


def test_copying_a_row_keeps_what_was_typed_under_a_key_of_its_own():
    draft = draft_of(UNION, "tasks")
    draft.rows["tasks"][0].texts["title"] = "改过"
    first = draft.rows["tasks"][0]
    again = after(draft, **{"copy-tasks": str(first.key)})
    assert [row.texts["title"] for row in again.rows["tasks"][:2]] == ["改过", "改过"]
    assert again.rows["tasks"][1].key not in {row.key for row in draft.rows["tasks"]}
    assert again.focus == f"tasks-{again.rows['tasks'][1].key}-title"


def test_copying_a_group_copies_what_is_below_it_below_the_copy():
    draft = draft_of(TREE, "indicators")
    top = draft.rows["indicators"][0]
    below = draft._below(draft.section.rowsets[0], str(top.key))
    again = after(draft, **{"copy-indicators": str(top.key)})
    old = {row.key for row in draft.rows["indicators"]}
    new = [row for row in again.rows["indicators"] if row.key not in old]
    assert [row.texts["name"] for row in new] == [row.texts["name"] for row in (top, *below)]
    parents = {str(row.key) for row in new} | {""}
    assert {row.texts["parent"] for row in new} <= parents
    again.read(keys_of(UNION, draft.section))
    assert [name for name in again.errors if name.endswith("-name")] == [], (
        "each below a row of the level above it"
    )


def test_copying_a_project_copies_its_indicators():
    draft = draft_of(UNION, "projects")
    project = draft.rows["projects"][0]
    again = after(draft, **{"copy-projects": str(project.key)})
    copied = again.rows["projects"][1]
    names = {
        str(row.key): [each.texts["name"] for each in again.rows["project_indicators"] if each.texts["project"] == str(row.key)]
        for row in (project, copied)
    }  # fmt: skip
    assert names[str(copied.key)] == names[str(project.key)] != []


def test_copying_what_is_not_there_changes_nothing():
    draft = draft_of(UNION, "tasks")
    again = after(draft, **{"copy-tasks": str(key("keiner"))})
    assert again.rows == draft.rows


def test_adding_a_row_keeps_what_was_typed_and_puts_the_cursor_there():
    draft = draft_of(UNION, "tasks")
    draft.texts["overview"] = "还没存"
    draft.rows["tasks"][0].texts["title"] = "改过"
    again = after(draft, **{"add-tasks": ""})
    *kept, new = again.rows["tasks"]
    assert kept == draft.rows["tasks"]
    assert (again.texts["overview"], new.texts) == ("还没存", {"title": "", "text": ""})
    assert again.focus == f"tasks-{new.key}-title"


def test_a_child_is_added_below_its_parent_and_after_its_peers():
    draft = draft_of(TREE, "indicators")
    added = after(draft, **{"add-indicators": str(key("二级"))})
    assert names(added) == ["履职效能", "推进改革", "甲", "乙", "", "履职效能", "推进改革"]
    new = added.rows["indicators"][4]
    assert (new.texts["level"], new.texts["parent"], added.focus) == (
        "3",
        str(key("二级")),
        f"indicators-{new.key}-name",
    )
    assert texts(after(draft, **{"add-indicators": str(key("一级"))}), "indicators", "level")[4] == "2"
    root = after(draft, **{"add-indicators": ""}).rows["indicators"][-1]
    assert (root.texts["level"], root.texts["parent"]) == ("1", "")


def test_a_goal_is_added_with_nothing_ticked_and_a_project_indicator_with_its_project():
    assert after(draft_of(UNION, "goals"), **{"add-goals": ""}).rows["goals"][-1].texts["tasks"] == []
    project = str(UNION.projects[0].key)
    added = after(draft_of(UNION, "projects"), **{"add-project_indicators": project}).rows[
        "project_indicators"
    ][-1]
    assert (added.texts["project"], added.texts["name"]) == (project, "")


@pytest.mark.parametrize(
    ("button", "number", "order"),
    [
        ("up", 0, "01234"),
        ("up", 1, "10234"),
        ("up", 4, "01243"),
        ("down", 0, "10234"),
        ("down", 4, "01234"),
        ("down", 2, "01324"),
    ],
)
def test_rows_move_by_one_and_stop_at_the_ends(button, number, order):
    draft = draft_of(UNION, "tasks")
    keys = [row.key for row in draft.rows["tasks"]]
    moved = after(draft, **{f"{button}-tasks": str(keys[number])})
    assert [row.key for row in moved.rows["tasks"]] == [keys[int(place)] for place in order]
    assert moved.focus == f"tasks-{keys[number]}"


def test_tree_rows_move_among_their_peers():
    draft = draft_of(TREE, "indicators")
    assert names(after(draft, **{"down-indicators": str(key("甲"))})) == [
        "履职效能",
        "推进改革",
        "乙",
        "甲",
        "履职效能",
        "推进改革",
    ]
    assert names(after(draft, **{"up-indicators": str(key("甲"))})) == names(draft)
    roots = [
        row.key
        for row in after(draft, **{"down-indicators": str(key("一级"))}).rows["indicators"]
        if not row.texts["parent"]
    ]
    assert roots == [key("履职效能2"), key("一级")]


def test_dropping_a_group_drops_all_below_it():
    draft = draft_of(TREE, "indicators")
    assert names(after(draft, **{"drop-indicators": str(key("一级"))})) == ["履职效能", "推进改革"]
    assert names(after(draft, **{"drop-indicators": str(key("二级"))})) == [
        "履职效能",
        "履职效能",
        "推进改革",
    ]
    assert names(after(draft, **{"drop-indicators": str(key("甲"))})) == [
        "履职效能",
        "推进改革",
        "乙",
        "履职效能",
        "推进改革",
    ]


def test_dropping_a_project_drops_its_indicators_and_no_other():
    other = UNION.projects[0].model_copy(update={"key": key("另一项目")})
    row = UNION.project_indicators[0].model_copy(update={"key": key("另一指标"), "project": other.key})
    facts = union_facts(
        projects=(*UNION.projects, other), project_indicators=(*UNION.project_indicators, row)
    )
    left = after(draft_of(facts, "projects"), **{"drop-projects": str(UNION.projects[0].key)})
    assert [row.key for row in left.rows["projects"]] == [other.key]
    assert [row.key for row in left.rows["project_indicators"]] == [row.key]


@pytest.mark.parametrize("button", ["up-tasks", "down-tasks", "drop-tasks"])
@pytest.mark.parametrize("pressed", ["", "nothing", str(key("没有")), "\x00"])
def test_buttons_for_rows_that_are_gone_change_nothing(button, pressed):
    draft = draft_of(UNION, "tasks")
    assert after(draft, **{button: pressed}).rows == draft.rows


@pytest.mark.parametrize(
    "button", ["add-budget_lines", "drop-budget_lines", "up-budget_lines", "add-goals", "save"]
)
def test_fixed_rows_and_rows_of_other_sections_have_no_buttons(button):
    draft = draft_of(UNION, "budget")
    post = posted(draft, **{button: str(UNION.budget_lines[0].key)})
    again = Draft.of_post(draft.section, post)
    assert not again.command(post)
    assert again == draft


def test_no_more_rows_than_the_limit():
    full = QueryDict(mutable=True)
    full.setlist("duties", [str(UUID(int=number)) for number in range(1, MAX_ROWS + 1)])
    section = SECTION_BY_KEY["profile"]
    draft = Draft.of_post(section, full)
    full["add-duties"] = ""
    assert draft.command(full)
    assert len(draft.rows["duties"]) == MAX_ROWS
    full.appendlist("duties", str(UUID(int=MAX_ROWS + 1)))
    with pytest.raises(Malformed):
        Draft.of_post(section, full)


# ── what is no form of ours ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "row_keys",
    [["abc"], [""], ["1"], [str(key("甲")), str(key("甲"))], [str(key("甲")), str(key("甲")).upper()], [key("甲").hex],
     [f"{{{key('甲')}}}"], [key("甲").urn], ["\x00"], ["１" * 32]],
)  # fmt: skip
def test_malformed_keys_are_refused(row_keys):
    post = QueryDict(mutable=True)
    post.setlist("duties", row_keys)
    with pytest.raises(Malformed):
        Draft.of_post(SECTION_BY_KEY["profile"], post)


def test_an_empty_post_is_an_empty_section():
    section = SECTION_BY_KEY["profile"]
    data = Draft.of_post(section, QueryDict("")).read({})
    assert data is not None
    assert data.rows == {"divisions": [], "subunits": [], "duties": []}
    assert set(data.fields.values()) == {"", None}


def test_a_fault_keeps_every_text_and_names_each_place():
    draft = draft_of(UNION, "indicators")
    leaf = next(row for row in draft.rows["indicators"] if row.texts["level"] == "3")
    leaf.texts |= {
        "points": "十分",
        "self_score": "-1",
        "goal": str(key("没有")),
        "kind": "gold",
        "name": "字" * 300,
    }
    typed = dict(leaf.texts)
    assert draft.read(keys_of(UNION, draft.section)) is None
    prefix = f"indicators-{leaf.key}-"
    assert set(draft.errors) == {prefix + name for name in ("points", "self_score", "goal", "kind", "name")}
    assert leaf.texts == typed
    assert draft.errors[prefix + "points"].startswith("分值：“十分”不是数字")
    leaf.texts = draft_of(UNION, "indicators").rows["indicators"][draft.rows["indicators"].index(leaf)].texts
    assert draft.read(keys_of(UNION, draft.section)) == section_data(draft.section, UNION)


@pytest.mark.parametrize(
    ("row", "change"),
    [
        ("甲", {"level": "2"}), ("甲", {"level": "4"}), ("甲", {"level": ""}), ("甲", {"level": "三"}), ("甲", {"level": "不适用"}),
        ("甲", {"level": "1.5"}), ("甲", {"parent": ""}), ("甲", {"parent": str(key("甲"))}), ("甲", {"parent": str(key("乙"))}),
        ("甲", {"parent": str(key("没有"))}), ("一级", {"parent": str(key("二级"))}), ("二级", {"parent": str(key("甲"))}),
        ("二级", {"level": "1"}),
    ],
)  # fmt: skip
def test_a_forged_tree_is_refused(row, change):
    draft = draft_of(TREE, "indicators")
    next(found for found in draft.rows["indicators"] if found.key == key(row)).texts.update(change)
    assert draft.read(keys_of(TREE, draft.section)) is None
    assert draft.errors


@pytest.mark.parametrize("button", ["add", "drop", "up", "down"])
@pytest.mark.parametrize(
    "change",
    [{"甲": "甲"}, {"一级": "甲"}, {"一级": "二级"}, {"甲": "乙", "乙": "甲"}],
    ids=["self", "leaf", "pair", "two"],
)
def test_circles_end(button, change):
    draft = draft_of(TREE, "indicators")
    for row in draft.rows["indicators"]:
        for child, parent in change.items():
            if row.key == key(child):
                row.texts |= {"parent": str(key(parent)), "level": "x"}
    for pressed in ("一级", "二级", "甲"):
        after(draft, **{f"{button}-indicators": str(key(pressed))})


def test_an_indicator_of_no_project_is_refused():
    draft = draft_of(UNION, "projects")
    draft.rows["project_indicators"][0].texts["project"] = ""
    assert draft.read(keys_of(UNION, draft.section)) is None
    assert list(draft.errors) == [f"project_indicators-{draft.rows['project_indicators'][0].key}-name"]


@pytest.mark.parametrize("item", ["", "gold", UNION.budget_lines[1].item.value])
def test_the_lines_of_the_budget_are_fixed(item):
    """A line without its item could be stored, but never loaded again."""
    draft = draft_of(UNION, "budget")
    draft.rows["budget_lines"][0].texts["item"] = item
    assert draft.read(keys_of(UNION, draft.section)) is None
    assert f"budget_lines-{UNION.budget_lines[0].key}-item" in draft.errors


def test_links_must_point_at_what_is_there():
    draft = draft_of(UNION, "goals")
    draft.rows["goals"][0].texts["tasks"] = [str(UNION.tasks[0].key), str(key("没有"))]
    assert draft.read(keys_of(UNION, draft.section)) is None
    assert "已被删除" in draft.errors[f"goals-{UNION.goals[0].key}-tasks"]
