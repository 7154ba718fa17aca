"""说明事项: what the checker asked and the department said, as an annex that is printed when it is asked for."""

from evaluations.domain.facts import Explanation
from reports.domain.annexes.explanations import TITLE, sheets
from reports.domain.assembly import build_report
from tests.factories import union_facts

PLACE = f"problems/problems/{union_facts().problems[0].key}/text"
FACTS = union_facts(
    explanations=(
        Explanation(
            finding="B7@profile///serving_count", message="在职 11 人，超过编制 10 人", text="借调一人。"
        ),
        Explanation(finding=f"D3@{PLACE}", text="由上级统一安排。"),
        Explanation(finding="X1@nowhere", text="旧规则的说明。"),
    )
)


def words() -> list[list[str]]:
    (sheet,) = sheets(FACTS, None)
    (table,) = sheet.tables
    return [["".join(str(line) for line in cell.lines) for cell in row.cells] for row in table.rows]


def test_each_explanation_with_its_place_and_question():
    assert words() == [
        ["1", "部门概况 · 在职人数", "在职11人，超过编制10人", "借调一人。"],
        ["2", "问题与改进措施 · 存在的主要问题第 1 个 · 问题", "问题有措施", "由上级统一安排。"],
        ["3", "—", "规则 X1", "旧规则的说明。"],
    ]


def test_nothing_explained_is_said_so():
    (sheet,) = sheets(union_facts(), None)
    assert (sheet.tables, [str(line) for line in sheet.above]) == ((), ["本次报送没有需要说明的事项。"])


def test_it_is_printed_when_asked_for_and_never_twice():
    def titles(**asked: bool) -> list[str]:
        return [annex.title for annex in build_report(FACTS, is_draft=False, round=1, **asked).annexes]

    assert TITLE not in titles()
    assert titles(with_explanations=True) == [*titles(), TITLE]
