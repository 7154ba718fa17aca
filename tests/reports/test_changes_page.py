"""The page 版本对比 and its PDF: what each person sees first, what is hidden, what it costs."""

import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from evaluations.actions.review import add_remark, answer_remark, explain_finding
from evaluations.actions.sections import save_section
from evaluations.actions.workflow import take_step
from evaluations.demo.seeding import seed_year_before
from evaluations.domain.sections import SECTION_BY_KEY, SectionData, section_data
from evaluations.enums import Action
from evaluations.judgement import judge
from evaluations.models import AnswerKind, SelfEvaluation
from evaluations.queries import load_facts, section_states
from reports.rendering import RenderingFailed
from reports.views import files as views
from tests.factories import file_before, rights, union_facts

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]


def save(
    evaluation: SelfEvaluation, person: User, section: str, change: Callable[[SectionData], None]
) -> None:
    """Saves one section with a change made to it."""
    data = section_data(SECTION_BY_KEY[section], load_facts(evaluation))
    change(data)
    save_section(
        evaluation=evaluation, section=SECTION_BY_KEY[section], data=data,
        version=section_states(evaluation)[section].version, complete=True, by=person,
    )  # fmt: skip


def mend(evaluation: SelfEvaluation, people: dict[str, User]) -> None:
    """残联 mends what two of three remarks ask, answers all, and submits again."""

    def amounts(data: SectionData) -> None:
        data.rows["projects"][0]["executed_amount"] = Decimal("3162200.00")

    def narrative(data: SectionData) -> None:
        data.fields["narrative"] += "对超编人员的安置另行安排。"

    save(evaluation, people["canlian"], "projects", amounts)
    save(evaluation, people["canlian"], "conclusion", narrative)
    for remark in evaluation.remarks.all():
        answer_remark(
            evaluation=evaluation, key=remark.key, by=people["canlian"],
            kind=AnswerKind.CHANGED if "projects/" in remark.place else AnswerKind.KEPT,
            answer="已按明细账改正。" if "projects/" in remark.place else "数据无误，附说明。",
        )  # fmt: skip


def page(client: Client, evaluation: SelfEvaluation, **query: str) -> str:
    """The page as text."""
    response = client.get(reverse("reports:changes", args=[evaluation.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


def labels(html: str) -> list[str]:
    """What items are listed."""
    return re.findall(r'<span class="change-name">(.*?)</span>', html)


def test_the_department_sees_what_it_changed_since_the_return(
    client_of: ClientOf, returned: SelfEvaluation, people: dict[str, User]
) -> None:
    mend(returned, people)
    html = page(client_of("canlian"), returned)
    assert "退回后改动" in html
    assert '<option value="r1" selected>' in html
    assert '<option value="now" selected>' in html
    project = load_facts(returned).projects[0].name
    assert {project, "综合评价"} <= set(labels(html))
    assert len(labels(html)) == 4, "three remarks, one of them at a changed item, and one item changed beside"
    assert "<ins>对超编人员的安置另行安排。</ins>" in html
    assert "316.22" in html
    assert "已按明细账改正。" in html


def test_filters_choose_items(client_of: ClientOf, returned: SelfEvaluation, people: dict[str, User]) -> None:
    mend(returned, people)
    client = client_of("canlian")
    counts = [len(labels(page(client, returned, show=show))) for show in ("remarked", "changed", "all")]
    assert counts[:2] == [3, 2]
    assert counts[2] > 60


def test_two_versions_alike_say_so(client_of: ClientOf, returned: SelfEvaluation) -> None:
    html = page(client_of("canlian"), returned, show="changed")
    assert "两个版本在所选范围内没有不同" in html


def test_one_version_alone_is_said(client_of: ClientOf, draft: SelfEvaluation) -> None:
    assert "没有可以对比的版本" in page(client_of("zhengxie"), draft)
    url = reverse("reports:changes_pdf", args=[draft.pk])
    assert client_of("zhengxie").get(url).status_code == 404


@pytest.mark.parametrize("query", [{"from": "r9"}, {"to": "x"}, {"show": "x"}, {"from": ""}])
def test_what_is_not_there_is_not_found(
    client_of: ClientOf, returned: SelfEvaluation, query: dict[str, str]
) -> None:
    url = reverse("reports:changes", args=[returned.pk])
    assert client_of("canlian").get(url, query).status_code == 404


def test_two_years_stand_side_by_side_with_their_charts(
    client_of: ClientOf, approved: SelfEvaluation, people: dict[str, User]
) -> None:
    seed_year_before(people, 2021)
    html = page(client_of("gonghui"), approved, show="all")
    assert '<option value="last-year" selected>2021年（' in html
    assert "增加 45.57 万元（4.5%）" in html
    assert html.count("<svg viewBox") == 3


def test_unsent_remarks_do_not_show(
    client_of: ClientOf, returned: SelfEvaluation, people: dict[str, User]
) -> None:
    mend(returned, people)
    for finding in judge(returned, section_states(returned)).findings:
        explain_finding(evaluation=returned, finding=finding, text="已核对。", by=people["canlian"])
    for action, name in ((Action.SEND_TO_LEADER, "canlian"), (Action.SIGN, "canlian-fzr")):
        assert (
            take_step(evaluation=returned, action=action, rights=rights(people[name]), comment="同意") == ()
        )
    add_remark(
        evaluation=returned, place="profile///nature", place_label="部门性质", text="还没有发出的话。", by=people["shenhe"]
    )  # fmt: skip
    for name in ("canlian", "shenhe"):
        for first in ("r1", "r2"):
            assert "还没有发出的话" not in page(client_of(name), returned, **{"from": first, "to": "r2"})
    html = page(client_of("shenhe"), returned)
    assert '<option value="r2" selected>' in html
    assert "审核意见 <b" in html


def test_the_pages_lead_there(client_of: ClientOf, returned: SelfEvaluation) -> None:
    url = reverse("reports:changes", args=[returned.pk])
    for name in ("evaluations:detail", "evaluations:review", "reports:preview"):
        html = client_of("shenhe").get(reverse(name, args=[returned.pk])).content.decode()
        assert f'href="{url}"' in html, name


def test_the_pdf_is_the_same_comparison(
    client_of: ClientOf, returned: SelfEvaluation, people: dict[str, User]
) -> None:
    mend(returned, people)
    response = client_of("canlian").get(reverse("reports:changes_pdf", args=[returned.pk]))
    assert unquote(response["Content-Disposition"]).endswith("2022_花都区残联_版本对比_第1轮至当前填报.pdf")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages]
    text = "".join("".join(page.split()) for page in pages)
    for words in (
        "改动明细",
        "审核意见与改动对照",
        "316.92",
        "316.22",
        "减少0.70万元（0.2%）",
        "对超编人员的安置另行安排。",
        "已按明细账改正。",
        "草稿",
    ):
        assert words in text, words


def test_a_failure_is_a_page(client_of: ClientOf, returned: SelfEvaluation, monkeypatch: Any) -> None:
    def fail(html: str) -> bytes:
        raise RenderingFailed("没有生成 PDF：缺少字体。")

    monkeypatch.setattr(views, "to_pdf", fail)
    response = client_of("canlian").get(reverse("reports:changes_pdf", args=[returned.pk]))
    assert response.status_code == 500
    assert "没有生成 PDF：缺少字体。" in response.content.decode()


def test_queries_do_not_grow_with_what_is_compared(
    client_of: ClientOf, returned: SelfEvaluation, people: dict[str, User]
) -> None:
    client = client_of("shenhe")
    page(client, returned)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(client, returned)
    mend(returned, people)
    page(client, returned)
    with CaptureQueriesContext(connection) as many:
        page(client, returned, show="all")
    assert len(many) == len(few) <= 14


def test_remarks_of_this_year_do_not_stand_beside_last_years_filing(
    client_of: ClientOf, returned: SelfEvaluation, people: dict[str, User]
) -> None:
    file_before(returned.campaign, returned.department, union_facts(), people["gonghui"])
    response = client_of("canlian").get(
        reverse("reports:changes", args=[returned.pk]), {"from": "last-year", "to": "now"}
    )
    assert response.context["choice"].show == "changed"
    assert response.context["shown"].remarks == ()
