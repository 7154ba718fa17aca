"""名册: the departments of a region and the people with their roles, as lists that are compared with what is there.

A roster adds and changes, it never removes: who left is switched off by a row, not by leaving the row out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from accounts.roles import DEPARTMENT_ROLES, REGION_ROLES, Role
from huadu_perf.lib.stamps import content_stamp

#: Where each role is held, as the message says it.
PLACE_WORDS = "填报人、部门负责人填部门预算代码；管理员、审计员不填；财政审核人不填即负责全部部门，填则只负责该部门；系统管理员不填"


@dataclass(frozen=True)
class RosterDepartment:
    """A row of 部门名册. `parent`: the budget code of the 主管部门, "" for a department of its own."""

    code: str
    name: str
    short_name: str = ""
    parent: str = ""
    files_report: bool = True
    is_active: bool = True


@dataclass(frozen=True)
class RosterPerson:
    """A row of 人员名册: a person in one role; who has several roles has several rows. `department`: a budget code."""

    username: str
    name: str
    role: Role
    department: str = ""
    phone: str = ""
    is_active: bool = True


class Outcome(StrEnum):
    """What a row does to what is there."""

    ADDED = "新增"
    CHANGED = "修改"
    SAME = "不变"


@dataclass(frozen=True)
class Step:
    """What a roster does with one item: its key (the first field), its name, and each change as words."""

    key: str
    name: str
    outcome: Outcome
    changes: tuple[str, ...] = ()


def stamp_of(steps: Iterable[Step]) -> str:
    """By which a page tells whether the steps are still those it showed."""
    return content_stamp([asdict(step) for step in steps])


Fault = tuple[int, str]
"""The position of a row in the roster, and what is wrong with it."""

_DEPARTMENT_WORDS = {
    "name": "全称", "short_name": "简称", "parent": "主管部门", "files_report": "单独填报", "is_active": "在用",
}  # fmt: skip
_PERSON_WORDS = {"name": "姓名", "phone": "联系电话", "is_active": "在用"}


def department_faults(rows: Sequence[RosterDepartment], known: Mapping[str, RosterDepartment]) -> list[Fault]:
    """Codes and names twice, parents that are not there, trees of more than two levels. `known`: those stored, by code."""
    merged = {**known, **{row.code: row for row in rows}}
    owners = {row.name: row.code for row in (*rows, *known.values())}
    above = {row.parent for row in merged.values()}
    faults = list(_twice(rows, "code", "预算代码"))
    for number, row in enumerate(rows):
        if owners[row.name] != row.code:
            faults.append((number, f"全称“{row.name}”已是部门 {owners[row.name]} 的名称，两个部门不能同名"))
        faults += [(number, words) for words in _parent_faults(row, merged, above)]
    return sorted(faults)


def _parent_faults(
    row: RosterDepartment, merged: Mapping[str, RosterDepartment], above: set[str]
) -> Iterator[str]:
    if not row.parent:
        return
    if row.parent == row.code:
        yield f"主管部门不能是自己（{row.code}）"
    elif row.parent not in merged:
        yield f"没有预算代码为“{row.parent}”的主管部门，请先在名册里加上，或改正代码"
    elif merged[row.parent].parent:
        yield f"主管部门“{row.parent}”自己也是下属单位，只分两级，请填它的主管部门"
    elif row.code in above:
        yield f"“{row.name}”下面还有下属单位，只分两级，不能再归到别的部门下"


def _twice(rows: Sequence[Any], field: str, label: str) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for number, row in enumerate(rows):
        value = getattr(row, field)
        if value in first:
            yield number, f"{label}“{value}”出现了两次，请删去一行"
        first.setdefault(value, number)


def person_faults(
    rows: Sequence[RosterPerson], departments: Iterable[str], known: Mapping[str, str]
) -> list[Fault]:
    """Roles without or with the wrong place, unknown departments, one name of two people.

    `known`: the user names stored, by their lower-case form: they are one regardless of case.
    """
    codes, faults = set(departments), []
    first: dict[str, RosterPerson] = {}
    seen: set[tuple[str, Role, str]] = set()
    for number, row in enumerate(rows):
        login = row.username.lower()
        same = first.setdefault(login, row)
        if stored := known.get(login, same.username):
            if stored != row.username:
                faults.append((number, f"用户名“{row.username}”与“{stored}”只差大小写，请统一写成“{stored}”"))
            elif (same.name, same.is_active) != (row.name, row.is_active):
                faults.append((number, f"用户名“{row.username}”在两行里的姓名或“在用”不同，请改成一样"))
        if (login, row.role, row.department) in seen:
            faults.append((number, f"“{row.username}”的这个角色出现了两次，请删去一行"))
        seen.add((login, row.role, row.department))
        faults += [(number, words) for words in _place_faults(row, codes)]
    return sorted(faults)


def _place_faults(row: RosterPerson, codes: set[str]) -> Iterator[str]:
    if row.role in DEPARTMENT_ROLES and not row.department:
        yield f"{row.role.label}要填部门预算代码"
    elif row.role in REGION_ROLES | {Role.SYSTEM_ADMIN} and row.department:
        yield f"{row.role.label}不填部门（现为“{row.department}”）"
    elif row.department and row.department not in codes:
        yield f"没有预算代码为“{row.department}”的部门，请先导入部门名册，或改正代码"


def department_steps(
    rows: Iterable[RosterDepartment], known: Mapping[str, RosterDepartment]
) -> tuple[Step, ...]:
    """What each row does to the departments stored."""
    return tuple(
        _step(row, known.get(row.code), RosterDepartment(row.code, row.name), _DEPARTMENT_WORDS)
        for row in rows
    )


def person_steps(
    rows: Iterable[RosterPerson], known: Mapping[str, RosterPerson], held: set[tuple[str, Role, str]]
) -> tuple[Step, ...]:
    """What the rows do to each person. `known`: people stored, by user name; `held`: their roles (user name, role, code).

    A blank phone erases nothing.
    """
    people: dict[str, list[RosterPerson]] = {}
    for row in rows:
        people.setdefault(row.username, []).append(row)
    steps = []
    for username, own in people.items():
        before = known.get(username)
        phone = next((row.phone for row in own if row.phone), before.phone if before else "")
        after = RosterPerson(username, own[0].name, own[0].role, "", phone, own[0].is_active)
        step = _step(after, before, RosterPerson(username, after.name, after.role), _PERSON_WORDS)
        roles = tuple(
            f"角色：加上{row.role.label}{f'（{row.department}）' if row.department else ''}"
            for row in own
            if (username, row.role, row.department) not in held
        )
        outcome = Outcome.CHANGED if roles and step.outcome == Outcome.SAME else step.outcome
        steps.append(Step(username, after.name, outcome, step.changes + roles))
    return tuple(steps)


def _step(row: Any, before: Any, plain: Any, words: Mapping[str, str]) -> Step:
    """Of something new, what differs from `plain`; of something stored, what changes."""
    was, now = asdict(before or plain), asdict(row)
    changes = tuple(
        f"{label}：{_shown(was[field])} → {_shown(now[field])}"
        if before
        else f"{label}：{_shown(now[field])}"
        for field, label in words.items()
        if was[field] != now[field]
    )
    outcome = Outcome.ADDED if before is None else Outcome.CHANGED if changes else Outcome.SAME
    return Step(next(iter(now.values())), row.name, outcome, changes)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return value or "（空）"
