"""导入收支数据: a foreign sheet, its columns and names, what it changes, one write, and the region's memory of it."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from budgets.enums import BudgetItem
from evaluations.models import FinanceMapping, PendingImport
from evaluations.queries import load_facts

pytestmark = pytest.mark.django_db

HEAD = ("项目名称", "年初预算数", "调整预算数", "累计支出数", "执行率")
LINES = (
    ("一、一般公共预算财政拨款收入", 10311800, 10576300, 10576300, 1),
    ("人员经费", "5,882,000.00", "612.48万元", 6120000, 1),
    ("基建类支出", 1, 2, 3, 1),
    ("合计", 4, 5, 6, 1),
)


def sheet(*lines, head=HEAD, unit="单位：元") -> bytes:
    book = Workbook()
    page = book.active
    page.title = "预算执行表"
    for line in (("2022 年部门预算执行情况表",), (None, None, None, unit), head, *(lines or LINES)):
        page.append(line)
    book.create_sheet("说明").append(("随便写写",))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def sent(filler, evaluation, content: bytes):
    """Uploaded, and the page that asks about it."""
    file = SimpleUploadedFile("执行表.xlsx", content)
    response = filler.post(reverse("evaluations:finance_upload", args=[evaluation.pk]), {"file": file})
    return filler.get(response.url) if response.status_code == 302 else response


def post(filler, evaluation, do: str, **more):
    return filler.post(reverse("evaluations:finance_sheet", args=[evaluation.pk]), {"do": do, **more})


def shown(filler, evaluation):
    return filler.get(reverse("evaluations:finance_sheet", args=[evaluation.pk]))


def line(evaluation, item: BudgetItem):
    return next(row for row in load_facts(evaluation).budget_lines if row.item == item)


def test_sheet_head_columns_unit_and_names_are_found(filler, mine):
    found = sent(filler, mine, sheet()).context["found"]
    assert (found.sheet.title, found.settings.head, found.settings.unit) == ("预算执行表", 3, "元")
    assert found.settings.columns == {
        "name": "A", "initial_amount": "B", "adjusted_amount": "C", "executed_amount": "D",
    }  # fmt: skip
    assert found.targets == {
        "一、一般公共预算财政拨款收入": "item:income_general", "人员经费": "item:basic_staff", "基建类支出": "", "合计": "skip",
    }  # fmt: skip
    assert found.views[0].name == "基建类支出"  # what nobody knows yet stands first


def test_what_is_confirmed_is_written_and_the_rest_is_listed_and_left(filler, mine):
    before = load_facts(mine)
    page = sent(filler, mine, sheet())
    assert "有 1 个名称没有对应，不会导入" in page.content.decode()
    assert load_facts(mine) == before
    response = post(filler, mine, "confirm", seen=page.context["seen"])
    assert response.url == reverse("evaluations:section", args=[mine.pk, "budget"])
    staff = line(mine, BudgetItem.BASIC_STAFF)
    assert (staff.initial_amount, staff.adjusted_amount, staff.executed_amount) == (
        Decimal("5882000.00"), Decimal("6124800.00"), Decimal("6120000.00"),
    )  # fmt: skip
    assert staff.last_year_amount == next(
        row.last_year_amount for row in before.budget_lines if row.item == BudgetItem.BASIC_STAFF
    )
    untouched = load_facts(mine)
    assert untouched.projects == before.projects
    assert not PendingImport.objects.exists()


def test_another_sheet_head_and_columns_are_chosen_by_hand(filler, mine):
    content = sheet(("人员经费", 100, 200), head=("内容", "甲列", "乙列"), unit="")
    page = sent(filler, mine, content)
    assert page.context["errors"]
    post(filler, mine, "read", sheet="预算执行表", head="3", unit="元")
    post(filler, mine, "read", sheet="预算执行表", head="3", unit="万元", name="A", executed_amount="C")
    found = shown(filler, mine).context["found"]
    assert [(label, new) for label, _, new, _ in found.changes] == [("人员经费 · 全年执行数", "200.00")]
    post(filler, mine, "read", sheet="说明", head="1")
    assert shown(filler, mine).context["errors"]


def test_names_are_matched_by_hand_summed_and_shown_again_before_writing(filler, mine):
    project = load_facts(mine).projects[0]
    page = sent(filler, mine, sheet(("慰问一", 10000, 10000, 10000), ("慰问二", 20000, 20000, 10000)))
    fields = {view.name: view.field for view in page.context["found"].views}
    choice = dict.fromkeys(fields.values(), f"project:{project.key}")
    response = post(filler, mine, "confirm", seen=page.context["seen"], **choice)
    assert response.url == reverse("evaluations:finance_sheet", args=[mine.pk])
    assert load_facts(mine).projects[0] == project  # nobody has seen what would change
    page = shown(filler, mine)
    assert page.context["found"].changes[0][2:] == ("3.00", "第 4、5 行")
    post(filler, mine, "confirm", seen=page.context["seen"], **choice)
    now = load_facts(mine).projects[0]
    assert (now.initial_amount, now.executed_amount) == (Decimal("30000.00"), Decimal("20000.00"))


def test_amounts_that_cannot_be_read_stop_everything(filler, mine):
    before = load_facts(mine)
    bad = sheet(("人员经费", "很多", "=1+1", 0.001), ("公用经费", 1, 1, 1), ("没人认识", "乱写", 1, 1))
    page = sent(filler, mine, bad)
    told = [(problem.cell, problem.message) for problem in page.context["found"].problems]
    assert [cell for cell, _ in told] == ["B4", "C4", "D4"]
    assert "“很多”不是数字" in told[0][1] and "公式还没有算出结果" in told[1][1] and "分以下" in told[2][1]
    assert post(filler, mine, "confirm", seen=page.context["seen"]).status_code == 422
    assert load_facts(mine) == before


def test_the_region_remembers_columns_unit_and_names(filler, client_of, mine, returned):
    page = sent(filler, mine, sheet(("在编人员支出", 1, 2, 3), unit="单位：万元"))
    view = page.context["found"].views[0]
    choice = {view.field: "item:basic_staff"}
    post(filler, mine, "match", **choice)
    page = shown(filler, mine)
    post(filler, mine, "confirm", seen=page.context["seen"], **choice)
    mapping = FinanceMapping.objects.get()
    assert (mapping.unit, mapping.items, mapping.projects) == (
        "万元",
        {"在编人员支出": "item:basic_staff"},
        {},
    )
    assert mapping.columns["name"] == "项目名称"
    others = client_of("canlian")
    found = sent(others, returned, sheet(("在编人员支出", 7, 8, 9), unit="")).context["found"]
    assert (found.settings.unit, found.targets) == ("万元", {"在编人员支出": "item:basic_staff"})
    assert "已按记住的对应关系读取" in shown(others, returned).content.decode()


def test_the_manager_mends_forgets_and_deletes_what_is_remembered(filler, client_of, mine):
    page = sent(filler, mine, sheet())
    post(filler, mine, "confirm", seen=page.context["seen"])
    mapping, manager = FinanceMapping.objects.get(), client_of("caizheng")
    listed = manager.get(reverse("evaluations:finance_mappings"))
    assert "项目名称、年初预算数" in listed.content.decode()
    address = reverse("evaluations:finance_mapping", args=[mapping.pk])
    page = manager.get(address)
    fields = {name: field for field, name, _ in page.context["items"]}
    columns = {"name": "项目名称", "executed_amount": "累计支出数", "unit": "万元"}
    choice = {fields["人员经费"]: "item:basic_operating", fields["合计"]: ""}
    assert manager.post(address, {"do": "save", **columns, **choice}).status_code == 302
    mapping.refresh_from_db()
    assert (mapping.unit, mapping.columns) == ("万元", {"name": "项目名称", "executed_amount": "累计支出数"})
    assert mapping.items == {
        "一、一般公共预算财政拨款收入": "item:income_general", "人员经费": "item:basic_operating",
    }  # fmt: skip
    assert manager.post(address, {"do": "save", "name": "项目名称"}).status_code == 422
    assert manager.post(address, {"do": "delete"}).status_code == 302
    assert not FinanceMapping.objects.exists()


def test_a_save_meanwhile_and_a_second_import(filler, people, mine):
    page = sent(filler, mine, sheet())
    assert post(filler, mine, "confirm", seen="").status_code == 409
    post(filler, mine, "confirm", seen=page.context["seen"])
    again = sent(filler, mine, sheet())
    assert again.context["found"].changes == []
    assert post(filler, mine, "discard").url == reverse("evaluations:workbook", args=[mine.pk])
    assert not PendingImport.objects.exists()


def test_an_empty_or_broken_file_is_refused(filler, mine):
    out = BytesIO()
    Workbook().save(out)
    response = sent(filler, mine, out.getvalue())
    assert (response.status_code, "文件里没有内容" in response.content.decode()) == (422, True)
    assert sent(filler, mine, b"not a workbook").status_code == 422


def test_what_another_department_left_out_is_not_left_out_of_ours(filler, client_of, mine, returned):
    """The region remembers that a name is not taken; a line of ours that is called so is taken all the same."""
    content = sheet(("人员经费", 1, 2, 3), ("零星支出", 4, 5, 6))
    page = sent(filler, mine, content)
    choice = {view.field: "skip" for view in page.context["found"].views}
    post(filler, mine, "match", **choice)
    post(filler, mine, "confirm", seen=shown(filler, mine).context["seen"], **choice)
    assert FinanceMapping.objects.get().items == {"人员经费": "skip", "零星支出": "skip"}
    found = sent(client_of("canlian"), returned, content).context["found"]
    assert found.targets == {"人员经费": "item:basic_staff", "零星支出": "skip"}


def test_lines_that_add_up_to_no_amount_are_refused(filler, mine):
    """Each is an amount, their sum none: facts with it could not be read again."""
    before, most = load_facts(mine), 9_999_999_999_999
    page = sent(filler, mine, sheet(("人员经费", most, most, 1), ("（一）人员经费", most, most, 1)))
    told = [problem.message for problem in page.context["found"].problems]
    assert told[0] == "人员经费 · 年初预算数：第 4、5 行合计太大，请核对金额单位"
    assert post(filler, mine, "confirm", seen=page.context["seen"]).status_code == 422
    assert load_facts(mine) == before


def test_only_the_file_that_was_looked_at_is_imported(filler, mine):
    """Another window sends another file; this one still shows the first."""
    before, page = load_facts(mine), sent(filler, mine, sheet(("人员经费", 1, 2, 3)))
    sent(filler, mine, sheet(("人员经费", 7, 8, 9)))
    response = post(filler, mine, "confirm", seen=page.context["seen"])
    assert response.status_code == 409
    assert "上传的文件或选项有变动，没有导入" in response.content.decode()
    assert load_facts(mine) == before
