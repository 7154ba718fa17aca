"""上年改进措施落实情况 in the report: an annex as soon as there is something to answer."""

from evaluations.domain.facts import EvaluationFacts, LastMeasure
from evaluations.domain.report_template import Annex, AnnexFacts
from reports.domain.annexes.last_measures import TITLE
from reports.domain.assembly import build_report
from reports.domain.document import Report
from tests.factories import key, union_facts

ROWS = (
    LastMeasure(key=key("甲"), text="建立按月通报制度", problem="支出进度偏慢", answer="done"),
    LastMeasure(key=key("乙"), text="清理往来款", problem="结转偏多", answer="not_done", note="对方单位合并，下年办理。"),
    LastMeasure(key=key("丙"), text="修订采购办法"),
)  # fmt: skip


def report(facts: EvaluationFacts, with_explanations: bool = False) -> Report:
    return build_report(facts, is_draft=False, round=1, with_explanations=with_explanations)


def titles(made: Report) -> list[str]:
    return [annex.title for annex in made.annexes]


def test_it_comes_with_the_first_answer_and_before_the_explanations():
    assert TITLE not in titles(report(union_facts()))
    made = report(union_facts(last_measures=ROWS), with_explanations=True)
    assert titles(made)[-2:] == [TITLE, "说明事项"]
    assert made.annexes[-2].mark == f"附件{len(made.annexes) - 1}"


def test_a_template_may_list_it_anywhere_and_then_says_that_there_is_nothing():
    facts = union_facts()
    annexes = (AnnexFacts(kind=Annex.LAST_MEASURES, title="整改落实表"), *facts.campaign.template.annexes)
    template = facts.campaign.template.model_copy(update={"annexes": annexes})
    facts = facts.model_copy(update={"campaign": facts.campaign.model_copy(update={"template": template})})
    assert titles(report(facts.model_copy(update={"last_measures": ROWS})))[0] == "整改落实表"
    assert TITLE not in titles(report(facts.model_copy(update={"last_measures": ROWS})))
    (sheet,) = report(facts).annexes[0].sheets
    assert "没有需要落实的改进措施" in str(sheet.above[0])


def test_every_measure_has_its_line_and_what_is_missing_is_seen():
    (sheet,) = report(union_facts(last_measures=ROWS)).annexes[-1].sheets
    (table,) = sheet.tables
    assert table.caption == "上年提出改进措施3条：已完成1条，未完成1条"
    said = [["".join(map(str, cell.lines)) for cell in row.cells] for row in table.rows]
    assert said[0][:4] == ["1", "支出进度偏慢", "建立按月通报制度", "已完成"]
    assert said[1][1:] == ["结转偏多", "清理往来款", "未完成", "对方单位合并，下年办理。"]
    assert [cell.lines[0].has_gaps for cell in table.rows[2].cells] == [False, False, False, True, True]
    assert [cell.lines[0].has_gaps for cell in table.rows[0].cells] == [False] * 5
