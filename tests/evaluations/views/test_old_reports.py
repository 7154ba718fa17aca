"""导入往年报告: upload or paste, preview, take; nothing is written before that, and never half of it."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.acting import acting
from evaluations.actions.sections import save_section
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.models import ChangeLog, OldReportDraft, SectionState, SelfEvaluation
from evaluations.queries import load_facts
from tests.evaluations.domain.old_report.texts import OWN

pytestmark = pytest.mark.django_db
TEXT = (OWN / "four-parts.txt").read_text("utf-8")
THIS_YEAR = TEXT.replace("2023", "2022")


@pytest.fixture
def preparer(people) -> Client:
    client = Client()
    client.force_login(people["zhengxie"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(evaluation: SelfEvaluation, rest: str = "") -> str:
    return f"/evaluations/{evaluation.pk}/old-report/{rest}"


def upload(client: Client, evaluation: SelfEvaluation, text: str = THIS_YEAR) -> str:
    """The preview of a pasted text."""
    response = client.post(url(evaluation), {"text": text}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def posted(page: str, **changes: object) -> dict[str, object]:
    """What a browser posts from the preview as it stands."""
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z-]+)" value="([^"]*)"', page))
    ticked = re.findall(r'name="take" value="(\d+)"[^>]* checked', page)
    return {**hidden, "take": ticked, "do": "take", **changes}


def number_of(page: str, label: str) -> str:
    match = re.search(rf'name="take" value="(\d+)"[^>]*aria-label="带入{label}"', page)
    assert match, label
    return match[1]


def test_the_task_list_leads_here(preparer, draft):
    assert url(draft) in preparer.get(f"/evaluations/{draft.pk}/").content.decode()


def test_a_preview_shows_each_value_in_its_sentence_and_writes_nothing(preparer, draft):
    facts = load_facts(draft)
    page = upload(preparer, draft)
    assert "本年度的，全部内容可以带入" in page
    assert "<mark>8.40万元</mark>" in page
    assert "没有与“弘扬艺人风尚”同名的绩效目标" in page
    assert "按照预算绩效管理要求" in page[page.index('id="missed"') :]
    assert load_facts(draft) == facts
    assert preparer.get(url(draft)).content.decode().count("<mark>") == page.count("<mark>"), "it is kept"


def test_the_name_of_a_row_is_chosen_with_its_text(preparer, draft):
    goals = "1. 文史资料征集：全年征集史料20篇以上。\n2. 界别活动联络：界别活动覆盖率达到90%。"
    page = upload(preparer, draft, f"一、基本情况\n（四）部门整体绩效目标\n{goals}\n")
    boxes = re.findall(r'<input type="checkbox"[^>]*aria-label="带入绩效目标[^"]*"[^>]*>', page)
    assert len(boxes) == 4
    assert all("checked" in box for box in boxes)


def test_what_is_there_is_shown_and_never_ticked(preparer, draft):
    facts = load_facts(draft)
    page = upload(preparer, draft)
    row = page[page.index('aria-label="带入部门性质"') :][:1500]
    assert "checked" not in row[: row.index(">")]
    assert facts.profile.nature in row
    assert "已有，不同" in row


def test_taking_writes_what_is_ticked_and_nothing_else(preparer, draft, people):
    before = load_facts(draft)
    page = upload(preparer, draft)
    ticks = [
        number_of(page, "重点任务项目第 1 个 · 项目名称"),
        number_of(page, "重点任务项目第 1 个 · 年初预算数"),
    ]
    response = preparer.post(url(draft, "take/"), posted(page, take=ticks), follow=True)
    assert "已带入 2 项到“重点任务项目”" in response.content.decode()
    after = load_facts(draft)
    made = after.projects[-1]
    assert (made.name, str(made.initial_amount), made.adjusted_amount, made.work_done) == (
        "民间艺人春节慰问经费",
        "84000.00",
        None,
        "",
    )
    assert len(after.projects) == len(before.projects) + 1
    assert before.model_copy(update={"projects": after.projects}) == after
    assert not OldReportDraft.objects.exists()
    state = SectionState.objects.get(evaluation=draft, section="projects")
    assert state.edited_by == people["zhengxie"]


def test_the_text_of_a_report_is_not_logged(preparer, draft):
    page = upload(preparer, draft)
    preparer.post(url(draft, "take/"), posted(page, do="drop"))
    entries = ChangeLog.objects.filter(table_name=OldReportDraft._meta.db_table)
    assert [entry.operation for entry in entries.order_by("pk")] == ["INSERT", "DELETE"]
    assert "文化联合会" not in str([(entry.before, entry.after) for entry in entries])


def test_another_years_report_gives_only_what_can_be_carried_over(preparer, draft):
    before = load_facts(draft)
    page = upload(preparer, draft, TEXT)
    assert "只带入可以沿用的内容" in page
    assert "不属于本年度，不带入" in page
    every = [str(number) for number in range(200)]
    preparer.post(url(draft, "take/"), posted(page, take=every))
    after = load_facts(draft)
    assert len(after.duties) > len(before.duties)
    same = ("projects", "budget_lines", "problems", "measures", "conclusion", "finance", "project_indicators")
    for name in same:
        assert getattr(after, name) == getattr(before, name), name
    assert [goal.achieved for goal in after.goals[len(before.goals) :]] == [""] * (
        len(after.goals) - len(before.goals)
    )


def test_one_may_ask_for_the_whole(preparer, draft):
    upload(preparer, draft, TEXT)
    page = preparer.get(url(draft), {"scope": "whole"}).content.decode()
    assert "包括别的年度的完成值、得分和金额" in page
    number = number_of(page, "重点任务项目第 1 个 · 项目名称")
    preparer.post(url(draft, "take/"), posted(page, take=[number]))
    assert load_facts(draft).projects[-1].name == "民间艺人春节慰问经费"


def test_somebody_saved_a_section_meanwhile(preparer, draft, people):
    """Nothing is written, the ticks stay, the newer content is shown; then it goes through."""
    page = upload(preparer, draft)
    facts, section = load_facts(draft), SECTION_BY_KEY["problems"]
    version = SectionState.objects.get(evaluation=draft, section="problems").version
    save_section(
        evaluation=draft,
        section=section,
        data=section_data(section, facts),
        version=version,
        by=people["zhengxie"],
    )
    ticks = [
        number_of(page, "存在的主要问题第 1 个 · 问题"),
        number_of(page, "重点任务项目第 1 个 · 项目名称"),
    ]
    response = preparer.post(url(draft, "take/"), posted(page, take=ticks))
    again = response.content.decode()
    assert response.status_code == 409
    assert "“问题与改进措施”在预览之后有人保存过，没有写入任何内容" in again
    assert load_facts(draft) == facts
    assert sorted(re.findall(r'name="take" value="(\d+)"[^>]* checked', again)) == sorted(ticks)
    assert preparer.post(url(draft, "take/"), posted(again)).status_code == 302
    assert len(load_facts(draft).problems) == len(facts.problems) + 1


def test_nothing_ticked_is_told(preparer, draft):
    page = upload(preparer, draft)
    response = preparer.post(url(draft, "take/"), posted(page, take=[]))
    assert response.status_code == 422
    assert "没有勾选任何一项" in response.content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "请选择一个文件，或粘贴报告全文"),
        ({"text": "  "}, "请选择一个文件，或粘贴报告全文"),
        ({"text": "报告", "file": SimpleUploadedFile("a.txt", "报告".encode())}, "两者选一"),
        ({"file": SimpleUploadedFile("a.doc", b"\xd0\xcf\x11\xe0" + b"0" * 99)}, "另存为 .docx"),
        ({"file": SimpleUploadedFile("a.docx", b"PK\x03\x04 no")}, "不是有效的 Word 文件"),
        ({"file": SimpleUploadedFile("a.bin", b"\x00\x01\x02\x03")}, "认不出这种文件"),
    ],
    ids=["nothing", "blank", "both", "old", "broken", "other"],
)
def test_what_is_no_report_is_refused_in_words(preparer, draft, data, words):
    for value in data.values():
        if hasattr(value, "seek"):
            value.seek(0)
    response = preparer.post(url(draft), data)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not OldReportDraft.objects.exists()


def test_a_typed_text_is_there_again_after_a_refusal(preparer, draft):
    file = SimpleUploadedFile("a.txt", "报告".encode())
    response = preparer.post(url(draft), {"text": "打了很久的字", "file": file})
    assert "打了很久的字" in response.content.decode()


def test_a_report_is_kept_for_one_person_and_a_week(preparer, draft, people):
    page = upload(preparer, draft)
    old = timezone.now() - timedelta(days=8)
    with acting("tests"):
        kept = OldReportDraft.objects.get()
        kept.delete()
        OldReportDraft.objects.create(
            evaluation=draft, person=people["zhengxie"], text=kept.text, made_at=old
        )
    assert "读取并预览" in preparer.get(url(draft)).content.decode()
    response = preparer.post(url(draft, "take/"), posted(page), follow=True)
    assert "没有写入任何内容" in response.content.decode()
    upload(preparer, draft)
    assert OldReportDraft.objects.count() == 1, "the old one went"


def test_another_upload_takes_the_place_of_the_first(preparer, draft):
    first = upload(preparer, draft)
    upload(preparer, draft, TEXT)
    response = preparer.post(url(draft, "take/"), posted(first), follow=True)
    assert "已换成另一份，没有写入任何内容" in response.content.decode()


def test_forged_numbers_and_versions_write_nothing(preparer, draft):
    facts = load_facts(draft)
    page = upload(preparer, draft)
    assert preparer.post(url(draft, "take/"), posted(page, take=["x", "-1", "9" * 30])).status_code == 422
    number = number_of(page, "存在的主要问题第 1 个 · 问题")
    forged = posted(page, take=[number]) | {"version-problems": "9" * 30}
    assert preparer.post(url(draft, "take/"), forged).status_code == 409
    assert load_facts(draft) == facts


def test_a_locked_evaluation_takes_nothing(client_of, approved):
    client = client_of("gonghui")
    response = client.post(url(approved), {"text": TEXT}, follow=True)
    assert "这份自评已报送，不能导入" in response.content.decode()
    assert not OldReportDraft.objects.exists()


def test_a_report_of_fifty_pages(preparer, draft, django_assert_max_num_queries):
    long = "\n".join(
        f"{number}、负责第{number}项具体工作，" + "认真办理有关事项，" * 25 + "按时完成。"
        for number in range(1, 100)
    )
    page = upload(preparer, draft, "2022年部门整体支出绩效自评报告\n一、基本情况\n主要职责：\n" + long)
    assert page.count('name="take"') >= 99
    with django_assert_max_num_queries(60):
        response = preparer.post(url(draft, "take/"), posted(page))
    assert response.status_code == 302
    assert len(load_facts(draft).duties) >= 99
