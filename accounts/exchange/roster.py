"""名册 as Excel files: what is there, to be changed and brought back; every fault at once, with its row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError

from accounts.domain.roster import PLACE_WORDS, Fault, RosterDepartment, RosterPerson
from accounts.roles import Role
from huadu_perf.lib.office_files import settled
from huadu_perf.lib.workbooks.columns import Column, Kind, Sheet
from huadu_perf.lib.workbooks.reading import WorkbookRefused, read_workbook
from huadu_perf.lib.workbooks.writing import write_workbook

YES_NO = {"是": True, "否": False}
NOTES = "填写说明"
Entry = RosterDepartment | RosterPerson


class RosterRefused(Exception):
    """The file or its rows cannot be taken; `faults` say every reason in Chinese, with its place."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def _username(text: str) -> str:
    """A name to log in with. Raises ValueError with what is wrong."""
    try:
        UnicodeUsernameValidator()(text)
    except ValidationError:
        raise ValueError("只能用文字、数字和 @ . + - _，不能有空格") from None
    return text


DEPARTMENTS = Sheet(
    "部门名册",
    (
        Column("预算代码", "code", needed=True, width=16, longest=20, note="部门在本区划内的唯一代码，导入时按它对应已有部门"),
        Column("全称", "name", needed=True, width=36, longest=100, note="印在报告标题和封面上"),
        Column("简称", "short_name", width=22, longest=60, note="用在列表和文件名里，可以不填"),
        Column("主管部门预算代码", "parent", width=20, longest=20, note="下属单位填它的主管部门；一级部门不填"),
        Column("单独填报", "files_report", Kind.CHOICE, YES_NO, width=12, note="是否单独填报整体自评；不填为“是”"),
        Column("在用", "is_active", Kind.CHOICE, YES_NO, width=10, note="撤并的部门填“否”；不填为“是”"),
    ),
)  # fmt: skip
PEOPLE = Sheet(
    "人员名册",
    (
        Column("用户名", "username", needed=True, width=18, longest=150, read=_username, note="登录用，不分大小写；导入时按它对应已有账号"),
        Column("姓名", "name", needed=True, width=14, longest=40, note="真实姓名，显示在记录和报告里"),
        Column("角色", "role", Kind.CHOICE, {role.label: role for role in Role}, needed=True, width=18, note="一个人有几个角色就填几行"),
        Column("部门预算代码", "department", width=18, longest=20, note=PLACE_WORDS),
        Column("联系电话", "phone", width=18, longest=30, note="可以不填"),
        Column("在用", "is_active", Kind.CHOICE, YES_NO, width=10, note="离岗的人填“否”，立即不能登录；不填为“是”"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Roster:
    """The rows of a file, and where each stood in it."""

    sheet: Sheet
    entries: tuple[Any, ...]
    numbers: tuple[int, ...]

    def placed(self, faults: Sequence[Fault]) -> list[str]:
        """The faults with their rows in the file."""
        return [f"“{self.sheet.title}”表第 {self.numbers[at]} 行：{words}" for at, words in faults]


def roster_file(sheet: Sheet, entries: Iterable[Entry]) -> bytes:
    """The workbook of a roster, filled with what is there."""
    lines = [
        f"{column.header}{'（必填）' if column.needed else ''}：{column.note}" for column in sheet.columns
    ]
    lines = [
        "一行一条，表头不要改。列的先后不限，可以排序、插入和删除行。",
        "导入只新增和修改，不删除：名册里没有的部门、人员和角色保持原样。",
        *(f"　{line}" for line in lines),
    ]
    return settled(write_workbook([(sheet, entries)], (NOTES, lines)))


def read_departments(content: bytes) -> Roster:
    """部门名册 from a file. Raises RosterRefused with every fault."""
    return _read(content, DEPARTMENTS, RosterDepartment)


def read_people(content: bytes) -> Roster:
    """人员名册 from a file. Raises RosterRefused with every fault."""
    return _read(content, PEOPLE, RosterPerson)


def _read(content: bytes, sheet: Sheet, shape: type[Entry]) -> Roster:
    try:
        reading = read_workbook(content, [sheet])
    except WorkbookRefused as error:
        raise RosterRefused([str(error)]) from error
    if reading.problems:
        raise RosterRefused(map(str, reading.problems))
    rows = reading.rows[sheet.title]
    if not rows:
        raise RosterRefused([f"“{sheet.title}”表里没有内容，请填好再上传"])
    return Roster(sheet, tuple(_entry(shape, row.values) for row in rows), tuple(row.number for row in rows))


def _entry(shape: type[Entry], values: Mapping[str, Any]) -> Entry:
    """What was filled in; the rest keeps its default."""
    names = {each.name for each in fields(shape)}
    return shape(**{name: value for name, value in values.items() if name in names and value is not None})
