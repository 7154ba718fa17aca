"""The pages of index systems: the scoring table, files out and in, publishing, copies; and the same in the admin."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.acting import acting
from evaluations.actions.index_systems import load_index_system
from evaluations.exchange.index_systems import from_file, to_json, to_workbook
from evaluations.models import Campaign, IndexSystem
from evaluations.queries import published_systems
from tests.evaluations.domain.test_index_system import SHIPPED, node, shipped, system

pytestmark = pytest.mark.django_db

WHOLE = node("甲", points="100", kind="quantity", method_text="写明<b>标准</b>")
SHORT = node("甲", points="95")


@pytest.fixture
def manager(client_of):
    return client_of("caizheng")


def stored(*leaves: dict, publish: bool = False, **more: object) -> IndexSystem:
    return load_index_system(facts=system(*leaves, **more), publish=publish, by="tests")[0]


def words(response) -> str:
    """The text of a page, without its tags."""
    text = re.sub(r"<(style|script).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def upload(manager, name: str, content: bytes):
    return manager.post(reverse("evaluations:index_systems"), {"file": SimpleUploadedFile(name, content)})


# ── the list and the table ───────────────────────────────────────────────────────────────────────────────────────


def test_the_list_shows_state_source_and_whether_it_was_verified(manager):
    stored(WHOLE, verified=True, source="区财政局通知")
    page = words(manager.get(reverse("evaluations:index_systems")))
    for code in SHIPPED:
        assert f"{shipped(code).name} {code}" in page
        assert shipped(code).source in page
    assert (page.count("未核实"), page.count("已发布 "), page.count("已核实")) == (5, 5, 1)
    assert "体系 test 部门整体支出 花都 2022 1 草稿 已核实 区财政局通知" in page
    assert (
        "项目支出绩效自评指标体系（财预〔2020〕10号框架） project-caiyu-2020-10 项目支出 全国 2020 1 已发布 未核实"
        in page
    )


def test_the_table_shows_points_standards_methods_grades_and_rules(manager):
    row = IndexSystem.objects.get(code="hunan-2021")
    response = manager.get(reverse("evaluations:index_system", args=[row.pk]))
    page = words(response)
    for said in (
        "投入 15 分", "财政供养人员控制率 管理效率 5 在职人员控制率＝在职人数÷编制数。100%及以内得5分",
        "≤100% 得满分；每超过 1 个百分点扣 0.5 分，扣完为止（按实际超出的比例计算） 完成值由系统计算：在职人员控制率",
        "达到 90%：5 分 达到 80%：4 分", "不超过 10%：2 分", "共 3 项，每具备一项得 1 分", "履职效益 12 分 由填报单位设置",
        "合计 100", "优 90 分及以上", "差 不足 60 分", "执行率封顶 不设", "已发布 未核实 湖南省 · 2021 年 · 第 1 版",
    ):  # fmt: skip
        assert said in page, said
    assert "发布</button>" not in response.content.decode()
    assert response.content.decode().count('rowspan="11"') == 1


def test_a_draft_shows_its_running_total_and_what_is_missing(manager):
    row = stored(SHORT, node("数量指标", points="2"))
    page = words(manager.get(reverse("evaluations:index_system", args=[row.pk])))
    assert "草稿，发布前还要处理 “二”下级分值合计 97，应为 100，还差 3 “数量指标”是指标类型" in page
    top = stored(SHORT, points="95", name="体系二")
    page = words(manager.get(reverse("evaluations:index_system", args=[top.pk])))
    assert "合计 95 应为 100，还差 5" in page
    whole = stored(WHOLE)
    response = manager.get(reverse("evaluations:index_system", args=[whole.pk]))
    assert "草稿，可以发布" in words(response)
    assert "写明&lt;b&gt;标准&lt;/b&gt;" in response.content.decode()


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ending", ["xlsx", "json"])
def test_a_file_is_taken_and_brought_back(manager, ending):
    row = IndexSystem.objects.get(code="hunan-2021")
    response = manager.get(reverse("evaluations:index_system_file", args=[row.pk, ending]))
    assert from_file(f"a.{ending}", response.content).system == shipped("hunan-2021")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Cache-Control"] == "private, no-store"
    answer = upload(manager, f"改好的.{ending}", response.content)
    draft = IndexSystem.objects.get(code="hunan-2021", version=2)
    assert (answer["Location"], draft.is_published) == (
        reverse("evaluations:index_system", args=[draft.pk]),
        False,
    )
    assert draft.facts == shipped("hunan-2021").model_copy(update={"version": 2})


def test_there_are_no_other_files(manager):
    row = IndexSystem.objects.first()
    assert manager.get(reverse("evaluations:index_system_file", args=[row.pk, "pdf"])).status_code == 404
    assert manager.get(reverse("evaluations:index_system_file", args=[99999, "xlsx"])).status_code == 404


def test_a_draft_is_replaced_by_its_edited_file(manager):
    row = stored(SHORT)
    upload(manager, "a.xlsx", to_workbook(system(WHOLE)))
    assert [each.pk for each in IndexSystem.objects.filter(code="test")] == [row.pk]
    assert IndexSystem.objects.get(pk=row.pk).facts.faults() == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF-1.7", "“a.pdf”的格式不能读取"), ("a.xlsx", b"PK", "不是有效的 Excel 文件"), ("a.json", b"{}", "code: 缺少这一项"),
        ("a.json", b"", "选择的文件是空的"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_in_words_and_nothing_stored(manager, name, content, said):
    count = IndexSystem.objects.count()
    response = upload(manager, name, content)
    assert (response.status_code, IndexSystem.objects.count()) == (422, count)
    assert said in words(response)


def test_every_fault_of_a_file_is_listed(manager):
    stated = (
        to_json(system(WHOLE))
        .replace(b'"year": 2022', b'"year": "x"')
        .replace(b'"points": "100.00"', b'"points": 1.5')
    )
    response = upload(manager, "a.json", stated)
    page = words(response)
    assert "本页有 4 处需要修改" in page
    assert "year: 应为整数" in page and "nodes[2].points: 数字要写成文本" in page
    assert "请选择指标体系文件。" in words(manager.post(reverse("evaluations:index_systems")))


# ── publishing and copying ───────────────────────────────────────────────────────────────────────────────────────


def seen_on(manager, row: IndexSystem) -> str:
    """The stamp that the page of a draft carries."""
    page = manager.get(reverse("evaluations:index_system", args=[row.pk])).content.decode()
    return re.search(r'name="seen" value="([^"]*)"', page)[1]


def publish(manager, row: IndexSystem, seen: str | None = None):
    url = reverse("evaluations:index_system_publish", args=[row.pk])
    return manager.post(url, {"seen": seen_on(manager, row) if seen is None else seen}, follow=True)


def test_a_draft_that_was_changed_after_its_preview_is_not_published(manager):
    row = stored(WHOLE)
    seen = seen_on(manager, row)
    stored(WHOLE, source="换过的来源")
    for stale in (seen, ""):
        response = publish(manager, row, stale)
        assert (response.status_code, IndexSystem.objects.get(pk=row.pk).is_published) == (422, False)
        assert "这份草稿被修改过，没有发布" in words(response) and "换过的来源" in words(response)
    publish(manager, row)
    assert IndexSystem.objects.get(pk=row.pk).is_published


def test_publishing_is_refused_with_every_fault(manager):
    row = stored(SHORT, node("数量指标", points="2"))
    response = publish(manager, row)
    page = words(response)
    assert (response.status_code, IndexSystem.objects.get(pk=row.pk).is_published) == (422, False)
    assert "本页有 2 处需要修改 “二”下级分值合计 97，应为 100，还差 3 “数量指标”是指标类型，不是指标" in page


def test_a_whole_draft_is_published_once(manager):
    row = stored(WHOLE)
    seen = seen_on(manager, row)
    for _ in range(2):
        response = publish(manager, row, seen)
        assert "已发布，任务可以选用" in words(response)
    assert IndexSystem.objects.get(pk=row.pk).is_published


@pytest.mark.parametrize(
    ("to", "code", "version", "year"), [("version", "hubei-2020", 2, 2020), ("year", "hubei-2021", 1, 2021)]
)
def test_a_published_one_is_copied_to_the_next_version_or_year(manager, to, code, version, year):
    row = IndexSystem.objects.get(code="hubei-2020")
    response = manager.post(reverse("evaluations:index_system_copy", args=[row.pk]), {"to": to})
    copy = IndexSystem.objects.get(code=code, version=version)
    assert response["Location"] == reverse("evaluations:index_system", args=[copy.pk])
    assert (copy.is_published, copy.facts.year, copy.facts.nodes) == (False, year, row.facts.nodes)


def test_a_copy_that_cannot_be_is_refused_in_words(manager):
    row = IndexSystem.objects.get(code="hubei-2020")
    url = reverse("evaluations:index_system_copy", args=[row.pk])
    assert manager.post(url, {"to": "moon"}).status_code == 404
    last = stored(WHOLE, year=2100)
    response = manager.post(reverse("evaluations:index_system_copy", args=[last.pk]), {"to": "year"})
    assert (response.status_code, "year: 数值过大" in words(response)) == (422, True)


# ── campaigns choose one ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_campaign_chooses_published_systems_of_the_right_scope(manager, campaign):
    stored(WHOLE)
    stored(WHOLE, code="test-p", name="项目体系", scope="project", publish=True)
    page = manager.get(reverse("evaluations:campaign_new")).content.decode()
    offered = {
        name: re.findall(
            r'<option value="(\d+)"', re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)[0]
        )
        for name in ("index_system", "project_index_system")
    }
    codes = {str(row.pk): row.code for row in IndexSystem.objects.all()}
    assert {name: sorted(codes[pk] for pk in found) for name, found in offered.items()} == {
        "index_system": ["guangdong-2022-draft", "huadu-2022", "hubei-2020", "hunan-2021"],
        "project_index_system": ["project-caiyu-2020-10", "test-p"],
    }
    assert "项目体系（第 1 版） · 2022 年 · 未核实" in page
    body = {
        "region": campaign.region_id, "year": 2023, "name": "新任务", "index_system": offered["index_system"][0],
        "report_template": campaign.report_template_id, "opens_on": "2024-01-01", "due_on": "2024-03-01", "review_levels": "1",
    }  # fmt: skip
    project = IndexSystem.objects.get(code="test-p")
    swapped = {"index_system": project.pk, "project_index_system": offered["index_system"][0]}
    assert manager.post(reverse("evaluations:campaign_new"), body | swapped).status_code == 422
    assert manager.post(reverse("evaluations:campaign_new"), body).status_code == 302
    assert Campaign.objects.get(name="新任务").project_index_system is None
    body |= {"name": "新任务二", "project_index_system": project.pk}
    response = manager.post(reverse("evaluations:campaign_new"), body, follow=True)
    assert Campaign.objects.get(name="新任务二").project_index_system == project
    assert f'href="{reverse("evaluations:index_system", args=[project.pk])}"' in response.content.decode()


def test_systems_stored_before_there_were_scopes_are_for_departments(people):
    row = stored(WHOLE)
    old = {name: value for name, value in row.definition.items() if name != "scope"}
    from accounts.acting import acting  # noqa: PLC0415 (only here)
    from evaluations.enums import Scope  # noqa: PLC0415

    with acting("tests"):
        IndexSystem.objects.filter(pk=row.pk).update(definition=old)
        IndexSystem.objects.filter(pk=row.pk).update(is_published=True)
    assert row in published_systems(Scope.DEPARTMENT)
    assert row not in published_systems(Scope.PROJECT)


# ── the admin ────────────────────────────────────────────────────────────────────────────────────────────────────


def act(manager, action: str, *rows: IndexSystem):
    url = reverse("admin:evaluations_indexsystem_changelist")
    return manager.post(url, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


def test_the_admin_shows_sources_and_files_and_edits_nothing(manager):
    row = IndexSystem.objects.get(code="hunan-2021")
    page = manager.get(reverse("admin:evaluations_indexsystem_changelist")).content.decode()
    assert "未核实" in page and "指标体系用 Excel 修改" in page
    for name, arguments in (("", []), ("_file", ["xlsx"]), ("_file", ["json"])):
        assert reverse(f"evaluations:index_system{name}", args=[row.pk, *arguments]) in page
    assert f"{reverse('evaluations:index_systems')}#upload" in page
    change = manager.get(reverse("admin:evaluations_indexsystem_change", args=[row.pk])).content.decode()
    assert "<textarea" not in change and 'name="definition"' not in change


def test_the_admin_publishes_what_is_whole_and_names_the_faults_of_the_rest(manager):
    whole, short = stored(WHOLE), stored(SHORT, code="test-short", name="半成品")
    page = words(act(manager, "publish", whole, short))
    assert "已发布：体系（第 1 版）" in page
    assert "半成品（第 1 版）：“二”下级分值合计 95，应为 100，还差 5" in page
    assert [IndexSystem.objects.get(pk=row.pk).is_published for row in (whole, short)] == [True, False]


def test_the_admin_copies(manager):
    row = IndexSystem.objects.get(code="hubei-2020")
    assert "已存为草稿：" in words(act(manager, "copy_to_next_version", row))
    assert "已存为草稿：" in words(act(manager, "copy_to_year", row))
    drafts = IndexSystem.objects.filter(is_published=False).order_by("code")
    assert [(draft.code, draft.version) for draft in drafts] == [("hubei-2020", 2), ("hubei-2021", 1)]


def test_the_admin_of_campaigns_offers_what_may_be_chosen(manager, campaign):
    draft = stored(WHOLE)
    with acting("tests"):  # one that no department has begun
        campaign.pk, campaign.year, campaign.name = None, 2024, "2024年度自评"
        campaign.save()
    page = manager.get(reverse("admin:evaluations_campaign_change", args=[campaign.pk])).content.decode()
    found = {name: re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)[0] for name in
             ("index_system", "project_index_system")}  # fmt: skip
    assert f'value="{draft.pk}"' not in found["index_system"]
    assert f'value="{campaign.index_system_id}"' in found["index_system"]
    assert f'value="{campaign.index_system_id}"' not in found["project_index_system"]
    assert "check_settings" not in page
