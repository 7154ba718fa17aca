"""As people who have never seen it would, from an empty year to the approved report, with and without scripts."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.utils import timezone
from pypdf import PdfReader

from evaluations.demo.accounts import CPPCC, PASSWORD
from evaluations.models import SelfEvaluation
from evaluations.queries import load_facts
from tests.browser import filling
from tests.browser.desk import Desk
from tests.reports.pdfs import pdf

YEAR = 2023
NAME = f"花都区政协 {YEAR} 年度自评"
#: What each job costs at most; a change that asks for more should be made on purpose.
MOST_CLICKS = {
    "": 4,
    "填报": 45,
    "说明并提交": 6,
    "答复并再次提交": 14,
    "下载": 2,
    "盖章件": 3,
    "审核退回": 7,
    "审核通过": 2,
}
MOST_LOADS = 14


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_year_from_nothing_to_the_approved_report(
    new_desk: Callable[..., Desk], tmp_path: Path, scripts: bool, count: Callable[..., None]
) -> None:
    manager, preparer, leader, reviewer, stranger = (new_desk(java_script_enabled=scripts) for _ in range(5))
    people = ("caizheng", "zhengxie", "zhengxie-fzr", "shenhe")
    for desk, username in zip((manager, preparer, leader, reviewer), people, strict=True):
        desk.log_in(username, PASSWORD)
    open_the_year(manager)
    preparer.job = "填报"
    preparer.go("/")
    preparer.follow(NAME)
    filling.fill_everything(preparer, tmp_path)
    preparer.job = "说明并提交"
    explain_and_send(preparer)
    sign(leader)
    reviewer.job = "审核退回"
    remark_and_return(reviewer)
    preparer.job = "答复并再次提交"
    answer_and_send_again(preparer)
    sign(leader)
    reviewer.job = "审核通过"
    approve(reviewer)
    preparer.job = "下载"
    file = read_the_report(preparer, tmp_path)
    preparer.job = "盖章件"
    lay_the_stamped_scan_beside_it(preparer, file, tmp_path)
    check_the_file(stranger, file, uploads=not scripts)
    nothing_can_be_changed_any_more(preparer)
    clicks, loads = preparer.clicks + reviewer.clicks, preparer.loads + reviewer.loads
    most = MOST_CLICKS | ({} if scripts else {"填报": 52})
    means = "" if scripts else "（无脚本）"
    for job in filter(None, clicks):
        count(f"全流程{means}：{job}", clicks[job], most[job])
    if scripts:
        count("全流程：填报", loads["填报"], MOST_LOADS, "次载入")
    assert clicks[""] <= most[""]


def open_the_year(manager: Desk) -> None:
    """The manager makes the campaign and opens the evaluations."""
    manager.follow("自评任务")
    manager.follow("新建任务")
    manager.type(year=f"{YEAR}", name=f"{YEAR}年度部门整体支出绩效自评")
    today = timezone.localdate()
    manager.type(opens_on=f"{today}", due_on=f"{today + timedelta(days=30)}")
    for name in ("index_system", "report_template"):
        choice = manager.control(name).locator("option", has_text="花都").first
        manager.control(name).select_option(choice.get_attribute("value"))
    manager.press("建立任务")
    manager.press("为各部门开启自评")
    assert manager.says("已为 3 个部门开启自评")


def explain_and_send(preparer: Desk) -> None:
    """No error is left; the one warning is explained, then the evaluation goes to the leader."""
    preparer.open_section("核对与提交")
    findings = preparer.page.locator("#findings")
    assert findings.locator(".findings-danger").count() == 0, findings.inner_text()
    assert "在职 25 人，超过编制 24 人" in findings.inner_text()
    send(preparer)
    assert preparer.says("还有 1 个问题没有处理"), preparer.text()[:1500]
    preparer.write(findings.locator("textarea"), "一名军转干部待列编，已报区委编办。")
    preparer.press("保存说明", findings)
    send(preparer)
    assert preparer.says("已送负责人审签")


def send(preparer: Desk) -> None:
    """The declaration, then the button."""
    declared = preparer.page.get_by_role("checkbox", name="真实性")
    if not declared.is_checked():  # what was ticked before a refusal is still ticked
        preparer.click(declared)
    preparer.press("送负责人审签")


def sign(leader: Desk) -> None:
    """The leader finds it under 待我办理, reads, declares and signs."""
    leader.go("/")
    leader.follow(NAME)
    leader.click(leader.page.get_by_role("checkbox", name="真实性"))
    leader.press("审签并报送")
    assert leader.says("已审签并报送")


def remark_and_return(reviewer: Desk) -> None:
    """Two remarks at their items, then back with a word."""
    reviewer.go("/")
    reviewer.follow(NAME)
    for section, label, words in (
        ("projects", "委员培训及视察", "项目执行数与明细账不一致，请核对。"),
        ("indicators", "委员培训效果", "目标能否量化？"),
    ):
        link = reviewer.page.locator(f'.item-link[href^="?at={section}/"]')
        item = reviewer.page.locator("li, tr").filter(has_text=label).filter(has=link)
        reviewer.open(item.last.locator(link))
        reviewer.type(text=words)
        reviewer.press("记下意见")
        assert reviewer.says("已记下")
    reviewer.press("退回修改")
    assert "要写明意见" in reviewer.text(), "not without a word"
    reviewer.type(comment="请按意见修改并逐条答复。")
    reviewer.press("退回修改")
    assert reviewer.says("已退回修改")


def answer_and_send_again(preparer: Desk) -> None:
    """One remark leads to a change, the other to a reason; only then it can be sent."""
    preparer.go("/")
    preparer.follow(NAME)
    preparer.follow("核对与提交")
    send(preparer)
    assert preparer.says("还有审核意见没有答复")
    preparer.open_section("重点任务项目")
    (project,) = preparer.keys("projects")
    preparer.type(f"projects-{project}-", executed_amount="298.76")
    preparer.save("list")
    preparer.follow("查看审核意见并答复")
    for label, kind, words in (
        ("委员培训及视察", "changed", "已按明细账改为298.76万元。"),
        ("委员培训效果", "kept", "培训效果为定性评价，附问卷统计。"),
    ):
        remark = preparer.page.locator("article.remark", has_text=label)
        preparer.click(remark.locator(f'input[type="radio"][value="{kind}"]'))
        preparer.write(remark.locator("textarea"), words)
        preparer.press("答复", remark)
        assert preparer.says("答复已保存")
    preparer.open_section("核对与提交")
    send(preparer)
    assert preparer.says("已送负责人审签"), preparer.text()[:3000]


def approve(reviewer: Desk) -> None:
    """The reviewer reads the answers and approves."""
    reviewer.go("/")
    reviewer.follow(NAME)
    assert "已按明细账改为298.76万元。" in reviewer.text()
    reviewer.press("审核通过")
    assert reviewer.says("已审核通过")


def read_the_report(preparer: Desk, folder: Path) -> Path:
    """The PDF of the second round says what was changed."""
    preparer.go("/")
    preparer.follow("花都区政协")
    file = preparer.download("下载 PDF", folder)
    assert file.name == f"{YEAR}_花都区政协_整体支出绩效自评报告_第2轮.pdf"
    words = "".join("".join(page.extract_text().split()) for page in PdfReader(file).pages)
    for expected in (
        "政协广州市花都区委员会",
        f"{YEAR}年度部门整体支出绩效得分98.5分",
        "等级为优",
        "298.76",
        "1,057.63",
    ):
        assert expected in words
    for gone in ("299.5", "草稿", "未填写"):
        assert gone not in words
    return file


def lay_the_stamped_scan_beside_it(preparer: Desk, file: Path, folder: Path) -> None:
    """The page of the issued file shows the hash of what was downloaded, and takes the scan."""
    preparer.follow("签发文件、SHA-256 和盖章件")
    assert sha256(file.read_bytes()).hexdigest() in preparer.text()
    scan = folder / "盖章件.pdf"
    scan.write_bytes(pdf(7))
    preparer.control("file").set_input_files(scan)
    preparer.press("上传盖章件")
    assert preparer.says("盖章件第 1 版已上传，共 7 页")
    assert preparer.download("盖章件.pdf", folder).read_bytes() == pdf(7)


def check_the_file(stranger: Desk, file: Path, *, uploads: bool) -> None:
    """Whoever holds the file learns that it is the issued one, and of another that it is not; without a login."""
    posted: list[bytes] = []
    stranger.page.on(
        "request",
        lambda request: posted.append(request.post_data_buffer or b"") if request.method == "POST" else None,
    )
    other = file.with_name("另存.pdf")
    other.write_bytes(file.read_bytes()[:-1] + b" ")
    for held, verdict in ((file, "一致：与系统签发的报告相同"), (other, "未找到")):
        stranger.go("/verify/")
        stranger.control("file").set_input_files(held)
        stranger.press("核对")
        assert verdict in stranger.text()
        assert sha256(held.read_bytes()).hexdigest() in stranger.text()
    stays = [b'filename=""' in body for body in posted]
    assert stays == [not uploads] * 2, "with scripts the file stays where it is"


def nothing_can_be_changed_any_more(preparer: Desk) -> None:
    """Pages without controls, and a tampered post without effect."""
    evaluation = SelfEvaluation.objects.get(campaign__year=YEAR, department__code=CPPCC)
    before = load_facts(evaluation)
    for section in filling.SECTIONS:
        preparer.go(f"/evaluations/{evaluation.pk}/sections/{section}/")
        assert (
            preparer.page.locator("main")
            .locator("input:not([type=hidden]), textarea, select, button")
            .count()
            == 0
        )
    path = f"/evaluations/{evaluation.pk}/sections/conclusion/"
    assert preparer.post(path, {"version": "1", "management": "改", "narrative": "改", "do": "save"}) == 302
    assert load_facts(evaluation) == before
    preparer.go(path)
    assert preparer.says("不能修改")
