"""load_report_template: a text file becomes a draft or a published template, or nothing at all."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from evaluations.models import ReportTemplate
from tests.evaluations.domain.test_report_text import WHOLE, changed

pytestmark = pytest.mark.django_db


def run(path: Path, *options: str, capsys) -> str:
    call_command("load_report_template", str(path), *options)
    return capsys.readouterr().out


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "模板.txt"
    path.write_text(WHOLE, "utf-8")
    return path


def test_a_file_becomes_a_draft_then_is_published_and_stays(file, capsys):
    said = run(file, capsys=capsys)
    assert said.startswith("模板（第 1 版）：已存为草稿\n没有放进模板的填报内容：总体工作、")
    assert "已发布" in run(file, "--publish", capsys=capsys)
    assert "没有变化，未改动" in run(file, "--publish", capsys=capsys)
    assert ReportTemplate.objects.get(code="test").is_published
    file.write_text(changed("# 问题", "# 改"), "utf-8")
    with pytest.raises(CommandError, match="请把文件里的版本改为 2"):
        run(file, capsys=capsys)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (changed("[存在问题]", "[问题]").encode(), "有 1 处错误，未读入：\n  第 28 行：不认识正文内容"),
        (b"\x00\x01", "不是文本文件"),
        (b"x" * 300_000, "文件超过 196 KB，不读取"),
    ],
)
def test_a_broken_file_is_refused(file, content, said, capsys):
    file.write_bytes(content)
    with pytest.raises(CommandError, match=said.replace("(", r"\(")):
        run(file, capsys=capsys)
    assert not ReportTemplate.objects.filter(code="test").exists()


def test_a_file_that_is_not_there(tmp_path, capsys):
    with pytest.raises(CommandError, match="打不开文件"):
        run(tmp_path / "无.txt", capsys=capsys)
