"""Reading workbooks of people against bare openpyxl reading the same file by rows, and the whole way of an upload."""

from collections.abc import Iterator
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from openpyxl import Workbook, load_workbook

from benches import Row, bench, median_seconds
from evaluations.domain.asked import asked_sections
from evaluations.domain.facts import EvaluationFacts
from evaluations.exchange.filling import to_workbook
from evaluations.forms.workbook_preview import Preview
from huadu_perf.lib.workbooks.columns import Column, Kind, Sheet
from huadu_perf.lib.workbooks.reading import open_cells, read_workbook
from tests.factories import large_facts, union_facts

ROWS, GOAL, GOAL_SECONDS = 5000, 2.0, 2.0
COLUMNS = tuple(
    Column(f"列{number}", f"c{number}", Kind.NUMBER if number % 2 else Kind.TEXT) for number in range(15)
)


def _large() -> bytes:
    """5,000 rows of texts and numbers."""
    book = Workbook(write_only=True)
    page = book.create_sheet("明细")
    page.append([column.header for column in COLUMNS])
    for row in range(ROWS):
        page.append([row * 100 + number if number % 2 else f"第 {row} 行的文字" for number in range(15)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _bare(content: bytes) -> int:
    """What openpyxl does by itself: every value of every row."""
    book = load_workbook(BytesIO(content), read_only=True)
    return sum(1 for row in book["明细"].iter_rows(values_only=True) for _ in row)


def _checked(facts: EvaluationFacts) -> tuple[float, int]:
    """Seconds from the file to the list of what is wrong or changed, and how many those are."""
    sections = asked_sections(facts)
    evaluation: Any = SimpleNamespace(
        pk=1, department=SimpleNamespace(code=facts.department.code, name=facts.department.name),
        campaign=SimpleNamespace(year=facts.campaign.year),
    )  # fmt: skip
    content = to_workbook(facts, sections, {section.key: 1 for section in sections}, 1)
    found: list[int] = []

    def check() -> None:
        preview = Preview(open_cells(content), evaluation, facts, erase=False)
        found.append(len(preview.problems) + len(preview.changes))

    return median_seconds(check, 3), found[0]


@bench
def workbooks() -> Iterator[Row]:
    """Reading 5,000 rows; and an upload from the file to its comparison, of the demo and of a large evaluation."""
    content = _large()
    bare = median_seconds(lambda: _bare(content), 3)
    ours = median_seconds(lambda: read_workbook(content, [Sheet("明细", COLUMNS)]), 3)
    yield Row(
        f"读入 {ROWS} 行的工作簿", f"{ours:.2f} 秒", f"openpyxl 只读的 {ours / bare:.2f} 倍", f"≤ {GOAL:g} 倍",
        ours / bare <= GOAL,
    )  # fmt: skip
    taken, _ = _checked(union_facts())
    yield Row(
        "上传填报工作簿到对照（约 60 行）",
        f"{taken:.2f} 秒",
        "",
        f"≤ {GOAL_SECONDS:g} 秒",
        taken <= GOAL_SECONDS,
    )
    taken, _ = _checked(large_facts(200, 50))
    yield Row("同上，200 个指标、50 个项目", f"{taken:.2f} 秒")
