"""用 Excel 填写: the workbook out, edited, and back: every problem with its cell, or a comparison, and one write."""

import time
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.acting import acting
from evaluations.actions.sections import save_section, write_section
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.models import ChangeLog, PendingImport, SectionState
from evaluations.queries import load_facts
from huadu_perf.lib.values import NOT_APPLICABLE
from tests.evaluations.filled_book import FilledBook
from tests.factories import ask_base_data

pytestmark = pytest.mark.django_db


def address(evaluation, name="workbook"):
    return reverse(f"evaluations:{name}", args=[evaluation.pk])


def downloaded(filler, evaluation) -> FilledBook:
    return FilledBook(filler.get(address(evaluation, "workbook_file")).content)


def upload(filler, evaluation, content: bytes, name="自评填报.xlsx", **more):
    return filler.post(address(evaluation), {"file": SimpleUploadedFile(name, content), **more})


def preview(filler, evaluation):
    return filler.get(address(evaluation, "workbook_check"))


def sent(filler, evaluation, book: FilledBook, **more):
    """Uploaded and compared."""
    assert upload(filler, evaluation, book.saved(), **more).status_code == 302
    return preview(filler, evaluation)


def told(page) -> list[tuple[str, str, str, str]]:
    """Every change the page lists: sort, label, old, new."""
    return [
        (row.sort.value, row.label, row.old, row.new)
        for sheet in page.context["sheets"]
        for row in sheet.rows
    ]


def confirm(filler, evaluation, page, **choices):
    post = {"do": "confirm", "seen": page.context["seen"], **choices}
    return filler.post(address(evaluation, "workbook_check"), post)


def versions(evaluation) -> dict[str, int]:
    return dict(SectionState.objects.filter(evaluation=evaluation).values_list("section", "version"))


# ── out and back ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_untouched_workbook_changes_nothing(filler, mine):
    before, stored = versions(mine), load_facts(mine)
    page = sent(filler, mine, downloaded(filler, mine))
    assert told(page) == []
    assert "没有要写入的改动" in page.content.decode()
    assert confirm(filler, mine, page).status_code == 302
    assert (versions(mine), load_facts(mine)) == (before, stored)


def test_the_file_is_named_and_holds_every_section_the_notes_and_a_hidden_origin(filler, mine):
    response = filler.get(address(mine, "workbook_file"))
    assert "%E8%87%AA%E8%AF%84%E5%A1%AB%E6%8A%A5.xlsx" in response["Content-Disposition"]
    book = load_workbook(BytesIO(response.content))
    assert book.sheetnames == [
        "填写说明", "部门概况", "年度工作任务", "部门整体收支", "整体绩效目标", "绩效指标", "重点任务项目",
        "项目绩效指标", "自评结论", "问题与改进措施", "系统信息",
    ]  # fmt: skip
    assert book["系统信息"].sheet_state == "veryHidden"
    page = book["绩效指标"]
    assert page.column_dimensions["B"].hidden
    assert page.protection.sheet
    assert [page.cell(4, place).value for place in (1, 3, 4)] == ["级别", "上级指标", "指标名称 *"]
    rules = {rule.formula1 for rule in page.data_validations.dataValidation}
    assert '"≥,≤,＝,＞,＜,定性"' in rules or any("≥" in str(rule) for rule in rules)
    money = book["部门整体收支"]
    assert "年初预算数（万元） *" in [cell.value for row in money.iter_rows() for cell in row]


def test_edits_of_every_kind_are_compared_and_written_at_once(filler, mine):
    facts, before = load_facts(mine), versions(mine)
    book = downloaded(filler, mine)
    book.single("部门概况", "serving_count").value = "１８"
    line, project, task = facts.budget_lines[0], facts.projects[0], facts.tasks[0]
    book.cell("部门整体收支", "budget_lines", line.key, "年初预算数（万元）").value = "1,057.63万元"
    book.cell("部门整体收支", "budget_lines", line.key, "上年决算数（万元）").value = "不适用"
    book.cell("重点任务项目", "projects", project.key, "项目名称").value = "春节慰问"
    book.cell("年度工作任务", "tasks", task.key, "任务内容").value = "第一行\n第二行"
    page = sent(filler, mine, book)
    assert [(sort, label, new) for sort, label, _, new in told(page)] == [
        ("修改", "在职人数", "18"), ("修改", f"{task.title} · 任务内容", "第一行\n第二行"),
        ("修改", f"{line.item.label} · 年初预算数", "1,057.63"), ("修改", f"{line.item.label} · 上年决算数", "不适用"),
        ("修改", f"{project.name} · 项目名称", "春节慰问"),
    ]  # fmt: skip
    assert load_facts(mine) == facts
    response = confirm(filler, mine, page)
    assert response.url == reverse("evaluations:detail", args=[mine.pk])
    now = load_facts(mine)
    assert now.profile.serving_count == 18
    assert (now.budget_lines[0].initial_amount, now.budget_lines[0].last_year_amount) == (
        Decimal("10576300.00"), NOT_APPLICABLE,
    )  # fmt: skip
    assert (now.projects[0].name, now.tasks[0].text) == ("春节慰问", "第一行\n第二行")
    changed = {key for key, version in versions(mine).items() if version != before[key]}
    assert changed == {"profile", "tasks", "budget", "projects"}
    assert not PendingImport.objects.exists()
    assert ChangeLog.objects.filter(evaluation_id=mine.pk, table_name="evaluations_task").exists()


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sorted_rows_keep_what_they_are_and_the_order_is_only_offered(filler, mine):
    facts = load_facts(mine)
    book = downloaded(filler, mine)
    book.sort("年度工作任务", "tasks", by=lambda values: str(values[0])[::-1])
    last = facts.tasks[-1]
    book.cell("年度工作任务", "tasks", last.key, "任务内容").value = "改过的内容"
    page = sent(filler, mine, book)
    assert [(sort, label) for sort, label, *_ in told(page)] == [
        ("修改", f"{last.title} · 任务内容"), ("顺序", "重点工作任务 · 重点工作任务"),
    ]  # fmt: skip
    confirm(filler, mine, page)
    now = load_facts(mine)
    assert [row.key for row in now.tasks] == [row.key for row in facts.tasks]
    assert now.tasks[-1].text == "改过的内容"
    page = sent(filler, mine, book)
    confirm(filler, mine, page, move="tasks")
    order = sorted(facts.tasks, key=lambda row: row.title[::-1])
    assert [row.key for row in load_facts(mine).tasks] == [row.key for row in order]


def test_inserted_and_copied_rows_are_new_and_deleted_ones_are_asked_about(filler, mine):
    facts = load_facts(mine)
    book, sheet = downloaded(filler, mine), "绩效指标"
    leaf, gone = facts.scored_indicators()[:2]
    copied = book.values(sheet, book.row_of(sheet, leaf.key))
    at = book.row_of(sheet, leaf.key) + 1
    book.insert(
        sheet, "indicators", at, {"级别": "三级", "指标名称": "新指标", "分值": 1, "类型": "数量指标"}
    )
    book.book[sheet].insert_rows(at + 1)
    book.put(sheet, at + 1, copied)
    book.cell(sheet, "indicators", leaf.key, "指标名称")  # the first of the two keeps its key
    book.delete(sheet, gone.key)
    page = sent(filler, mine, book)
    assert page.context["problems"] == []
    assert [(sort, label) for sort, label, *_ in told(page)] == [
        ("新增", "绩效指标 · 新指标"), ("新增", f"绩效指标 · {leaf.name}"), ("删除", f"绩效指标 · {gone.name}"),
    ]  # fmt: skip
    assert "是第" in page.content.decode() and "副本，按新增处理" in page.content.decode()
    confirm(filler, mine, page)
    names = [row.name for row in load_facts(mine).indicators]
    place = names.index(leaf.name)
    assert names[place : place + 3] == [leaf.name, "新指标", leaf.name]
    assert gone.name in names  # nobody said that it shall go
    added = next(row for row in load_facts(mine).indicators if row.name == "新指标")
    assert (added.parent, added.level) == (leaf.parent, 3)
    page = sent(filler, mine, book)  # the same file again adds nothing again
    assert [sort for sort, *_ in told(page)] == ["删除"]
    confirm(filler, mine, page, remove=f"indicators-{gone.key}")
    assert gone.key not in [row.key for row in load_facts(mine).indicators]


def test_an_item_goes_with_the_links_to_it_and_a_parent_not_without_its_children(filler, mine):
    facts = load_facts(mine)
    book = downloaded(filler, mine)
    problem, top = facts.problems[0], facts.children(None)[0]
    book.delete("问题与改进措施", problem.key)
    page = sent(filler, mine, book)
    assert [sort for sort, *_ in told(page)] == ["删除"]
    confirm(filler, mine, page, remove=f"problems-{problem.key}")
    assert all(problem.key not in row.problems for row in load_facts(mine).measures)
    book = downloaded(filler, mine)
    book.delete("绩效指标", top.key)
    page = sent(filler, mine, book)
    response = confirm(filler, mine, page, remove=f"indicators-{top.key}")
    assert response.status_code == 422
    assert "的上级不对或被删去了" in response.content.decode()
    assert top.key in [row.key for row in load_facts(mine).indicators]


def test_blanks_erase_only_when_asked(filler, mine):
    facts = load_facts(mine)
    book = downloaded(filler, mine)
    book.single("自评结论", "narrative").value = None
    book.cell("整体绩效目标", "goals", facts.goals[0].key, "完成情况").value = "　"
    page = sent(filler, mine, book)
    assert (told(page), page.context["kept"]) == ([], 2)
    assert filler.post(address(mine, "workbook_check"), {"do": "erase"}).status_code == 302
    page = preview(filler, mine)
    assert [(sort, label, new) for sort, label, _, new in told(page)] == [
        ("修改", f"{facts.goals[0].title} · 完成情况", ""), ("修改", "综合评价", ""),
    ]  # fmt: skip
    confirm(filler, mine, page)
    now = load_facts(mine)
    assert (now.conclusion.narrative, now.goals[0].achieved) == ("", "")
    assert [sort for sort, *_ in told(sent(filler, mine, book, erase="on"))] == []


# ── others changed something meanwhile ───────────────────────────────────────────────────────────────────────────


def test_what_others_changed_meanwhile_is_kept_or_chosen_never_overwritten(filler, people, mine):
    book = downloaded(filler, mine)
    tasks = SECTION_BY_KEY["tasks"]
    data = section_data(tasks, load_facts(mine))
    first, second = data.rows["tasks"][:2]
    first["text"], second["text"] = "别人改的一", "别人改的二"
    save_section(
        evaluation=mine, section=tasks, data=data, version=versions(mine)["tasks"], by=people["zhengxie"]
    )
    book.cell("年度工作任务", "tasks", first["key"], "任务内容").value = "我改的一"
    book.cell("年度工作任务", "tasks", first["key"], "任务名称").value = "我改的名称"
    page = sent(filler, mine, book)
    assert [(sort, old, new) for sort, _, old, new in told(page)] == [
        ("修改", first["title"], "我改的名称"), ("两边都改了", "别人改的一", "我改的一"),
    ]  # fmt: skip
    assert "有人保存过内容" in page.content.decode()
    anchor = f"keep-tasks-{first['key']}-text"
    response = confirm(filler, mine, page)
    assert response.status_code == 422
    assert "两边都改了，请选用一份" in response.content.decode()
    assert load_facts(mine).tasks[0].text == "别人改的一"
    confirm(filler, mine, page, **{anchor: "theirs"})
    now = load_facts(mine).tasks
    assert [(row.title, row.text) for row in now[:2]] == [
        ("我改的名称", "别人改的一"), (second["title"], "别人改的二"),
    ]  # fmt: skip


def test_a_save_between_comparison_and_confirmation_writes_nothing(filler, people, mine):
    book = downloaded(filler, mine)
    book.single("部门概况", "serving_count").value = 18
    page = sent(filler, mine, book)
    section = SECTION_BY_KEY["conclusion"]
    data = section_data(section, load_facts(mine))
    save_section(
        evaluation=mine,
        section=section,
        data=data,
        version=versions(mine)["conclusion"],
        by=people["zhengxie"],
    )
    response = confirm(filler, mine, page)
    assert response.status_code == 409
    assert "重新对照" in response.content.decode()
    assert load_facts(mine).profile.serving_count != 18
    assert confirm(filler, mine, response).status_code == 302
    assert load_facts(mine).profile.serving_count == 18


# ── what is wrong ────────────────────────────────────────────────────────────────────────────────────────────────


def test_ten_defects_are_all_named_with_their_cells_and_nothing_is_written(filler, mine, count):
    facts, before = load_facts(mine), versions(mine)
    book = downloaded(filler, mine)
    leaves, lines = facts.scored_indicators(), facts.budget_lines
    defects = [
        (book.single("部门概况", "serving_count"), "十九人", "“十九人”不是数字"),
        (book.cell("部门整体收支", "budget_lines", lines[0].key, "年初预算数（万元）"), -5, "是负数"),
        (book.cell("部门整体收支", "budget_lines", lines[1].key, "年初预算数（万元）"), "=1+1", "是公式"),
        (book.cell("部门整体收支", "budget_lines", lines[2].key, "年初预算数（万元）"), "1.12345678", "分以下"),
        (book.cell("绩效指标", "indicators", leaves[0].key, "级别"), "四级", "只能填：一级、二级、三级"),
        (book.cell("绩效指标", "indicators", leaves[1].key, "符号"), "大于", "只能填"),
        (book.cell("绩效指标", "indicators", leaves[2].key, "上级指标"), "没有的上级", "没有叫“没有的上级”的一项"),
        (book.cell("绩效指标", "indicators", leaves[3].key, "分值"), "10.123", "最多 2 位小数"),
        (book.cell("绩效指标", "indicators", leaves[4].key, "目标值"), timezone.now().replace(tzinfo=None), "当成了日期"),
        (book.cell("重点任务项目", "projects", facts.projects[0].key, "计量单位"), "长" * 21, "最多 20 字"),
    ]  # fmt: skip
    for cell, value, _ in defects:
        cell.value = value
    content = book.saved()
    started = time.perf_counter()
    assert upload(filler, mine, content).status_code == 302
    page = preview(filler, mine)
    count("上传有 10 处错误的 Excel，得到清单", time.perf_counter() - started, 2, "秒", fails_above=20)
    problems = page.context["problems"]
    assert [(each.sheet, each.cell) for each in problems] == [
        (cell.parent.title, cell.coordinate) for cell, *_ in sorted(
            defects, key=lambda defect: (page.context["titles"].index(defect[0].parent.title), defect[0].row, defect[0].coordinate)
        )
    ]  # fmt: skip
    words = {(each.sheet, each.cell): each.message for each in problems}
    assert all(message in words[cell.parent.title, cell.coordinate] for cell, _, message in defects)
    assert filler.post(address(mine, "workbook_check"), {"do": "confirm", "seen": ""}).status_code == 200
    assert (load_facts(mine), versions(mine)) == (facts, before)
    marked = load_workbook(BytesIO(filler.get(address(mine, "workbook_marked")).content))
    assert marked.sheetnames[0] == "问题清单"
    assert marked["问题清单"].max_row == 11
    for cell, value, message in defects[:2]:
        here = marked[cell.parent.title][cell.coordinate]
        assert (here.value, here.fill.fgColor.rgb[-6:]) == (value, "FFF4DC")
        assert message in here.comment.text


def test_a_percent_a_bracket_and_another_width(filler, mine):
    facts = load_facts(mine)
    book, leaf = downloaded(filler, mine), facts.scored_indicators()[0]
    cell = book.cell("绩效指标", "indicators", leaf.key, "实际完成值")
    cell.value, cell.number_format = 0.985, "0.0%"
    choice = book.cell("绩效指标", "indicators", leaf.key, "类型")
    choice.value = f" {choice.value} "
    page = sent(filler, mine, book)
    assert [str(problem.message) for problem in page.context["problems"]] == [
        "“实际完成值”是百分比格式的 98.5%，请把单元格改为常规格式，填 98.5"
    ]


def test_strange_columns_are_told_and_missing_ones_leave_everything(filler, mine):
    book, page = downloaded(filler, mine), None
    sheet = book.book["整体绩效目标"]
    place = book.columns("整体绩效目标", "goals")["预期目标"]
    sheet.cell(book.head("整体绩效目标", "goals"), place).value = "我的备注"
    page = sent(filler, mine, book)
    assert told(page) == []
    notices = [notice.message for sheet in page.context["sheets"] for notice in sheet.refused]
    assert notices == ["不是本表的栏目，这一列没有读取", "“绩效目标”没有“预期目标”这一列，这一项保持不变"]


def test_a_head_that_was_deleted_is_named(filler, mine):
    book = downloaded(filler, mine)
    book.book["绩效指标"].delete_rows(book.head("绩效指标", "indicators"))
    page = sent(filler, mine, book)
    assert "找不到“绩效指标”：表头或隐藏的标记列被删去或改动了" in page.context["problems"][0].message


def test_foreign_old_and_forged_workbooks_are_refused_with_a_reason(
    filler, client_of, mine, returned, monkeypatch
):
    def refusal(content: bytes, name="a.xlsx") -> str:
        response = upload(filler, mine, content, name)
        assert response.status_code == 422
        assert not PendingImport.objects.exists()
        return response.content.decode()

    theirs = client_of("canlian").get(address(returned, "workbook_file")).content
    assert f"{returned.department.name} 2022 年度”另一份自评的工作簿" in refusal(theirs)
    forged = downloaded(filler, mine)
    row = next(row for row in forged.book["系统信息"].iter_rows() if row[0].value == "识别码")
    row[1].value = f"x{row[1].value}"
    assert "识别码不对" in refusal(forged.saved())
    bare = load_workbook(BytesIO(downloaded(filler, mine).saved()))
    del bare["系统信息"]
    out = BytesIO()
    bare.save(out)
    assert "不是从本系统下载的填报工作簿" in refusal(out.getvalue())
    old = downloaded(filler, mine).saved()
    monkeypatch.setattr("evaluations.forms.workbook_origin.schema", lambda sections: "another")
    assert "栏目与现在不同" in refusal(old)
    assert "不是有效的 Excel 文件" in refusal(b"a,b\n1,2\n")


# ── while it waits ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_waits_for_its_owner_only_and_not_for_long(filler, people, mine):
    book = downloaded(filler, mine)
    sent(filler, mine, book)
    assert PendingImport.objects.get().by == people["zhengxie"]
    sent(filler, mine, book)  # another one takes its place
    pending = PendingImport.objects.get()
    with acting("tests"):
        pending.expires_at = timezone.now()
        pending.save()
    response = preview(filler, mine)
    assert response.url == address(mine)
    assert filler.get(address(mine, "workbook_marked")).status_code == 302
    sent(filler, mine, book)
    assert PendingImport.objects.count() == 1
    assert filler.post(address(mine, "workbook_check"), {"do": "discard"}).url == address(mine)
    assert not PendingImport.objects.exists()


def test_nothing_is_taken_once_the_evaluation_is_filed(client_of, approved):
    filler = client_of("gonghui")
    for name in ("workbook", "workbook_file", "workbook_check", "workbook_marked"):
        assert filler.get(address(approved, name)).url == reverse("evaluations:detail", args=[approved.pk])


def test_bound_numbers_come_back_bound(filler, mine):
    facts = load_facts(mine)
    token = f"«项目:{facts.projects[0].key}.执行数»"
    section = SECTION_BY_KEY["conclusion"]
    data = section_data(section, facts)
    data.fields["narrative"] = f"共支出 {token} 万元。"
    with acting("tests"):
        write_section(mine, section, data)
    book = downloaded(filler, mine)
    cell = book.single("自评结论", "narrative")
    assert cell.value == f"共支出 «项目:{facts.projects[0].name}.执行数» 万元。"
    assert told(sent(filler, mine, book)) == []
    cell.value = f"全年{cell.value}"
    confirm(filler, mine, sent(filler, mine, book))
    assert load_facts(mine).conclusion.narrative == f"全年共支出 {token} 万元。"


def test_queries_do_not_grow_with_rows(filler, mine, django_assert_max_num_queries):
    book = downloaded(filler, mine)
    for row in load_facts(mine).scored_indicators():
        book.cell("绩效指标", "indicators", row.key, "扣分原因").value = "统一改过"
    upload(filler, mine, book.saved())
    with django_assert_max_num_queries(60):
        page = preview(filler, mine)
    assert len(told(page)) == len(load_facts(mine).scored_indicators())


def test_only_the_workbook_that_was_looked_at_is_imported(filler, mine):
    """Another window sends another one, or asks for blanks to erase; this one still shows the first."""
    before, book = load_facts(mine), downloaded(filler, mine)
    book.single("部门概况", "nature").value = "先传的一份"
    first = sent(filler, mine, book)
    book.single("部门概况", "nature").value = "后传的一份"
    second = sent(filler, mine, book)
    assert confirm(filler, mine, first).status_code == 409
    filler.post(address(mine, "workbook_check"), {"do": "erase"})
    response = confirm(filler, mine, second)
    assert "上传的文件或选项有变动，没有导入" in response.content.decode()
    assert load_facts(mine) == before


def test_a_file_of_before_the_template_changed_is_not_marked(filler, mine):
    """The sections are others by now: the page says so instead of breaking."""
    book = downloaded(filler, mine)
    book.single("部门概况", "serving_count").value = "很多"
    sent(filler, mine, book)
    ask_base_data(mine.campaign)
    response = filler.get(address(mine, "workbook_marked"))
    assert (response.status_code, response.url) == (302, address(mine, "workbook_check"))


def test_signs_that_are_no_characters_do_not_damage_the_workbook(filler, mine):
    """XML takes neither U+FFFE nor U+FFFF; nobody could open the file any more."""
    data = section_data(SECTION_BY_KEY["profile"], load_facts(mine))
    data.fields["nature"] = "部门\ufffe性质\uffff"
    with acting("tests"):
        write_section(mine, SECTION_BY_KEY["profile"], data)
    page = sent(filler, mine, downloaded(filler, mine))
    assert told(page) == []


@pytest.mark.parametrize("value", [1e300, 1e28, 12345678901234567890])
def test_a_number_longer_than_any_of_ours_is_named(filler, mine, value):
    """Decimal counts in 28 digits; the page broke."""
    row, book = load_facts(mine).scored_indicators()[0], downloaded(filler, mine)
    book.cell("绩效指标", "indicators", row.key, "目标值").value = value
    (problem,) = sent(filler, mine, book).context["problems"]
    assert problem.message.startswith("目标值：") and problem.message.endswith(("位", "999,999,999,999"))
