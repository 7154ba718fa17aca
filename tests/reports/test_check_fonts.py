"""check_fonts: the fonts, and what a report needs beyond the first of each role."""

import json
import re

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from reports.domain.assembly import build_report
from reports.fonts import chosen_fonts
from reports.type_roles import STACKS, lacks
from tests.reports.cases import FACTS, facts_of, with_text


def test_fonts_alone(capsys):
    call_command("check_fonts")
    out = capsys.readouterr().out
    assert "仿宋\t" in out
    assert "缺" not in out


def test_prepared_beforehand(settings, tmp_path, capsys):
    settings.FONT_CACHE_DIR = tmp_path
    settings.FONT_DIR = settings.FANDOL_DIR = tmp_path / "absent"
    call_command("check_fonts", "--prepare")
    assert len(list(tmp_path.glob("*.otf"))) >= 2
    assert capsys.readouterr().out == ""


def test_rare_names_and_what_stands_in(capsys):
    call_command("check_fonts", str(FACTS / "poor.json"))
    out = capsys.readouterr().out
    assert re.search(r"仿宋缺 犇 U\+7287\tNotoSerifSC", out)
    assert re.search(r"小标宋缺 喆 U\+5586\tNotoSerifSC", out)


def test_what_no_font_has_is_said(tmp_path, capsys):
    facts = json.loads((FACTS / "ordinary.json").read_text("utf-8"))
    facts["work"]["overview"] = "完成😀任务"
    source = tmp_path / "facts.json"
    source.write_text(json.dumps(facts), "utf-8")
    call_command("check_fonts", str(source))
    captured = capsys.readouterr()
    assert "仿宋缺 😀 U+1F600\t没有字体，印作 〓" in captured.out
    assert "1 个字没有字体：😀" in captured.err


def test_an_ordinary_report_lacks_nothing(capsys):
    call_command("check_fonts", str(FACTS / "ordinary.json"))
    assert "首选字体里都有" in capsys.readouterr().out


@pytest.mark.django_db
def test_an_unknown_number_is_said():
    with pytest.raises(CommandError, match="没有编号为 9999 的自评"):
        call_command("check_fonts", "9999")


def test_every_text_of_a_report_is_looked_at():
    """A sign in every typed field is found; the roles of letters that are Song by design do not count."""
    report = build_report(with_text("甲😀A1"), is_draft=False, round=1)
    found = {(lack.font.face.label, lack.character) for lack in lacks(report, chosen_fonts())}
    assert ("仿宋", "😀") in found
    assert not [pair for pair in found if pair[1] in "A1"]
    assert lacks(build_report(facts_of("ordinary"), is_draft=False, round=1), chosen_fonts()) == ()


def test_stacks_are_those_of_the_style_sheet():
    css = (settings.BASE_DIR / "static/css/report.css").read_text("utf-8")
    for role, families in STACKS.items():
        stack = re.search(rf"--{role}: ([^;]+);", css)
        assert re.findall(r'"(Report [A-Za-z]+)"', stack[1]) == list(families)
