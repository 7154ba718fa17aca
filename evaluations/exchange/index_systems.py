"""An index system as an Excel file or as JSON, and back: whole, or every fault with its place."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from evaluations.domain.index_system import IndexNode, IndexSystemFacts, node_key
from evaluations.enums import Attainment
from evaluations.exchange.index_sheets import (
    BASICS,
    GRADES,
    LEVELS,
    NODES,
    RULES,
    SHEETS,
    instructions,
    node_row,
)
from huadu_perf.lib.locations import located
from huadu_perf.lib.workbooks.columns import Problem
from huadu_perf.lib.workbooks.reading import MAX_BYTES, Reading, Row, WorkbookRefused, read_workbook
from huadu_perf.lib.workbooks.writing import write_workbook

NOTES = "填写说明"


class FileRefused(Exception):
    """The file cannot be taken; `faults` say every reason in Chinese, with its place."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def to_json(system: IndexSystemFacts) -> bytes:
    """The interchange file, as those in evaluations/reference."""
    return (json.dumps(system.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n").encode()


def to_workbook(system: IndexSystemFacts) -> bytes:
    """The workbook that a finance clerk edits."""
    rules = system.rules.model_dump() | {"execution_caps": system.rules.execution_caps}
    rules |= {"word_limits": system.rules.word_limits}
    for each in system.rules.qualitative:
        rules |= {
            f"{each.attainment.value}_lowest": each.lowest,
            f"{each.attainment.value}_highest": each.highest,
        }
    nodes = map(node_row, _in_order(system))
    rows = ((BASICS, [system]), (NODES, nodes), (GRADES, system.bands), (RULES, [rules]))
    return write_workbook(rows, (NOTES, instructions()))


def _in_order(system: IndexSystemFacts, parent: UUID | None = None) -> Iterator[IndexNode]:
    """Every node above those below it, as the sheet shows them."""
    for node in system.below(parent):
        yield node
        yield from _in_order(system, node.key)


@dataclass(frozen=True)
class Found:
    """An index system as a file states it, and where its rows stood when that was a workbook."""

    system: IndexSystemFacts
    reading: Reading | None = None

    def faults(self) -> list[str]:
        """What stands in the way of publishing, each fault with its place in the file."""
        faults = self.system.faults()
        return [str(_placed(fault, self.reading)) for fault in faults] if self.reading else faults


def from_file(name: str, content: bytes) -> Found:
    """An index system of a .json or .xlsx file. Raises FileRefused."""
    ending = name.rsplit(".", 1)[-1].lower()
    if ending not in ("json", "xlsx"):
        raise FileRefused(f"“{name}”的格式不能读取，只读 .xlsx 和 .json 文件")
    if len(content) > MAX_BYTES:
        raise FileRefused(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，不读取")
    return _from_json(content) if ending == "json" else _from_workbook(content)


def _from_json(content: bytes) -> Found:
    """The interchange file, checked."""
    try:
        stated = json.loads(content, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise FileRefused(f"不是有效的 JSON 文件（UTF-8）：{_not_json(error)}") from error
    return Found(_checked(stated))


def _not_json(error: Exception) -> str:
    """Where the text stops being JSON, and what to look at."""
    if isinstance(error, json.JSONDecodeError):
        return f"第 {error.lineno} 行第 {error.colno} 个字符处写法不对，检查前面的逗号、引号和括号"
    if isinstance(error, UnicodeDecodeError):
        return "文字编码不是 UTF-8，另存为 UTF-8 后再上传"
    return "括号嵌套太深" if isinstance(error, RecursionError) else str(error)


def _checked(stated: Any, reading: Reading | None = None) -> IndexSystemFacts:
    try:
        return IndexSystemFacts.model_validate(stated)
    except ValidationError as error:
        faults = located(error)
        raise FileRefused(
            *(str(_placed(fault, reading)) if reading else fault for fault in faults)
        ) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    doubled = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
    if doubled:
        raise ValueError(f"“{'、'.join(doubled)}”写了不止一次")
    return dict(pairs)


def _from_workbook(content: bytes) -> Found:
    """The workbook, checked: what cells cannot hold, then what together makes no index system."""
    try:
        reading = read_workbook(content, SHEETS)
    except WorkbookRefused as error:
        raise FileRefused(str(error)) from error
    nodes = _nodes(reading)
    if reading.problems:
        raise FileRefused(*map(str, reading.problems))
    definition = _stated(_only(reading, BASICS)) | {
        "bands": [dict(row.values) for row in reading.rows[GRADES.title]],
        "rules": _rules(_only(reading, RULES)),
        "nodes": nodes,
    }
    return Found(_checked(definition, reading), reading)


def _only(reading: Reading, sheet: Any) -> Row:
    return reading.rows[sheet.title][0]


def _stated(row: Row) -> dict[str, Any]:
    """What was filled in; the rest keeps its default."""
    return {name: value for name, value in row.values.items() if value is not None and value != ()}


def _rules(row: Row) -> dict[str, Any]:
    rules = _stated(row)
    rules["qualitative"] = [
        {"attainment": grade.value}
        | {end: rules.pop(f"{grade.value}_{end}") for end in ("lowest", "highest")}
        for grade in Attainment
    ]
    return rules


def _nodes(reading: Reading) -> list[dict[str, Any]]:
    """The rows of indicators as nodes: the level by the column of the name, the parent by the rows above."""
    code = next((row.values.get("code") for row in reading.rows.get(BASICS.title, [])), None)
    nodes: list[dict[str, Any]] = []
    path: list[tuple[str, UUID]] = []
    seen: dict[UUID, int] = {}
    for row in reading.rows.get(NODES.title, []):
        level, name = _named(row, reading)
        if level == 0:
            continue
        if level > len(path) + 1:
            _complain(reading, row, LEVELS[level - 1], f"上面缺少它的上级（{level - 1} 级指标）", name)
            continue
        path = path[: level - 1]
        key = _key(row, reading, node_key(code or "", *(above for above, _ in path), name))
        if key in seen:
            again = "编号" if row.values.get("key") else "名称"
            told = f"{again}与第 {seen[key]} 行重复；复制出来的行，请清空编号并改名"
            _complain(reading, row, "key", told, name)
        seen[key] = row.number
        nodes.append(
            {name: value for name, value in _stated(row).items() if name not in LEVELS}
            | {"key": key, "level": level, "parent": path[-1][1] if path else None, "name": name}
        )
        path.append((name, key))
    return nodes


def _named(row: Row, reading: Reading) -> tuple[int, str]:
    """Level and name of a row; level 0 where it has none or more than one."""
    named = [
        (level, name) for level, column in enumerate(LEVELS, start=1) if (name := row.values.get(column))
    ]
    if len(named) == 1:
        return named[0]
    words = "名称只能写在一级、二级、三级指标中的一列" if named else "没有写指标名称"
    _complain(reading, row, LEVELS[0], words, "、".join(name for _, name in named))
    return 0, ""


def _key(row: Row, reading: Reading, otherwise: UUID) -> UUID:
    """The key of the row, or for a new one the key its place in the tree gives."""
    stated = row.values.get("key")
    try:
        return UUID(stated) if stated else otherwise
    except ValueError:
        _complain(reading, row, "key", "编号不对；新加的行请留空", stated or "")
        return otherwise


def _complain(reading: Reading, row: Row, column: str, message: str, value: str) -> None:
    reading.problems.append(
        Problem(NODES.title, row.cells.get(column, f"第 {row.number} 行"), message, value)
    )


_PATH = re.compile(r"(\w+)(?:\[(\d+)\])?(?:\.(\w+))?[^:]*: (.*)", re.DOTALL)


def _placed(fault: str, reading: Reading) -> Problem:
    """`nodes[3].points: …` at its cell of the sheet of indicators, `rules.… : …` at that of the rules."""
    found = _PATH.fullmatch(fault)
    part, number, name, sentence = found.groups() if found else ("", None, None, fault)
    sheet = {"nodes": NODES, "bands": GRADES, "rules": RULES}.get(part, BASICS)
    row = reading.rows[sheet.title][int(number or 0)] if reading.rows[sheet.title] else None
    cells = row.cells if row else {}
    if row and sheet is NODES and name == "name":
        name = next((level for level in LEVELS if row.values.get(level)), name)
    whole = f"第 {row.number} 行" if row and number else ""
    return Problem(sheet.title, cells.get(name or part, whole), sentence)
