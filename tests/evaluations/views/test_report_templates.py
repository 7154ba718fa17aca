"""The pages of report templates: list, text, editing, files out and in, publishing, copies, preview."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.acting import acting
from evaluations.actions.reference import copy_definition
from evaluations.actions.report_templates import load_report_template
from evaluations.domain.report_text import write_text
from evaluations.domain.report_text_reading import read_text
from evaluations.models import Campaign, ChangeLog, ReportTemplate
from huadu_perf.lib.stamps import content_stamp
from tests.evaluations.domain.test_report_text import WHOLE, changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client_of):
    return client_of("caizheng")


def stored(text: str = WHOLE, publish: bool = False) -> ReportTemplate:
    return load_report_template(facts=read_text(text), publish=publish, by="tests")[0]


def url(name: str, row: ReportTemplate) -> str:
    return reverse(f"evaluations:report_template{name}", args=[row.pk])


def words(response) -> str:
    """The text of a page, without its tags."""
    text = re.sub(r"<(style|script).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def save(manager, row: ReportTemplate, text: str, seen: str | None = None):
    stamp = content_stamp(row.definition) if seen is None else seen
    return manager.post(url("_edit", row), {"text": text, "seen": stamp})


def typed_on(response) -> str:
    """What stands in the textarea of the page."""
    return response.context["form"]["text"].value()


# ── the list and the text ────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_shows_state_and_source(manager):
    stored()
    page = words(manager.get(reverse("evaluations:report_templates")))
    assert (
        "广东县级部门整体支出绩效自评报告（封面、引言） guangdong-county 1 已发布 未核实 徐闻县乡镇" in page
    )
    assert "湖南表格式部门整体支出绩效评价自评报告" in page
    assert "模板 test 1 草稿 未核实" in page
    assert "报告模板" in words(manager.get(reverse("evaluations:campaigns")))


def test_the_page_shows_the_text_and_what_is_not_printed(manager):
    row = stored(changed("本节由", "<b>本节</b>由"))
    response = manager.get(url("", row))
    assert "[部门概况]\n&lt;b&gt;本节&lt;/b&gt;由固定文字" in response.content.decode()
    page = words(response)
    assert "草稿，可以发布" in page
    assert "报告不会印出：总体工作、重点任务、绩效目标" in page
    assert "修改" in page
    assert "发布</button>" not in manager.get(url("", stored(publish=True))).content.decode()


def test_a_stored_draft_with_faults_says_them_with_their_lines(manager):
    row = stored()
    facts = row.facts.model_copy(update={"title": "{部们}报告"})
    with acting("tests"):
        definition = facts.model_dump(mode="json")
        bad = ReportTemplate.objects.create(code="bad", version=1, name="坏", definition=definition)
    assert "发布前还要处理 第 6 行：不认识占位 {部们}" in words(manager.get(url("", bad)))
    answer = manager.post(url("_publish", bad), {"seen": content_stamp(bad.definition)})
    assert answer.status_code == 422
    assert "第 6 行：不认识占位 {部们}" in words(answer)
    assert not ReportTemplate.objects.get(code="bad").is_published


def test_a_new_version_is_compared_with_the_one_before(manager):
    row = stored(publish=True)
    answer = manager.post(url("_copy", row))
    draft = ReportTemplate.objects.get(code="test", version=2)
    assert answer["Location"] == url("_edit", draft)
    assert "文字相同" in words(manager.get(url("", draft)))
    save(manager, draft, write_text(draft.facts).replace("# 问题", "# 存在的问题"))
    page = words(manager.get(url("", draft)))
    assert "与前一版比较 前一版： 模板（第 1 版） 删 # 问题 增 # 存在的问题" in page


# ── editing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_edited_as_text(manager):
    row = stored()
    page = manager.get(url("_edit", row))
    assert typed_on(page) == WHOLE
    assert "结论.得分 经自评，{年度}年度部门整体支出绩效得分{得分}" in words(page)
    answer = save(manager, row, changed("# 问题", "# 存在的问题"))
    assert answer["Location"] == url("", row)
    row.refresh_from_db()
    assert row.facts.chapters[1].heading == "存在的问题"


def test_a_broken_text_is_refused_with_its_lines_and_stays_as_typed(manager):
    row = stored()
    text = changed("[存在问题]", "[问题]").replace("{执行率}", "{执行}") + "\n  最后一行  \n"
    answer = save(manager, row, text)
    assert answer.status_code == 422
    assert typed_on(answer) == text
    page = words(answer)
    for said in (
        "本页有 3 处需要修改",
        "第 23 行：不认识占位 {执行}",
        "第 28 行：不认识正文内容 [问题]",
        "第 36 行：句式每行写作",
    ):
        assert said in page
    assert ReportTemplate.objects.get(pk=row.pk).definition == row.definition


def test_others_changed_it_meanwhile(manager):
    row = stored()
    seen = content_stamp(row.definition)
    save(manager, row, changed("# 问题", "# 别人的标题"))
    answer = save(manager, row, changed("# 问题", "# 我的标题"), seen)
    assert answer.status_code == 409
    assert "# 我的标题" in typed_on(answer)
    assert "删 # 别人的标题 增 # 我的标题" in words(answer)
    row.refresh_from_db()
    assert row.facts.chapters[1].heading == "别人的标题"
    again = manager.post(url("_edit", row), {"text": typed_on(answer), "seen": answer.context["seen"]})
    row.refresh_from_db()
    assert (again.status_code, row.facts.chapters[1].heading) == (302, "我的标题")


def test_a_published_one_is_not_edited(manager):
    row = stored(publish=True)
    assert manager.get(url("_edit", row))["Location"] == url("", row)
    answer = save(manager, row, changed("# 问题", "# 改"))
    assert answer.status_code == 409
    assert "# 改" in typed_on(answer)
    assert ReportTemplate.objects.get(pk=row.pk).facts == read_text(WHOLE)


def test_a_draft_may_get_another_code_but_not_one_that_is_taken(manager):
    row = stored()
    assert save(manager, row, changed("代码：test", "代码：own")).status_code == 302
    row.refresh_from_db()
    assert (row.code, row.facts.code) == ("own", "own")
    answer = save(manager, row, changed("代码：test", "代码：hunan-form"))
    assert answer.status_code == 422
    assert "代码 hunan-form 的第 1 版已经有了，请改用别的代码或版本" in words(answer)


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────


def upload(manager, content: bytes, name: str = "模板.txt"):
    return manager.post(reverse("evaluations:report_templates"), {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_is_taken_and_brought_back(manager, encoding):
    row = ReportTemplate.objects.get(code="hunan-form")
    response = manager.get(url("_file", row))
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Cache-Control"] == "private, no-store"
    text = response.content.decode("utf-8-sig")
    answer = upload(manager, text.encode(encoding))
    draft = ReportTemplate.objects.get(code="hunan-form", version=2)
    assert (answer["Location"], draft.is_published) == (url("", draft), False)
    assert draft.facts == row.facts.model_copy(update={"version": 2})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (changed("[存在问题]", "[问题]").encode(), "第 28 行：不认识正文内容 [问题]"),
        (b"PK\x03\x04\x00\x00", "不是文本文件"),
        (b"x" * 210_000, "文件有 205 KB，最多 196 KB，不读取"),
        (b"", "选择的文件是空的"),
    ],
)
def test_a_broken_file_is_refused_whole(manager, content, said):
    since = ChangeLog.objects.count()
    answer = upload(manager, content)
    assert answer.status_code == 422
    assert said in words(answer)
    assert ChangeLog.objects.count() == since


# ── publishing, and campaigns ────────────────────────────────────────────────────────────────────────────────────


def test_what_was_seen_is_published_and_may_be_chosen(manager, campaign):
    row = stored()
    stale = manager.post(url("_publish", row), {"seen": "0"})
    assert "这份草稿被修改过，没有发布" in words(stale)
    assert "模板（第 1 版）" not in words(manager.get(reverse("evaluations:campaign_new")))
    manager.post(url("_publish", row), {"seen": content_stamp(row.definition)})
    page = words(manager.get(reverse("evaluations:campaign_new")))
    assert "模板（第 1 版） · 未核实" in page
    body = {
        "region": campaign.region_id, "year": 2023, "name": "新任务", "index_system": campaign.index_system_id,
        "report_template": row.pk, "notice": "《通知》（花财绩〔2024〕1号）", "opens_on": "2024-01-01",
        "due_on": "2024-03-01", "review_levels": "1",
    }  # fmt: skip
    manager.post(reverse("evaluations:campaign_new"), body)
    made = Campaign.objects.get(name="新任务")
    assert (made.report_template_id, made.notice) == (row.pk, "《通知》（花财绩〔2024〕1号）")


# ── preview ──────────────────────────────────────────────────────────────────────────────────────────────────────


def preview(row: ReportTemplate) -> str:
    return reverse("reports:template_preview", args=[row.pk])


def test_the_preview_shows_the_report_of_the_demo_or_of_an_evaluation(manager, returned):
    row = ReportTemplate.objects.get(code="guangdong-county")
    page = words(manager.get(preview(row)))
    assert "广州市花都区总工会2022年度 部门整体支出绩效自评报告" in page
    assert "一、单位基本情况" in page
    other = words(manager.get(preview(row) + f"?evaluation={returned.pk}"))
    assert "残疾人联合会" in other
    assert "第1轮审核意见（3条）" in other
    assert manager.get(preview(row) + "?evaluation=999999").status_code == 404


def test_typed_text_is_previewed_without_being_saved(manager):
    row = stored()
    before = ChangeLog.objects.count(), row.definition
    answer = manager.post(preview(row), {"text": changed("# 问题", "# 没有保存的标题")})
    page = words(answer)
    assert "二、没有保存的标题" in page
    assert "还没有保存" in page
    row.refresh_from_db()
    assert (ChangeLog.objects.count(), row.definition) == before


def test_a_broken_text_is_not_previewed_and_its_lines_are_told(manager):
    answer = manager.post(preview(stored()), {"text": changed("[存在问题]", "[问题]")})
    assert answer.status_code == 422
    assert "第 28 行：不认识正文内容 [问题]" in words(answer)


def test_hostile_text_is_only_text(manager):
    row = stored(changed("# 问题", "# <script>alert(1)</script>"))
    page = manager.get(preview(row)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_copy_of_a_template_from_before_is_whole(manager, demo):
    old = ReportTemplate.objects.get(code="huadu-2022", version=1)
    copy_definition(row=old, by="tests")
    draft = ReportTemplate.objects.get(code="huadu-2022", version=4)
    answer = manager.post(url("_publish", draft), {"seen": content_stamp(draft.definition)})
    assert answer.status_code == 302
