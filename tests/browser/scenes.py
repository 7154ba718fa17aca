"""Every page in every state, one scene a person: each opens its pages one after the other and names them."""

from collections.abc import Callable, Iterator
from datetime import date

from accounts.acting import acting
from accounts.exchange.roster import DEPARTMENTS, PEOPLE
from accounts.models import Region, User
from accounts.roles import Role
from evaluations.actions.index_systems import store_draft
from evaluations.actions.reference import copy_definition
from evaluations.actions.review import answer_remark
from evaluations.actions.workflow import take_step
from evaluations.demo.accounts import PASSWORD
from evaluations.demo.seeding import seed_year_before
from evaluations.domain.sections import FORM_SECTIONS
from evaluations.enums import Action
from evaluations.models import AnswerKind, Campaign, Evidence, IndexSystem, ReportTemplate, SelfEvaluation
from reports.actions.stamped import add_stamped
from reports.models import IssuedReport
from tests.browser import workbook_files
from tests.browser.clipboard import block, paste
from tests.browser.desk import Desk
from tests.evaluations.domain.old_report.texts import OWN
from tests.factories import file_before, make_evaluation, make_person, rights, union_facts
from tests.reports.pdfs import pdf

DeskOf = Callable[..., Desk]
Scene = Iterator[tuple[str, Desk]]
SECTIONS = [section.key for section in FORM_SECTIONS]
#: A control of each section and what cannot be stored in it.
WRONG = {
    "profile": ("established_count", "很多"),
    "budget": ("budget_lines", "-1"),
    "indicators": ("indicators", "一百"),
    "projects": ("projects", "1.12345678"),
}


def _evaluation(code: str) -> SelfEvaluation:
    return SelfEvaluation.objects.select_related("campaign__region", "department").get(department__code=code)


def _pages(desk: Desk, state: str, evaluation: SelfEvaluation, *paths: str) -> Scene:
    """Pages of one evaluation; all that every reader may open unless some are named."""
    home = f"/evaluations/{evaluation.pk}/"
    every = ("", *(f"sections/{key}/" for key in SECTIONS), "evidence/", "check/", "answers/")
    for path in paths or every:
        desk.go(home + path)
        yield f"{state}: {path or 'detail'}", desk
    desk.go(f"/reports/{evaluation.pk}/")
    yield f"{state}: report", desk


def nobody(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """Before logging in, and when it goes wrong."""
    desk = new_desk()
    desk.go("/login/")
    yield "login", desk
    desk.type(username="zhengxie", password="wrong")
    desk.press("登录")
    yield "login refused", desk
    desk.page.context.clear_cookies()
    desk.press("登录")
    yield "form expired", desk
    desk.go("/verify/")
    yield "verify", desk
    desk.press("核对")
    yield "verify: nothing asked", desk
    for name, sha256 in (("found", IssuedReport.objects.get().sha256), ("not found", "0" * 64)):
        desk.go(f"/verify/?sha256={sha256}")
        yield f"verify: {name}", desk


def empty(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """A new department's evaluation where nothing was filled in."""
    evaluation = make_evaluation(Campaign.objects.get(), "999001")
    people["new"] = make_person("new", Role.PREPARER, department=evaluation.department)
    yield from _pages(desk_of("new"), "empty", evaluation)


def carried(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """A year after a filing: what can be copied, what was copied, last year's measures and figures."""
    campaign = Campaign.objects.get()
    evaluation = make_evaluation(campaign, "999001")
    facts = union_facts()
    file_before(campaign, evaluation.department, facts, people["gonghui"], years=2)
    people["new"] = make_person("new", Role.PREPARER, department=evaluation.department)
    desk, home = desk_of("new"), f"/evaluations/{evaluation.pk}/"
    desk.go(f"{home}last-year/")
    yield "last year: two years ago", desk
    file_before(campaign, evaluation.department, facts, people["gonghui"], approver=people["shenhe"])
    for path in ("", "last-year/"):
        desk.go(home + path)
        yield f"last year: {path or 'detail'}", desk
    for details in desk.page.locator(".carry-lines > summary").all():
        details.click()
    yield "last year: line by line", desk
    desk.press("复制勾选的内容")
    yield from _pages(desk, "copied", evaluation)
    desk.go(f"{home}last-year/")
    desk.press("复制勾选的内容")
    yield "last year: nothing left to copy", desk


def filled(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """A draft with much in it; a row just added."""
    evaluation = _evaluation("103001")
    desk = desk_of("zhengxie")
    desk.go("/")
    yield "dashboard of a preparer", desk
    for path in ("", "?show=unread"):
        desk.go(f"/messages/{path}")
        yield f"messages: {path}", desk
    desk.press("全部标为已读")
    desk.go("/messages/?show=unread")
    yield "messages: none unread", desk
    yield from _pages(desk, "draft", evaluation)
    desk.go(f"/evaluations/{evaluation.pk}/sections/problems/")
    desk.add("measures")
    yield "draft: row added", desk
    yield from _grids(desk, evaluation)
    for path in ("/password/", "/help/", "/help/terms/", f"/reports/handbook/{evaluation.campaign_id}/"):
        desk.go(path)
        yield path, desk


def _grids(desk: Desk, evaluation: SelfEvaluation) -> Scene:
    """What scripts show at a grid: the keys, the way back, the offer to convert, a block that did not fit, the drawer."""
    home = f"/evaluations/{evaluation.pk}/sections/"
    desk.go(f"{home}problems/")
    desk.shift("drop", "measures", desk.add("measures", text="一条要删去的措施"))
    yield "grid: row removed", desk
    desk.page.locator(".keys summary").click()
    yield "grid: keys", desk
    desk.go(f"{home}budget/")
    first = f"budget_lines-{desk.keys('budget_lines')[0]}-"
    desk.type(first, last_year_amount="1000", initial_amount="10576300")
    desk.page.keyboard.press("Tab")
    paste(desk, f"{first}executed_amount", block([["1", "约二", "三", "四"]]))
    yield "grid: a block that did not fit, an offer", desk
    desk.page.locator("a[data-row-details]").first.click()
    desk.page.locator(".row-drawer h3").first.wait_for()
    yield "grid: drawer", desk
    desk.go(f"{home}budget/rows/budget_lines/{first.removeprefix('budget_lines-').rstrip('-')}/")
    yield "grid: page of a row", desk


def wrong(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """Sections that could not be saved; an upload without a file."""
    evaluation = _evaluation("126001")
    desk = desk_of("canlian")
    for section, (name, text) in WRONG.items():
        desk.go(f"/evaluations/{evaluation.pk}/sections/{section}/")
        fields = {"budget": "initial_amount", "indicators": "points", "projects": "initial_amount"}
        if section in fields:
            name = f"{name}-{desk.keys(name)[-1]}-{fields[section]}"
        desk.type(**{name: text})
        desk.save()
        yield f"errors: {section}", desk
    desk.go(f"/evaluations/{evaluation.pk}/evidence/")
    desk.control("file").set_input_files(
        {"name": "假.pdf", "mimeType": "application/pdf", "buffer": b"no pdf"}
    )
    desk.page.locator(".upload-failed").wait_for()
    yield "errors: evidence", desk
    desk.go(f"/evaluations/{evaluation.pk}/check/")
    findings = desk.page.locator("#findings")
    findings.locator('input[name$="-message"]').first.evaluate("input => { input.value = '先前的问题'; }")
    desk.write(findings.locator("textarea").first, "已核对，另附说明。")
    desk.open(findings.get_by_role("button", name="说明").first)
    yield "errors: explained what is no more", desk


def returned(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """Sent back with remarks; an answer without words."""
    evaluation = _evaluation("126001")
    desk = desk_of("canlian")
    yield from _pages(desk, "returned", evaluation)
    desk.go(f"/evaluations/{evaluation.pk}/answers/")
    desk.press("答复", desk.page.locator("article.remark").first)
    yield "returned: answer refused", desk
    desk.go(f"/evaluations/{evaluation.pk}/evidence/")
    desk.open(desk.page.locator("main").get_by_role("link", name="修改").first)
    yield "returned: a piece of evidence", desk
    yield from _pages(desk, "returned", evaluation, "rules/", "scores/")
    piece = Evidence.objects.filter(evaluation=evaluation).exclude(file="").first()
    assert piece is not None
    desk.go(f"/evaluations/{evaluation.pk}/evidence/{piece.key}/view/")
    yield "returned: a piece of evidence looked at", desk


def locked(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """Approved: to be read only; the issued file with two stamped scans, a third refused."""
    evaluation, desk = _evaluation("113001"), desk_of("gonghui")
    yield from _pages(desk, "approved", evaluation)
    report = IssuedReport.objects.get()
    for mark in "12":
        add_stamped(issued=report, name="盖章件.pdf", content=pdf(3, mark), rights=rights(people["gonghui"]))
    desk.go(f"/reports/{evaluation.pk}/issued/")
    yield "issued", desk
    desk.press("上传盖章件")
    yield "issued: no scan chosen", desk
    desk.go(f"/reports/{evaluation.pk}/changes/")
    yield "approved: one version", desk
    seed_year_before(people, 2021)
    desk.go(f"/reports/{evaluation.pk}/changes/")
    yield "approved: beside last year", desk


def submit_again(people: dict[str, User], until: Action = Action.SIGN) -> SelfEvaluation:
    """残联 answers its remarks and submits for the second time."""
    evaluation = _evaluation("126001")
    for remark in evaluation.remarks.all():
        answer_remark(
            evaluation=evaluation,
            key=remark.key,
            kind=AnswerKind.KEPT,
            answer="数据无误，附说明。",
            by=people["canlian"],
        )
    steps = ((Action.SEND_TO_LEADER, "canlian"), (Action.SIGN, "canlian-fzr"))
    for action, name in steps:
        assert not take_step(
            evaluation=evaluation, action=action, rights=rights(people[name]), comment="同意"
        )
        if action == until:
            break
    return evaluation


def leader(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """Waiting for the leader's signature."""
    evaluation = submit_again(people, Action.SEND_TO_LEADER)
    desk = desk_of("canlian-fzr")
    desk.go("/")
    yield "dashboard of a leader", desk
    desk.go(f"/evaluations/{evaluation.pk}/check/")
    yield "leader: check", desk
    desk.press("审签并报送")
    yield "leader: not declared", desk


def reviewer(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """The second round at the finance bureau: noting, withdrawing, deciding."""
    evaluation = submit_again(people)
    desk = desk_of("shenhe")
    desk.go("/")
    yield "dashboard of a reviewer", desk
    yield from _pages(desk, "reviewer", evaluation, "", "sections/budget/", "review/")
    desk.go(f"/evaluations/{evaluation.pk}/review/")
    desk.open(desk.page.locator(".item-link").nth(3))
    yield "reviewer: remark form", desk
    desk.press("记下意见")
    yield "reviewer: remark refused", desk
    for show in ("returned", "all"):
        desk.go(f"/reports/{evaluation.pk}/changes/?show={show}")
        yield f"reviewer: versions side by side, {show}", desk
    desk.go(f"/evaluations/{evaluation.pk}/review/")
    desk.open(desk.page.locator(".item-link").nth(3))
    desk.type(text="请补充依据。")
    desk.press("记下意见")
    yield "reviewer: remark noted", desk
    yield from _scores(desk, evaluation)


def _scores(desk: Desk, evaluation: SelfEvaluation) -> Scene:
    """核查得分: to be filled, refused, kept; and what the reviewer is told who decides without a word."""
    desk.go(f"/evaluations/{evaluation.pk}/scores/")
    yield "reviewer: scores", desk
    score = desk.page.locator('#scores-form input[name$="-score"]').first
    desk.write(score, "很多")
    desk.press("保存核查得分")
    yield "reviewer: scores refused", desk
    prefix = (score.get_attribute("name") or "").removesuffix("score")
    desk.type(prefix, score="0", reason="没有佐证材料", basis="评分标准第三条")
    desk.press("保存核查得分")
    yield "reviewer: scores kept", desk
    desk.go(f"/evaluations/{evaluation.pk}/review/")
    desk.press("退回修改")
    yield "reviewer: returned without a word", desk


def recalled(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """Sent too early: what the preparer is offered at the leader and at finance, a reason refused, a request as both read it."""
    evaluation = make_evaluation(Campaign.objects.get(), "999001", union_facts())
    for name, role in (("new", Role.PREPARER), ("head", Role.LEADER)):
        people[name] = make_person(name, role, department=evaluation.department)
    desk, home = desk_of("new"), f"/evaluations/{evaluation.pk}/"
    for action, name in ((Action.SEND_TO_LEADER, "new"), (Action.SIGN, "head")):
        assert not take_step(evaluation=evaluation, action=action, rights=rights(people[name]))
        yield from _pages(desk, f"after {action}", evaluation, "", "check/", "sections/profile/")
        with acting("tests"):
            Campaign.objects.update(opens_on=date(2023, 1, 1), due_on=date(2023, 3, 1))
        yield from _pages(desk, f"after {action}, late", evaluation, "")
        with acting("tests"):
            Campaign.objects.update(due_on=date(9999, 12, 31))
    desk.go(f"{home}check/")
    desk.press("申请退回修改")
    yield "request without a reason", desk
    desk.type(comment="附件3漏了一笔。")
    desk.press("申请退回修改")
    yield "requested", desk
    desk.go("/")
    yield "requested: dashboard", desk
    reviewer = desk_of("shenhe")
    reviewer.go("/")
    yield "requested: desk of finance", reviewer
    yield from _pages(reviewer, "requested", evaluation, "", "review/", "check/")


def conflict(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """Two people saved one section."""
    evaluation = _evaluation("103001")
    people["second"] = make_person("second", Role.PREPARER, department=evaluation.department)
    first, second = desk_of("zhengxie"), desk_of("second")
    for number, desk in enumerate((first, second)):
        desk.go(f"/evaluations/{evaluation.pk}/sections/profile/")
        desk.type(nature=f"第{number}份", serving_count=f"{number}")
    first.save()
    second.save()
    yield "conflict", second


def drafts(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """Unsaved typing: stored, offered, gone on with, named before submitting; the login over the page and after it."""
    evaluation = _evaluation("126001")
    desk, path = desk_of("canlian"), f"/evaluations/{evaluation.pk}/"
    desk.expect(401)
    desk.go(f"{path}sections/profile/")
    desk.type(nature="写到一半的性质")
    desk.page.locator('#save-state[data-state="stored"]').wait_for()
    desk.go(f"{path}sections/profile/")
    desk.page.get_by_text("查看差异").click()
    yield "draft offered", desk
    desk.follow("继续编辑草稿")
    yield "draft gone on with", desk
    desk.go(f"{path}check/")
    yield "draft named before submitting", desk
    desk.go(f"{path}sections/profile/")
    desk.page.context.clear_cookies(name="sid")
    desk.type(nature="登录过期")
    desk.page.locator("#relogin[open]").wait_for()
    yield "login over the page", desk
    desk.page.get_by_role("button", name="稍后登录").click()
    desk.save()
    yield "login with a carried form", desk
    desk.type(username="canlian", password=PASSWORD)
    desk.press("登录")
    yield "carried form", desk


def together(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """Sections given out (and wrongly so), notes at a section, the record; as the department and as finance."""
    home = f"/evaluations/{_evaluation('103001').pk}/"
    desk = desk_of("zhengxie-fzr")
    desk.go(f"{home}assignments/")
    desk.page.get_by_label("年度工作任务：说明").fill("没有选人")
    desk.press("保存分工")
    yield "assignments: nobody chosen", desk
    desk.page.get_by_label("年度工作任务：交给").select_option(label="黄晓敏")
    desk.press("保存分工")
    yield "detail: a section given out", desk
    desk.go("/")
    yield "dashboard: given to colleagues", desk
    desk.go(f"{home}sections/tasks/notes/")
    desk.press("记下备注")
    yield "notes: no words", desk
    desk.page.get_by_label("内部备注").fill("等业务科的数。")
    desk.press("记下备注")
    yield "notes: one", desk
    yield from _pages(desk, "noted", _evaluation("103001"), "sections/tasks/", "record/")
    finance = desk_of("shenhe")
    yield from _pages(finance, "finance", _evaluation("103001"), "record/?section=profile")


def manager(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """Campaigns: the list, a new one (refused), one with its departments, an extension (refused)."""
    campaign = Campaign.objects.get()
    desk = desk_of("caizheng")
    pages = (
        "/",
        "/campaigns/",
        "/campaigns/new/",
        f"/reports/rollup/{campaign.pk}/",
        f"/campaigns/{campaign.pk}/",
    )
    for path in pages:
        desk.go(path)
        yield f"manager: {path}", desk
    desk.press("批准延期")
    yield "manager: extension refused", desk
    desk.page.get_by_label("只催勾选的部门").check()
    desk.press("发送催报")
    yield "manager: reminder refused", desk
    desk.page.get_by_label("全部未报送的部门").check()
    desk.press("发送催报")
    yield "manager: reminded", desk
    desk.go("/campaigns/new/")
    desk.press("建立任务")
    yield "manager: campaign refused", desk
    yield from _settings(desk, campaign)


def _settings(desk: Desk, campaign: Campaign) -> Scene:
    """Index systems: the list, a file refused, a whole one, a draft that is not; and the settings of the checker."""
    system = IndexSystem.objects.get(code="hunan-2021")
    draft = copy_definition(row=system, by="tests")
    draft.definition["nodes"][2]["points"] = "4.00"
    store_draft(facts=draft.facts, by="tests")
    paths = ("/index-systems/", f"/index-systems/{system.pk}/", f"/index-systems/{draft.pk}/")
    for path in (*paths, f"/campaigns/{campaign.pk}/checks/"):
        desk.go(path)
        yield f"manager: {path}", desk
    desk.type(**{"threshold-one_indicator": "很多"})
    desk.press("保存校验设置")
    yield "manager: settings refused", desk
    desk.go(f"/index-systems/{draft.pk}/")
    desk.press("发布")
    yield "manager: publishing refused", desk
    desk.go("/index-systems/")
    desk.press("上传为草稿")
    yield "manager: file refused", desk
    yield from _templates(desk)


def _templates(desk: Desk) -> Scene:
    """Report templates: the list, a published one, a draft, its text (refused), the preview."""
    template = ReportTemplate.objects.get(code="guangdong-county")
    draft = copy_definition(row=template, by="tests")
    paths = ("", f"{template.pk}/", f"{draft.pk}/", f"{draft.pk}/edit/")
    for path in paths:
        desk.go(f"/report-templates/{path}")
        yield f"manager: /report-templates/{path}", desk
    desk.type(text="标题：{部们}")
    desk.press("保存草稿")
    yield "manager: template refused", desk
    desk.go(f"/reports/templates/{draft.pk}/")
    yield "manager: template preview", desk


def workbooks(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """用 Excel 填写: the page, a file refused, problems, a comparison with every sort of change; a finance sheet."""
    evaluation = _evaluation("103001")
    desk, path = desk_of("zhengxie"), f"/evaluations/{evaluation.pk}/workbook/"
    desk.go(path)
    yield "workbook", desk
    desk.press("上传并查看对照")
    yield "workbook: no file", desk
    desk.press("上传财务表")
    yield "finance sheet: no file", desk
    book = workbook_files.edited(desk, path)
    for name, content in (
        ("problems", workbook_files.wrong(book)),
        ("comparison", workbook_files.changed(book)),
    ):
        desk.go(path)
        desk.page.set_input_files("#id_file", workbook_files.as_file(content))
        desk.press("上传并查看对照")
        yield f"workbook: {name}", desk
    desk.go(path)
    yield "workbook: one waits", desk
    desk.page.set_input_files("#id_finance_file", workbook_files.as_file(workbook_files.finance_sheet()))
    desk.press("上传财务表")
    yield "finance sheet", desk
    desk.press("确认导入")
    manager = desk_of("caizheng")
    manager.go("/finance-mappings/")
    yield "finance mappings", manager
    manager.open(manager.page.locator("main th a").first)
    yield "finance mapping", manager


def old_reports(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """导入往年报告: the form, refused, the preview of another year and of this one, nothing chosen, written."""
    path, desk = f"/evaluations/{_evaluation('103001').pk}/old-report/", desk_of("zhengxie")
    text = (OWN / "four-parts.txt").read_text("utf-8")
    desk.go(path)
    yield "old report", desk
    desk.press("读取并预览")
    yield "old report: nothing given", desk
    desk.attach("file", {"name": "扫描.pdf", "mimeType": "application/pdf", "buffer": pdf(1)})
    desk.press("读取并预览")
    yield "old report: no text in it", desk
    desk.type(text=text)
    desk.press("读取并预览")
    yield "old report: of another year", desk
    desk.press("放弃导入")
    desk.type(text=text.replace("2023", "2022"))
    desk.press("读取并预览")
    yield "old report: of this year", desk
    desk.page.evaluate(
        "document.querySelectorAll('input[name=take]').forEach((box) => { box.checked = false; })"
    )
    desk.press("写入勾选的内容")
    yield "old report: nothing chosen", desk
    desk.page.locator('input[name="take"]').first.check()
    desk.press("写入勾选的内容")
    yield "old report: written", desk


def others(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """The auditor's log, the account manager's empty desk, a page that is not there."""
    desk = desk_of("shenji")
    for path in ("/", "/audit/", "/audit/access/", "/evaluations/0/"):
        desk.go(path)
        yield f"auditor: {path}", desk
    desk = desk_of("xitong")
    desk.go("/")
    yield "account manager: /", desk


def rosters(desk_of: DeskOf, people: dict[str, User], new_desk: Callable[..., Desk]) -> Scene:
    """A bureau's first days: an empty desk, both rosters (refused, compared, written), a first password."""
    with acting("tests"):
        region = Region.objects.create(code="440103", name="荔湾区")
    people["newcomer"] = make_person("newcomer", Role.MANAGER, region=region)
    desk = desk_of("newcomer")
    desk.go("/")
    yield "new manager: /", desk
    new = workbook_files.roster(
        DEPARTMENTS, ("301", "荔湾区水务局", "水务局"), ("301001", "荔湾区河涌所", "", "301")
    )
    bad = workbook_files.roster(DEPARTMENTS, ("301", "荔湾区水务局", "", "999"), ("", "某局"))
    desk.go("/rosters/departments/")
    yield from _roster(desk, "departments", bad, new)
    desk = desk_of("xitong")
    desk.go("/rosters/people/")
    new = workbook_files.roster(
        PEOPLE, ("he.x", "何晓", "审计员"), ("he.x", "何晓", "填报人", "113001", "86901234")
    )
    yield from _roster(desk, "people", workbook_files.roster(PEOPLE, ("he x", "何晓", "局长")), new)
    people["newcomer"].must_change_password = True
    with acting("tests"):
        people["newcomer"].save()
    desk = desk_of("newcomer")
    desk.go("/")
    yield "first password", desk


def _roster(desk: Desk, name: str, bad: bytes, new: bytes) -> Scene:
    yield f"{name}: roster", desk
    for state, content in (("refused", bad), ("compared", new)):
        if name == "people":
            desk.control("region").select_option(label="广州市花都区")
        desk.control("file").set_input_files(workbook_files.as_file(content, "名册.xlsx"))
        desk.press("上传并核对")
        yield f"{name}: {state}", desk
    desk.press("确认写入")
    yield f"{name}: written", desk


SCENES = (
    nobody, empty, carried, filled, wrong, returned, locked, leader, reviewer, recalled, conflict, drafts, together, manager,
    workbooks, rosters, old_reports, others,
)  # fmt: skip
#: Which scene shows which page (by the name of its address); an address that answers with no page says why it is not here.
PAGES: dict[str, Callable[..., Scene]] = {
    "accounts:departments": rosters, "accounts:login": nobody, "accounts:password_change": filled, "accounts:people": rosters,
    "verify": nobody,
    "evaluations:answers": returned, "evaluations:assignments": together, "evaluations:audit": others, "evaluations:audit_access": others,
    "evaluations:campaign": manager, "evaluations:campaign_checks": manager, "evaluations:campaign_extend": manager,
    "evaluations:campaign_new": manager, "evaluations:campaign_remind": manager, "evaluations:campaigns": manager, "evaluations:check": returned,
    "evaluations:dashboard": filled, "evaluations:detail": empty, "evaluations:evidence": wrong,
    "evaluations:evidence_edit": returned, "evaluations:evidence_preview": returned, "evaluations:explain": wrong,
    "evaluations:help": filled, "evaluations:terms": filled, "reports:handbook": filled,
    "evaluations:finance_mapping": workbooks, "evaluations:finance_mappings": workbooks,
    "evaluations:finance_sheet": workbooks, "evaluations:finance_upload": workbooks, "evaluations:index_system": manager,
    "evaluations:index_system_publish": manager, "evaluations:index_systems": manager,
    "evaluations:last_year": carried, "evaluations:messages": filled, "evaluations:notes": together,
    "evaluations:old_report": old_reports, "evaluations:old_report_take": old_reports, "evaluations:record": together,
    "evaluations:remark_add": reviewer, "evaluations:report_template": manager,
    "evaluations:report_template_edit": manager, "evaluations:report_templates": manager,
    "evaluations:review": reviewer, "evaluations:row": filled, "evaluations:rules": returned,
    "evaluations:scores": reviewer, "evaluations:section": empty, "evaluations:step": reviewer,
    "evaluations:submit": leader, "evaluations:workbook": workbooks, "evaluations:workbook_check": workbooks,
    "reports:changes": locked, "reports:issued": locked, "reports:preview": empty, "reports:rollup": manager, "reports:template_preview": manager,
}  # fmt: skip
#: Addresses that answer with a file, with data for a script, or only ever lead on to a page.
NO_PAGES = {
    "file": (
        "accounts:departments_file", "accounts:people_file", "evaluations:audit_access_file", "evaluations:audit_file", "evaluations:evidence_file", "evaluations:evidence_page", "evaluations:index_system_file", "evaluations:overview_file",
        "evaluations:report_template_file",
        "evaluations:workbook_file", "evaluations:workbook_marked", "reports:changes_pdf", "reports:docx",
        "reports:dossier", "reports:handbook_pdf", "reports:json", "reports:pdf", "reports:reports_zip", "reports:rollup_docx", "reports:rollup_pdf", "reports:rollup_xlsx", "reports:stamped", "reports:xlsx",
    ),
    "for scripts": (
        "healthz", "readyz", "accounts:session", "evaluations:draft", "evaluations:evidence_upload", "evaluations:messages_unread",
        "evaluations:presence", "evaluations:stamp",
    ),
    "leads on": (
        "accounts:logout", "evaluations:campaign_open", "evaluations:draft_discard", "evaluations:evidence_finished", "evaluations:index_system_copy",
        "evaluations:message", "evaluations:messages_read",
        "evaluations:note_change", "evaluations:remark_withdraw", "evaluations:report_template_copy", "evaluations:report_template_publish",
        "reports:approve",
    ),
}  # fmt: skip
