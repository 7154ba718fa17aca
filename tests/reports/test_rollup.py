"""区级汇总: every figure of it follows from what the departments filed, and it comes out as page, PDF, Word and Excel."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.acting import acting
from accounts.models import Department
from evaluations.actions.campaigns import create_campaign
from evaluations.domain.facts import EvaluationFacts
from evaluations.enums import Status
from evaluations.models import Campaign, SelfEvaluation
from reports.domain.document import Report
from reports.domain.rollup import Counted, Entry, rollup
from reports.queries import issued_for
from tests.factories import key, union_facts
from tests.reports.cases import body_of, column_widths

GRADES = ("优", "良", "中", "差")
UNION = union_facts()


def halved() -> EvaluationFacts:
    """The union's facts with half of everything spent, and no measures."""
    lines = tuple(
        line.model_copy(update={"executed_amount": line.executed_amount / 2})
        if isinstance(line.executed_amount, Decimal)
        else line
        for line in UNION.budget_lines
    )
    return UNION.model_copy(update={"budget_lines": lines, "measures": ()})


def entry(name: str, official: int | None = 96, **changes: object) -> Entry:
    given = {
        "status": Status.APPROVED, "facts": UNION, "own": Decimal(96), "official": None if official is None else Decimal(official), "grade": "优",
    }  # fmt: skip
    return Entry(name, **(given | changes))  # type: ignore[arg-type]


def made(*entries: Entry, unopened: tuple[str, ...] = ()) -> Report:
    return rollup(Counted("广州市花都区", 2022, date(2023, 4, 1), GRADES, entries, unopened))


def cells(report: Report, annex: int, table: int = 0) -> list[list[str]]:
    """The words of a table, row by row."""
    rows = report.annexes[annex].sheets[0].tables[table].rows
    return [["".join(map(str, cell.lines)) for cell in row.cells] for row in rows]


def test_who_has_filed_and_who_has_not():
    report = made(
        entry("甲局"),
        entry("乙局", status=Status.SUBMITTED),
        Entry("丙局", Status.RETURNED),
        Entry("丁局", Status.DRAFT, is_late=True),
        unopened=("戊局",),
    )
    assert body_of(report).splitlines()[:5] == [
        "2022年度应开展部门整体支出绩效自评的部门5个。截至2023年4月1日，已报送2个，其中审核通过1个、待审核1个；未报送3个。",
        "已退回、尚未重新报送的部门1个：丙局。",
        "正在填报或内部审签的部门1个：丁局。",
        "已过截止日期仍未报送的部门1个：丁局。",
        "尚未开启自评的部门1个：戊局。",
    ]
    assert [row[1:4] for row in cells(report, 0)[:-1]] == [
        ["甲局", "审核通过", "1,057.63"],
        ["乙局", "待审核", "1,057.63"],
        ["丙局", "已退回单位", "—"],
        ["丁局", "单位填报中（逾期）", "—"],
    ]


def test_money_scores_and_grades_are_added_up():
    report = made(entry("甲局"), entry("乙局", 85, facts=halved(), grade="良"), Entry("丙局", Status.DRAFT))
    text = body_of(report)
    assert "预算数合计2,115.26万元，执行数合计1,586.45万元，执行率75.0%。" in text
    assert "执行率最高的是甲局（100.0%），最低的是乙局（50.0%）。" in text
    assert "平均90.5分，中位数90.5分；最高96分（甲局），最低85分（乙局）。" in text
    assert "按等级：“优”1个、“良”1个、“中”0个、“差”0个。" in text
    assert "财政核查后得分与自评不同的部门1个：乙局由96分核定为85分。" in text
    assert cells(report, 0)[-1] == [
        "已报送部门合计", "2,115.26", "1,586.45", "75.0%", "—", "平均90.5", "—", "8", "2",
    ]  # fmt: skip
    assert cells(report, 0, 1)[0] == ["优", "1", "50.0%"]


def test_every_column_has_a_width_of_the_style_sheet():
    widths = column_widths()
    for annex in made(entry("甲局")).annexes:
        for table in annex.sheets[0].tables:
            assert sum(table.widths) == 100 and set(table.widths) <= widths, table.label


def test_lost_points_are_those_of_the_indicators():
    report = made(entry("甲局"), entry("乙局"))
    rows = cells(report, 1)
    assert sum(Decimal(row[4]) for row in rows) == 8, "both lost 4 of 100"
    rates = [Decimal(row[5].rstrip("%")) for row in rows]
    assert rates == sorted(rates, reverse=True)
    assert f"“{rows[0][0]}”扣{rows[0][4]}分，占其分值的{rows[0][5]}，涉及2个部门" in body_of(report)
    full = UNION.model_copy(
        update={
            "indicators": tuple(row.model_copy(update={"self_score": row.points}) for row in UNION.indicators)
        }
    )
    assert "各部门都没有扣分。" in body_of(made(entry("甲局", 100, facts=full)))


def test_problems_stand_beside_the_measures_that_answer_them():
    report = made(entry("甲局"), entry("乙局", facts=halved()))
    rows = cells(report, 2)
    assert [row[0] for row in rows] == ["甲局"] * 4 + ["乙局"] * 4
    answered = [measure.text for measure in UNION.measures if UNION.problems[0].key in measure.problems]
    assert all(text in rows[0][2] for text in answered) and answered
    assert rows[4][2] == "—"
    assert "共提出主要问题8个、改进措施2条，见附件3。" in body_of(report)
    assert body_of(report).endswith("有的问题没有对应的改进措施的部门1个：乙局。")


def test_a_measure_without_a_problem_is_not_lost():
    loose = UNION.measures[0].model_copy(
        update={"key": key("另一条"), "text": "另行建立台账。", "problems": ()}
    )
    facts = UNION.model_copy(update={"measures": (*UNION.measures, loose)})
    rows = cells(made(entry("甲局", facts=facts)), 2)
    assert rows[-1] == ["甲局", "—", "另行建立台账。"]
    assert len(rows) == len(UNION.problems) + 1


def test_shares_are_of_all_that_filed():
    report = made(entry("甲局"), entry("乙局", None, own=None, grade=""))
    assert cells(report, 0, 1)[0] == ["优", "1", "50.0%"]


def test_the_same_best_or_worst_are_named_together():
    text = body_of(made(entry("甲局"), entry("乙局"), entry("丙局", 85, facts=halved(), grade="良")))
    assert "最高96分（甲局、乙局），最低85分（丙局）。" in text
    assert "执行率最高的是甲局、乙局（100.0%），最低的是丙局（50.0%）。" in text
    text = body_of(made(entry("甲局"), entry("乙局")))
    assert "已报送部门得分均为96分。" in text and "执行率均为100.0%。" in text
    assert "最高" not in text and "最低" not in text


def test_what_is_under_review_is_said_to_count_with_its_own_score():
    words = "其中尚未审核通过的1个部门按自评得分计算。"
    assert words in body_of(made(entry("甲局"), entry("乙局", status=Status.SUBMITTED)))
    assert "按自评得分计算" not in body_of(made(entry("甲局"), entry("乙局")))


def test_few_losses_are_not_called_high():
    text = body_of(made(entry("甲局")))
    assert "按各部门自评得分，扣分的二级指标：" in text and "扣分率较高" not in text


def test_nothing_filed_is_no_fault():
    report = made(Entry("甲局", Status.DRAFT), unopened=("乙局",))
    assert [chapter.heading for chapter in report.chapters] == ["一、报送情况"]
    assert [annex.mark for annex in report.annexes] == ["附件"]
    assert [row[1:3] for row in cells(report, 0)] == [["甲局", "单位填报中"]]


def test_one_filing_has_no_mean():
    text = body_of(made(entry("甲局")))
    assert "甲局得96分。" in text and "平均" not in text and "执行率最高" not in text


@pytest.mark.django_db
def test_page_and_files_say_the_same(client_of: Callable[[str], Client], campaign: Campaign):
    with acting("tests"):
        Department.objects.create(
            region=campaign.region, code="990001", name="花都区新设局", files_report=True
        )
    client = client_of("caizheng")
    page = client.get(reverse("reports:rollup", args=[campaign.pk])).content.decode()
    assert "已报送1个，其中审核通过1个、待审核0个；未报送3个" in page
    assert "尚未开启自评的部门1个：花都区新设局" in page
    assert "执行数合计1,057.63万元" in page.replace("\u2060", "").replace("\u202f", "")
    made = {
        kind: client.get(reverse(f"reports:rollup_{kind}", args=[campaign.pk]))
        for kind in ("pdf", "docx", "xlsx")
    }
    for kind, answer in made.items():
        assert f".{kind}" in answer["Content-Disposition"]
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made["pdf"].content)).pages)
    assert "花都区总工会" in text and "附件3" in text
    words = "\n".join(line.text for line in Document(io.BytesIO(made["docx"].content)).paragraphs)
    assert "尚未开启自评的部门1个：花都区新设局。" in words
    book = load_workbook(io.BytesIO(made["xlsx"].content))
    numbers = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert 1057.63 in numbers, "money stays a number"


@pytest.mark.django_db
def test_it_is_offered_to_whom_it_is_open(client_of: Callable[[str], Client], campaign: Campaign):
    url = f'href="{reverse("reports:rollup", args=[campaign.pk])}"'
    assert url in client_of("caizheng").get(f"/campaigns/{campaign.pk}/").content.decode()
    assert url in client_of("shenji").get("/").content.decode()
    assert url not in client_of("shenhe").get("/").content.decode()
    page = client_of("shenji").get(reverse("reports:rollup", args=[campaign.pk])).content.decode()
    assert f'href="/campaigns/{campaign.pk}/"' not in page


@pytest.mark.django_db
def test_the_issued_reports_come_whole_in_one_file(
    client_of: Callable[[str], Client], approved: SelfEvaluation
):
    issued = issued_for(approved)
    assert issued is not None
    url = reverse("reports:reports_zip", args=[approved.campaign_id])
    rows = listed(package := bundle(client_of("shenji").get(url)))
    assert len(rows) == 2, "a head and a report: a list to be read, not a form with spare rows"
    assert rows[1][1:] == [
        approved.department.name, approved.department.code, "1", rows[1][4],
        f"{approved.department.code}_{issued.file_name}", str(issued.size), issued.sha256,
    ]  # fmt: skip
    assert sha256(package.read(rows[1][5])).hexdigest() == issued.sha256
    page = client_of("shenji").get(reverse("reports:rollup", args=[approved.campaign_id])).content.decode()
    assert f'href="{url}">下载签发的报告（1 份）' in page


@pytest.mark.django_db
def test_a_damaged_report_is_named_in_the_list(client_of: Callable[[str], Client], approved: SelfEvaluation):
    issued = issued_for(approved)
    assert issued is not None
    path = Path(issued.file.path)
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[:-1])
        package = bundle(
            client_of("caizheng").get(reverse("reports:reports_zip", args=[approved.campaign_id]))
        )
    finally:
        path.write_bytes(whole)
    assert package.namelist() == ["签发报告目录.xlsx"]
    assert listed(package)[1][5].startswith("没有取出：")


@pytest.mark.django_db
def test_without_an_issued_report_there_is_no_package(client_of: Callable[[str], Client], campaign: Campaign):
    later = create_campaign(campaign=copied(campaign, year=2023, name="下一年"), by="tests")
    client = client_of("caizheng")
    assert "下载签发的报告" not in client.get(reverse("reports:rollup", args=[later.pk])).content.decode()
    answer = client.get(reverse("reports:reports_zip", args=[later.pk]))
    assert (answer.status_code, "还没有签发的报告" in answer.content.decode()) == (409, True)


def copied(campaign: Campaign, **changes: object) -> Campaign:
    kept = ("region", "index_system", "report_template", "opens_on", "due_on")
    return Campaign(**{name: getattr(campaign, name) for name in kept} | changes)


def bundle(answer: Any) -> zipfile.ZipFile:
    assert answer["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def listed(package: zipfile.ZipFile) -> list[list[str]]:
    """The list in the package as words."""
    sheet = load_workbook(io.BytesIO(package.read("签发报告目录.xlsx"))).active
    return [[str(cell.value) for cell in row] for row in sheet.iter_rows()]
