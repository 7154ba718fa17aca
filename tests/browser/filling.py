"""What a preparer types into the ten sections of a small department's evaluation, from nothing to no error."""

import io
from pathlib import Path

from PIL import Image
from pypdf import PdfWriter

from evaluations.domain.sections import FORM_SECTIONS
from tests.browser.desk import Desk

SECTIONS = [section.key for section in FORM_SECTIONS]
#: Typed as people type; (年初预算数, 全年预算数, 全年执行数, 上年决算数) by the line's name in the table.
BUDGET = {
    "一般公共预算拨款收入": ("1,057.63万元", "１，１００", "1090.5", "￥1000"),
    "政府性基金预算拨款收入": ("０", "0", "0.00", "０"),
    "国有资本经营预算拨款收入": ("不适用", "不适用", "不适用", "不适用"),
    "财政专户管理资金收入": ("不适用", "不适用", "不适用", "不适用"),
    "其他收入": ("0", "0", "0", "0"),
    "一般公共预算支出": ("1,057.63", "1100", "1,090.50 ", "1000"),
    "政府性基金预算支出": ("0", "0", "0", "0"),
    "国有资本经营预算支出": ("不适用", "不适用", "不适用", "不适用"),
    "财政专户管理资金支出": ("不适用", "不适用", "不适用", "不适用"),
    "其他资金支出": ("0", "0", "0", "0"),
    "人员经费": ("500", "500", "495.5", "480"),
    "公用经费": ("57.63", "100", "95", "70"),
    "项目支出": ("500", "500", "500", "450"),
    "因公出国（境）费": ("0", "0", "0", "0"),
    "公务用车购置费": ("不适用", "不适用", "不适用", "不适用"),
    "公务用车运行维护费": ("3.5", "3.5", "3.214567", "3.4"),
    "公务接待费": ("1.2", "1.2", "0.8", "1.1"),
}
COLUMNS = ("initial_amount", "adjusted_amount", "executed_amount", "last_year_amount")


def fill_profile(desk: Desk) -> None:
    """部门概况: one more in service than established, which asks for an explanation."""
    desk.type(
        nature="正处级机关，承担委员联络、提案办理和调研视察的服务保障工作",
        established_count="２４", serving_count="25", retired_count="12",
    )  # fmt: skip
    office = desk.add("divisions", name="办公室")
    desk.add_below("divisions", office, name="提案委员会")
    unwanted = desk.add("subunits", name="写错了的单位")
    desk.shift("drop", "subunits", unwanted)
    second = desk.add("duties", text="组织委员开展调研视察")
    first = desk.add_below("duties", second, text="办理委员提案")
    desk.shift("up", "duties", first)
    desk.tick("complete", "yes")
    desk.save("next")


def fill_tasks(desk: Desk) -> None:
    """年度工作任务: two."""
    desk.type(overview="围绕全区中心工作履行职能。")
    first = desk.add("tasks", title="提案办理提质", text="办理提案120件，重点提案由领导领衔督办。")
    desk.add_below("tasks", first, title="委员履职服务", text="组织委员培训和专题视察。")
    desk.tick("complete", "yes")
    desk.save("next")


def fill_budget(desk: Desk) -> None:
    """部门整体收支: every line, found by its name in the table."""
    for label, amounts in BUDGET.items():
        row = desk.page.get_by_role("row").filter(
            has=desk.page.get_by_role("rowheader", name=label, exact=True)
        )
        key = row.locator('input[name="budget_lines"]').get_attribute("value")
        desk.type(f"budget_lines-{key}-", **dict(zip(COLUMNS, amounts, strict=True)))
    desk.type(adjustment_reason="年中追加委员培训经费42.37万元。")
    desk.tick("complete", "yes")
    desk.save("next")


def fill_goals(desk: Desk) -> None:
    """整体绩效目标: one for each task."""
    tasks = ("提案办理提质", "委员履职服务")
    key = ""
    for title, task in zip(("提高提案办理质量", "提升委员履职能力"), tasks, strict=True):
        texts = {"title": title, "expected": "全年任务按期完成。", "achieved": "全年任务已按期完成。"}
        key = desk.add_below("goals", key, **texts) if key else desk.add("goals", **texts)
        row = desk.page.locator(f"#goals-{key}")
        desk.click(row.get_by_role("checkbox", name=task))
    desk.tick("complete", "yes")
    desk.save("next")


def fill_indicators(desk: Desk) -> None:
    """绩效指标: two groups under the planted first level; figures, words, a lost point with its reason."""
    (planted,) = desk.keys("indicators")
    second = desk.add("indicators", planted, name="提案办理")
    first = _leaf(desk, second, name="办理提案件数", kind="产出·数量", direction="≥", target_value="120", actual_value="126",
          unit="件", points="40", self_score="40", goal="提高提案办理质量")  # fmt: skip
    _leaf(desk, second, above=first, name="提案人满意率", kind="满意度", direction="≥", target_value="98", actual_value="93.1",
          unit="%", points="30", self_score="28.5", goal="提高提案办理质量",
          deduction_reason="个别提案答复不够及时", corrective_measures="建立答复时限提醒")  # fmt: skip
    second = desk.add("indicators", planted, name="履职服务")
    _leaf(desk, second, name="委员培训效果", kind="产出·质量", direction="定性", target_text="参训委员普遍认可",
          actual_text="问卷反馈良好", attainment="达成年度指标", points="30", self_score="30", goal="提升委员履职能力")  # fmt: skip
    desk.tick("complete", "yes")
    desk.save("next")


def _leaf(desk: Desk, parent: str, rowset: str = "indicators", above: str = "", **texts: str) -> str:
    # The direction first: it shows the fields that go with it.
    texts = {"direction": texts.pop("direction"), **texts}
    return desk.add_below(rowset, above, parent, **texts) if above else desk.add(rowset, parent, **texts)


def fill_projects(desk: Desk) -> None:
    """重点任务项目: one with two indicators of its own."""
    key = desk.add(
        "projects", name="委员培训及视察", task="委员履职服务", initial_amount="300", adjusted_amount="300",
        executed_amount="299.5", work_done="举办培训4期，组织视察6次。", self_score="98",
        deduction_reason="一期培训延后举办",
    )  # fmt: skip
    first = _leaf(desk, key, "project_indicators", name="举办培训期数", kind="产出·数量", direction="=", target_value="4",
          actual_value="4", unit="期", points="60", self_score="60")  # fmt: skip
    _leaf(desk, key, "project_indicators", above=first, name="按期举办率", kind="产出·时效", direction="≥", target_value="100",
          actual_value="95", unit="%", points="40", self_score="38", deduction_reason="一期延后",
          corrective_measures="提前落实师资")  # fmt: skip
    desk.tick("complete", "yes")
    desk.save("next")


def fill_conclusion(desk: Desk) -> None:
    """自评结论."""
    desk.type(management="按季监控绩效目标，年末组织自评。", narrative="预算执行均衡，资金使用达到预期效果。")
    desk.tick("complete", "yes")
    desk.save("next")


def fill_problems(desk: Desk) -> None:
    """问题与改进措施: one measure for two problems."""
    first = desk.add("problems", text="个别提案答复不及时", cause="承办单位较多")
    desk.add_below("problems", first, text="培训计划执行有延后", cause="师资协调不及时")
    measure = desk.add("measures", text="建立提案和培训两张时限清单，按月通报")
    for box in desk.page.locator(f"#measures-{measure}").get_by_role("checkbox").all():
        desk.click(box)
    desk.tick("complete", "yes")
    desk.save("next")


def upload_evidence(desk: Desk, folder: Path) -> None:
    """佐证材料: a PDF and a picture, both for an indicator, the PDF for the project as well."""
    for path, kind, sample, indicators in (
        (a_pdf(folder), "工作总结", "", ("办理提案件数",)),
        (a_picture(folder), "满意度问卷及统计", "60", ("委员培训效果", "提案人满意率")),
    ):
        at_once = desk.page.locator(".uploads-at-once").count() > 0
        if not at_once:
            desk.attach("file", path)
        desk.type(kind=kind, dated="2023-12-20", sample_size=sample)
        for indicator in indicators:
            desk.click(desk.page.get_by_role("checkbox", name=indicator))
        if path.suffix == ".pdf":
            desk.click(desk.page.get_by_role("checkbox", name="委员培训及视察"))
        if at_once:  # what is chosen goes with what is ticked by then
            desk.attach("file", path)
            desk.page.locator(".upload-done").wait_for()
            desk.again("佐证材料")
        else:
            desk.press("上传")
        assert path.stem in desk.text()


def a_pdf(folder: Path) -> Path:
    """A real PDF."""
    path, writer = folder / "提案办理台账.pdf", PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(path)
    return path


def a_picture(folder: Path) -> Path:
    """A real PNG."""
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(content, "PNG")
    path = folder / "培训问卷统计.png"
    path.write_bytes(content.getvalue())
    return path


def fill_everything(desk: Desk, folder: Path) -> None:
    """All sections in order, from the task list on; each save leads to the next."""
    desk.follow("1. 部门概况")
    for fill in (
        fill_profile, fill_tasks, fill_budget, fill_goals, fill_indicators, fill_projects, fill_conclusion,
        fill_problems,
    ):  # fmt: skip
        fill(desk)
    upload_evidence(desk, folder)
