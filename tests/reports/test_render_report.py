"""render_report: a facts file becomes a report; what is wrong with it is said with its place."""

import json

import pytest
from django.core.management import CommandError, call_command

from evaluations.actions.reference import FOLDER, template_in
from evaluations.domain.snapshot import freeze
from evaluations.queries import printed_by
from tests.reports.cases import FACTS, facts_of

ORDINARY = FACTS / "ordinary.json"


def test_pdf_of_a_file_without_a_database(tmp_path, capsys):
    """No django_db mark: a query would fail the test."""
    target = tmp_path / "made.pdf"
    call_command("render_report", str(ORDINARY), "-o", str(target), stdout=None)
    assert target.read_bytes().startswith(b"%PDF-")
    assert [path.name for path in tmp_path.iterdir()] == ["made.pdf"]
    assert "已生成" in capsys.readouterr().out


def test_html_of_a_file_is_a_draft_unless_a_round_is_given(tmp_path):
    target = tmp_path / "made.html"
    call_command("render_report", str(ORDINARY), "--format", "html", "-o", str(target))
    assert "草稿" in target.read_text("utf-8")
    call_command("render_report", str(ORDINARY), "--format", "html", "--round", "2", "-o", str(target))
    assert "草稿" not in target.read_text("utf-8")


def test_a_file_has_the_date_it_is_given(tmp_path):
    source, target = tmp_path / "facts.json", tmp_path / "made.html"
    facts = facts_of("ordinary")
    template = template_in(FOLDER / "report_templates" / "huadu-2022-v3.txt")
    source.write_text(freeze(printed_by(facts, template)), "utf-8")
    options = ("--format", "html", "--round", "1", "-o", str(target))
    call_command("render_report", str(source), *options)
    undated = target.read_text("utf-8")
    call_command("render_report", str(source), *options, "--dated", "2023-04-06")
    dated = target.read_text("utf-8")
    assert ("2023年4月6日" in undated, "2023年4月6日" in dated) == (False, True)
    with pytest.raises(CommandError, match="“昨天”不是日期，应写成 2023-04-06"):
        call_command("render_report", str(source), *options, "--dated", "昨天")


def test_faults_are_located_and_nothing_is_written(tmp_path):
    facts = json.loads(ORDINARY.read_text("utf-8"))
    facts["budget_lines"][0]["adjusted_amount"] = 10.5
    facts["goals"][1]["tasks"] = ["00000000-0000-0000-0000-000000000000"]
    source = tmp_path / "facts.json"
    source.write_text(json.dumps(facts), "utf-8")
    with pytest.raises(CommandError, match=r"budget_lines\[0\]\.adjusted_amount"):
        call_command("render_report", str(source), "-o", str(tmp_path / "made.pdf"))
    assert [path.name for path in tmp_path.iterdir()] == ["facts.json"]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "\x00"])
def test_no_facts_at_all_is_said(tmp_path, content):
    source = tmp_path / "facts.json"
    source.write_text(content, "utf-8")
    with pytest.raises(CommandError):
        call_command("render_report", str(source), "-o", str(tmp_path / "made.pdf"))


def test_a_missing_file_and_a_missing_folder_are_said(tmp_path):
    with pytest.raises(CommandError, match="打不开文件"):
        call_command("render_report", str(tmp_path / "absent.json"), "-o", str(tmp_path / "made.pdf"))
    with pytest.raises(CommandError, match="写不了文件"):
        call_command("render_report", str(ORDINARY), "-o", str(tmp_path / "absent" / "made.pdf"))


@pytest.mark.django_db
def test_a_stored_evaluation_is_rendered_by_its_number(tmp_path, approved):
    target = tmp_path / "made.html"
    call_command("render_report", str(approved.pk), "--format", "html", "-o", str(target))
    assert approved.department.name in target.read_text("utf-8")


def test_a_notice_says_when_stand_in_fonts_were_used(tmp_path, settings, capsys):
    settings.FONT_DIR = settings.FANDOL_DIR = tmp_path / "absent"
    call_command("render_report", str(ORDINARY), "--format", "html", "-o", str(tmp_path / "made.html"))
    assert "没有找到报告所用的小标宋、仿宋、楷体、黑体字体" in capsys.readouterr().err


@pytest.mark.django_db
def test_an_unknown_number_is_said(tmp_path):
    with pytest.raises(CommandError, match="没有编号为 9999 的自评"):
        call_command("render_report", "9999", "-o", str(tmp_path / "made.pdf"))


@pytest.mark.parametrize(("name", "start"), [("docx", b"PK"), ("xlsx", b"PK"), ("json", b"{")])
def test_the_other_formats_of_a_file(tmp_path, name, start):
    target = tmp_path / f"made.{name}"
    call_command("render_report", str(ORDINARY), "--format", name, "-o", str(target))
    assert target.read_bytes().startswith(start)
