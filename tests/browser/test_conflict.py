"""Two people, one section: the second is told, sees both versions, chooses; nothing is overwritten silently."""

from collections.abc import Callable

import pytest

from accounts.models import User
from accounts.roles import Role
from evaluations.models import SelfEvaluation
from evaluations.queries import load_facts
from huadu_perf.lib.values import NOT_APPLICABLE
from tests.browser.desk import Desk
from tests.factories import make_person

Pair = tuple[Desk, Desk]


@pytest.fixture
def pair(desk_of: Callable[..., Desk], people: dict[str, User], draft: SelfEvaluation) -> Pair:
    """Two preparers of 政协, each with 部门概况 open."""
    people["second"] = make_person("second", Role.PREPARER, department=draft.department)
    desks = desk_of("zhengxie"), desk_of("second")
    for desk in desks:
        desk.go(f"/evaluations/{draft.pk}/sections/profile/")
    return desks


def difference(desk: Desk, label: str) -> str:
    """What the comparison says about a value: mine | theirs."""
    cells = desk.page.get_by_role("row").filter(has_text=label).locator(".conflict-text")
    return " | ".join(text.strip() for text in cells.all_inner_texts())


def keep(desk: Desk, choice: str, *names: str) -> None:
    """Chooses a version of these values."""
    for name in names:
        desk.tick(f"keep-{name}", choice)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["preparer-first", "second-first"])
def test_the_later_one_chooses_value_by_value(
    pair: Pair, draft: SelfEvaluation, order: tuple[int, int]
) -> None:
    early, late = (pair[number] for number in order)
    early.type(nature="先到的性质", established_count="40", serving_count="38")
    late.type(nature="后到的性质", established_count="不适用", serving_count="", retired_count="0")
    early.save()
    assert early.says("已保存")
    before = load_facts(draft)
    late.save()

    assert "你的内容还没有保存，也没有丢失" in late.text()
    assert load_facts(draft) == before, "nothing is written before the choice"
    assert difference(late, "部门性质") == "后到的性质 | 先到的性质"
    assert difference(late, "编制人数") == "不适用 | 40"
    assert difference(late, "在职人数") == "未填写 | 38"
    keep(late, "mine", "established_count", "serving_count", "retired_count")
    keep(late, "theirs", "nature")
    late.press("按所选保存")
    assert late.says("已保存")
    profile = load_facts(draft).profile
    assert profile.nature == "先到的性质"
    assert profile.established_count is NOT_APPLICABLE
    assert profile.serving_count is None
    assert profile.retired_count == 0


def test_without_a_choice_the_others_version_stays(pair: Pair, draft: SelfEvaluation) -> None:
    early, late = pair
    early.type(nature="先到的性质")
    late.type(nature="后到的性质")
    early.save()
    late.save()
    late.press("按所选保存")
    assert load_facts(draft).profile.nature == "先到的性质"


def test_mine_can_be_given_up(pair: Pair, draft: SelfEvaluation) -> None:
    early, late = pair
    early.type(nature="先到的性质")
    late.type(nature="后到的性质")
    early.save()
    late.save()
    late.follow("放弃我的内容")
    assert late.value("nature") == "先到的性质"


def test_rows_that_one_added_and_the_other_removed(pair: Pair, draft: SelfEvaluation) -> None:
    early, late = pair
    gone, changed = early.keys("duties")[:2]
    early.shift("drop", "duties", gone)
    added = early.add("duties", text="先到的人加的职责")
    late.type(f"duties-{changed}-", text="后到的人改的职责")
    own = late.add("duties", text="后到的人加的职责")
    early.save()
    late.save()
    keep(late, "theirs", f"duties-{gone}", f"duties-{added}")
    keep(late, "mine", f"duties-{own}", f"duties-{changed}-text")
    late.press("按所选保存")
    assert late.says("已保存")
    texts = {str(duty.key): duty.text for duty in load_facts(draft).duties}
    assert gone not in texts
    assert (texts[added], texts[own], texts[changed]) == (
        "先到的人加的职责",
        "后到的人加的职责",
        "后到的人改的职责",
    )


def test_somebody_saves_while_one_chooses(pair: Pair, draft: SelfEvaluation) -> None:
    early, late = pair
    early.type(nature="第一次", retired_count="7")
    late.type(nature="我的", retired_count="8")
    early.save()
    late.save()
    early.type(nature="第二次")
    early.save()
    keep(late, "mine", "nature", "retired_count")
    late.press("按所选保存")
    assert difference(late, "部门性质") == "我的 | 第二次", "asked again"
    keep(late, "mine", "nature", "retired_count")
    late.press("按所选保存")
    assert late.says("已保存")
    profile = load_facts(draft).profile
    assert (profile.nature, profile.retired_count) == ("我的", 8)


def test_different_sections_do_not_disturb_each_other(pair: Pair, draft: SelfEvaluation) -> None:
    early, late = pair
    late.go(f"/evaluations/{draft.pk}/sections/conclusion/")
    early.type(nature="一人填概况")
    late.type(narrative="另一人填结论")
    early.save()
    late.save()
    assert early.says("已保存")
    assert late.says("已保存")
    facts = load_facts(draft)
    assert (facts.profile.nature, facts.conclusion.narrative) == ("一人填概况", "另一人填结论")


def test_two_tabs_of_one_person_conflict_as_well(desk_of: Callable[..., Desk], draft: SelfEvaluation) -> None:
    desk = desk_of("zhengxie")
    other = Desk(desk.page.context.new_page())
    for tab, text in ((desk, "甲"), (other, "乙")):
        tab.go(f"/evaluations/{draft.pk}/sections/conclusion/")
        tab.type(narrative=text)
    desk.save()
    other.save()
    assert difference(other, "综合评价") == "乙 | 甲"


def test_zero_empty_and_not_applicable_stay_three_things(
    desk_of: Callable[..., Desk], draft: SelfEvaluation
) -> None:
    desk = desk_of("zhengxie")
    desk.go(f"/evaluations/{draft.pk}/sections/budget/")
    keys = desk.keys("budget_lines")[5:10]
    names = [f"budget_lines-{key}-executed_amount" for key in keys]
    for name, typed in zip(names, ("0", "", "不适用", "０", "5"), strict=True):
        desk.type(**{name: typed})
    desk.save()
    shown = ["0.00", "", "不适用", "0.00", "5.00"]
    assert [desk.value(name) for name in names] == shown
    desk.save()
    assert [desk.value(name) for name in names] == shown, "saving what was read changes nothing"
    stored = [line.executed_amount for line in load_facts(draft).budget_lines[5:10]]
    assert stored == [0, None, NOT_APPLICABLE, 0, 50_000]
    desk.open_section("核对与提交")
    rows = [
        desk.page.locator(f'[id="budget_lines-{key}"]').inner_text().split("\t")[3].strip() for key in keys
    ]
    assert rows == ["0.00", "未填写", "不适用", "0.00", "5.00"]
    desk.go(f"/reports/{draft.pk}/")
    words = "".join(desk.page.locator(".report-desk").inner_text().split())
    assert "一般公共预算支出0万元，财政专户管理资金支出0万元，其他资金支出5.00万元" in words
    assert "国有资本经营预算支出不适用；政府性基金预算支出未填写" in words
