"""Rosters against what is stored: faults with their rows, and what each row would do."""

import pytest

from accounts.domain.roster import (
    Outcome,
    RosterDepartment,
    RosterPerson,
    department_faults,
    department_steps,
    person_faults,
    person_steps,
)
from accounts.roles import Role

KNOWN = {
    "101": RosterDepartment("101", "区教育局", "教育局"),
    "101001": RosterDepartment("101001", "第一中学", parent="101"),
}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (RosterDepartment("102", "区教育局"), "全称“区教育局”已是部门 101 的名称"),
        (RosterDepartment("102", "区体育局", parent="102"), "主管部门不能是自己"),
        (RosterDepartment("102", "区体育局", parent="999"), "没有预算代码为“999”的主管部门"),
        (RosterDepartment("102", "体校", parent="101001"), "自己也是下属单位，只分两级"),
        (RosterDepartment("101", "区教育局", parent="103"), "下面还有下属单位"),
    ],
)
def test_a_department_that_does_not_fit(row, words):
    rows = [RosterDepartment("103", "区司法局"), row]
    faults = department_faults(rows, KNOWN)
    assert [at for at, _ in faults] == [1]
    assert words in faults[0][1]


def test_a_code_twice_and_names_that_change_places_are_faults():
    twice = [RosterDepartment("102", "区体育局"), RosterDepartment("102", "区体育局")]
    assert department_faults(twice, {}) == [(1, "预算代码“102”出现了两次，请删去一行")]
    swapped = [RosterDepartment("101", "第一中学"), RosterDepartment("101001", "区教育局", parent="101")]
    assert [at for at, _ in department_faults(swapped, KNOWN)] == [0, 1]


def test_units_before_their_department_are_no_fault():
    rows = [RosterDepartment("102001", "体校", parent="102"), RosterDepartment("102", "区体育局")]
    assert department_faults(rows, KNOWN) == []


def test_what_rows_do_to_departments():
    rows = [KNOWN["101001"], RosterDepartment("101", "区教育局", "区教育局", is_active=False),
            RosterDepartment("102", "区体育局", parent="101", files_report=False)]  # fmt: skip
    same, changed, added = department_steps(rows, KNOWN)
    assert (same.outcome, added.outcome, added.changes) == (
        Outcome.SAME,
        Outcome.ADDED,
        ("主管部门：101", "单独填报：否"),
    )
    assert (changed.outcome, changed.changes) == (
        Outcome.CHANGED,
        ("简称：教育局 → 区教育局", "在用：是 → 否"),
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (RosterPerson("chen", "陈某", Role.PREPARER), "填报人要填部门预算代码"),
        (RosterPerson("chen", "陈某", Role.MANAGER, "101"), "财政绩效管理员不填部门"),
        (RosterPerson("chen", "陈某", Role.SYSTEM_ADMIN, "101"), "系统管理员不填部门"),
        (RosterPerson("chen", "陈某", Role.REVIEWER, "999"), "没有预算代码为“999”的部门"),
        (RosterPerson("WANG", "王某", Role.AUDITOR), "与“wang”只差大小写"),
        (RosterPerson("li", "李某某", Role.LEADER, "101"), "姓名或“在用”不同"),
        (RosterPerson("li", "李某", Role.PREPARER, "101"), "这个角色出现了两次"),
    ],
)
def test_a_person_that_does_not_fit(row, words):
    rows = [RosterPerson("li", "李某", Role.PREPARER, "101"), row]
    faults = person_faults(rows, KNOWN, {"wang": "wang"})
    assert [at for at, _ in faults] == [1]
    assert words in faults[0][1]


def test_roles_that_fit_are_no_fault():
    rows = [
        RosterPerson("li", "李某", Role.PREPARER, "101"), RosterPerson("li", "李某", Role.LEADER, "101001"),
        RosterPerson("zhao", "赵某", Role.REVIEWER), RosterPerson("zhao", "赵某", Role.REVIEWER, "101"),
        RosterPerson("sun", "孙某", Role.AUDITOR), RosterPerson("zhou", "周某", Role.SYSTEM_ADMIN),
    ]  # fmt: skip
    assert person_faults(rows, KNOWN, {"li": "li"}) == []


def test_what_rows_do_to_people():
    known = {"li": RosterPerson("li", "李某", Role.PREPARER, "", "8690"), "sun": RosterPerson("sun", "孙某", Role.AUDITOR)}  # fmt: skip
    rows = [
        RosterPerson("li", "李某", Role.PREPARER, "101"), RosterPerson("li", "李某", Role.LEADER, "101"),
        RosterPerson("sun", "孙某", Role.AUDITOR), RosterPerson("zhou", "周某", Role.SYSTEM_ADMIN),
    ]  # fmt: skip
    held = {("li", Role.PREPARER, "101"), ("sun", Role.AUDITOR, "")}
    li, sun, zhou = person_steps(rows, known, held)
    assert (li.outcome, li.changes) == (Outcome.CHANGED, ("角色：加上部门负责人（101）",))
    assert sun.outcome == Outcome.SAME
    assert (zhou.outcome, zhou.changes) == (Outcome.ADDED, ("角色：加上系统管理员",))
