"""填报手册 is derived: it has every hint, every rule in force and every step, and follows when the campaign changes."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.acting import acting
from evaluations.domain.check_settings import CheckSettings, Level
from evaluations.domain.checks import CHECKS, RULE_BY_CODE
from evaluations.domain.examples import EXAMPLES
from evaluations.domain.facts import CampaignFacts
from evaluations.domain.rules import ScoringRules, WordLimit
from evaluations.domain.sections import FORM_SECTIONS, SECTIONS
from evaluations.domain.terms import TERMS
from evaluations.domain.workflow import Route
from evaluations.models import Campaign
from reports.domain.document import Report
from reports.domain.handbook import Announced, handbook
from reports.views import files
from tests.factories import union_facts, with_base_data
from tests.reports.cases import body_of

CAMPAIGN = union_facts().campaign
ROUTE = Route(leader_signs=True, review_levels=1)


def made(campaign: CampaignFacts = CAMPAIGN, route: Route = ROUTE, contact: str = "") -> Report:
    return handbook(campaign, Announced("广州市花都区", date(2023, 2, 1), date(2023, 3, 15), route, contact))


def annex(report: Report, title: str) -> str:
    """Its cells, one line each."""
    (found,) = [each for each in report.annexes if each.title == title]
    rows = [row for sheet in found.sheets for table in sheet.tables for row in table.rows]
    return "\n".join(str(line) for row in rows for cell in row.cells for line in cell.lines)


def with_checks(**levels: Level) -> CampaignFacts:
    return CAMPAIGN.model_copy(update={"checks": CheckSettings(levels=levels)})


def test_it_announces_time_and_contact():
    report = made(contact="绩效评价股 黄某 020-1")
    assert "".join(report.title_lines) == "广州市花都区2022年度部门整体支出绩效自评填报手册"
    assert report.file_stem == "2022_广州市花都区_填报手册"
    assert "2023年2月1日至2023年3月15日" in body_of(report)
    assert "财政联系人：绩效评价股 黄某 020-1。" in body_of(report)
    assert "财政联系人" not in body_of(made())
    noticed = CAMPAIGN.model_copy(update={"notice": "花财绩〔2023〕1号"})
    assert "工作通知：花财绩〔2023〕1号。" in body_of(made(noticed))


def test_every_section_and_field_stands_there_with_the_words_of_its_form():
    template = with_base_data(CAMPAIGN.template)
    report = made(CAMPAIGN.model_copy(update={"template": template}))
    fields = annex(report, "各栏目填写要求")
    assert all(
        f"{section.number}. {section.title}：{section.lead}" in body_of(report) for section in SECTIONS
    )
    for section in FORM_SECTIONS:
        for field in (*section.fields, *(field for each in section.rowsets for field in each.fields)):
            assert field.given or f"{field.hint}" in fields, field.hint
    assert "重点工作任务（至少1项）" in fields
    assert "厉行节约保障措施" in fields and "厉行节约保障措施" not in annex(made(), "各栏目填写要求")
    assert RULE_BY_CODE["B7"].help in fields


def test_what_the_system_sets_is_not_asked_for():
    lines = annex(made(), "各栏目填写要求").splitlines()
    assert {"级别", "上级指标", "上年提出的措施"} & set(lines) == set()
    assert lines.count("项目") == 0, "the line of the budget table, the project of an indicator"


def test_limits_are_those_of_the_form():
    limited = ScoringRules(word_limits=(WordLimit(field="narrative", limit=200),))
    report = made(CAMPAIGN.model_copy(update={"rules": limited}))
    lines = annex(report, "各栏目填写要求").splitlines()
    assert lines[lines.index("综合评价") + 2] == "200字"
    lines = annex(made(), "各栏目填写要求").splitlines()
    assert lines[lines.index("综合评价") + 2] == "3000字"


def test_rules_stand_at_their_level_in_this_campaign():
    (rules,) = [
        each for each in made(with_checks(A1=Level.OFF, B1=Level.HINT)).annexes if each.title == "校验规则"
    ]
    tables = {table.caption: str(table.rows) for table in rules.sheets[0].tables}
    assert RULE_BY_CODE["B1"].help in tables["提示：供参考"]
    assert "A1 得分不超过分值" in tables["停用"]
    assert all(RULE_BY_CODE["A1"].help not in rows for name, rows in tables.items() if name != "停用")
    assert "50.0%" in tables["界限"]
    told = annex(made(), "校验规则")
    assert all(rule.help in told and rule.source in told for rule in CHECKS)


def test_steps_are_those_of_the_route():
    steps = body_of(made())
    assert (
        "2. 送负责人审签：“填报中”、“已退回”时由填报人办理，没有未处理的校验问题，之后为“待负责人审签”。"
        in steps
    )
    assert "退回修改：“已报送”时由财政审核人或财政绩效管理员办理，写明意见，之后为“已退回”。" in steps
    assert "申请退回修改：“已报送”时由填报人或部门负责人办理，写明意见，之后为“已报送”。" in steps
    assert "转下一级" not in steps
    straight = body_of(made(route=Route(leader_signs=False, review_levels=2)))
    assert "送负责人审签：" not in straight and "审签并报送" not in straight
    assert "报送财政：“填报中”" in straight
    assert "审核通过：“已报送”时由财政绩效管理员办理" in straight, "终审"


def test_examples_and_terms_are_printed():
    report = made(CAMPAIGN.model_copy(update={"template": with_base_data(CAMPAIGN.template)}))
    assert all(text in annex(report, "填写示例") for text in EXAMPLES.values())
    assert all(term.text in annex(report, "术语") for group in TERMS for term in group.terms)


@pytest.mark.django_db
def test_page_and_pdf_follow_the_campaign(client_of: Callable[[str], Client], campaign: Campaign, tmp_path):
    client = client_of("zhengxie")
    url = reverse("reports:handbook", args=[campaign.pk])
    page = client.get(url).content.decode()
    assert "财政联系人：绩效评价股 黄嘉宁 020-10862022。" in page
    with acting("tests"):
        campaign.contact_phone, campaign.check_settings = "020-10000009", {"levels": {"A1": "off"}}
        campaign.save()
    page = client.get(url).content.decode()
    assert "020-10000009" in page and "本任务停用的规则" in page
    answer = client.get(reverse("reports:handbook_pdf", args=[campaign.pk]))
    assert answer["Content-Type"] == "application/pdf"
    (tmp_path / "book.pdf").write_bytes(answer.content)
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "book.pdf").pages)
    assert "020-10000009" in text and "附件4" in text


@pytest.mark.django_db
def test_without_a_pdf_there_is_a_page_that_says_so(
    client_of: Callable[[str], Client], campaign: Campaign, monkeypatch: pytest.MonkeyPatch
):
    def refuse(html: str) -> bytes:
        raise files.RenderingFailed("没有生成 PDF：读不到字体。")

    monkeypatch.setattr(files, "to_pdf", refuse)
    answer = client_of("zhengxie").get(reverse("reports:handbook_pdf", args=[campaign.pk]))
    assert (answer.status_code, "读不到字体" in answer.content.decode()) == (500, True)
    assert "返回报告预览" not in answer.content.decode()
