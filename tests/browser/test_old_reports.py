"""导入往年报告 as people do it: a Word file or pasted text in, each item beside its sentence, taken or left, written."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from evaluations.demo.accounts import PASSWORD
from evaluations.models import OldReportDraft, SelfEvaluation
from evaluations.queries import load_facts
from tests.browser.desk import Desk
from tests.browser.keyboard import KeyDesk, nothing_but_keys
from tests.browser.test_keyboard import tab_faults
from tests.evaluations.domain.old_report.texts import OWN

TEXT = (OWN / "four-parts.txt").read_text("utf-8").replace("2023", "2022")


def as_word(folder: Path) -> Path:
    """The report as a Word file."""
    document, path = Document(), folder / "往年自评报告.docx"
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    content = io.BytesIO()
    document.save(content)
    path.write_bytes(content.getvalue())
    return path


def box(desk: Desk, label: str) -> str:
    """The name of the box that takes an item."""
    return f'input[name="take"][aria-label="带入{label}"]'


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_word_file_is_read_chosen_from_and_written(
    desk_of: Callable[..., Desk], draft: SelfEvaluation, tmp_path: Path, scripts: bool
) -> None:
    desk, before = desk_of("zhengxie", java_script_enabled=scripts), load_facts(draft)
    desk.go(f"/evaluations/{draft.pk}/old-report/")
    desk.press("读取并预览")
    assert "请选择一个文件，或粘贴报告全文" in desk.text()
    desk.attach("file", as_word(tmp_path))
    desk.press("读取并预览")
    assert "报告是本年度的，全部内容可以带入" in desk.text()
    assert load_facts(draft) == before, "nothing is written by looking"
    nature = desk.page.locator(box(desk, "部门性质"))
    assert not nature.is_checked(), "what is there is replaced only when one says so"
    desk.click(nature)
    left = desk.page.locator('input[name="take"]:checked').count()
    desk.press("写入勾选的内容")
    assert desk.says(f"已带入 {left} 项到")
    now = load_facts(draft)
    assert now.profile.nature != before.profile.nature
    assert not OldReportDraft.objects.exists()


def test_pasted_text_is_left_by_keyboard_alone(
    new_desk: Callable[..., KeyDesk], draft: SelfEvaluation
) -> None:
    """Pasted, ticked, refused when nothing is ticked, thrown away; every stop of the preview is seen."""
    desk, before = new_desk(KeyDesk), load_facts(draft)
    with nothing_but_keys():
        desk.log_in("zhengxie", PASSWORD)
        desk.go(f"/evaluations/{draft.pk}/old-report/")
        desk.type(text=TEXT)
        desk.press("读取并预览")
        assert "核对读出的内容" in desk.text()
        desk.go(f"/evaluations/{draft.pk}/old-report/")
        faults = tab_faults(desk)
        desk.click(desk.page.locator(box(desk, "部门性质")))
        assert desk.page.locator(box(desk, "部门性质")).is_checked()
        desk.press("放弃导入")
        assert desk.says("已放弃导入，没有写入任何内容")
    assert load_facts(draft) == before
    assert not faults + desk.faults, "\n".join(faults + desk.faults)
