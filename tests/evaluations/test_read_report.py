"""`read_report`: a file becomes an interchange file that `load_evaluation` takes, and what was read is printed."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from evaluations.domain.snapshot import thaw
from evaluations.models import SelfEvaluation
from evaluations.queries import load_facts
from tests.evaluations.domain.old_report.texts import OWN, PUBLISHED, SEED, SHARED

REPORT = OWN / "four-parts.txt"


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("read_report", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_report_becomes_an_interchange_file_without_a_database(tmp_path):
    out, listed = tmp_path / "facts.json", tmp_path / "items.json"
    said = run(REPORT, "-o", out, "--listing", listed)
    facts = thaw(out.read_bytes())
    assert (facts.campaign.year, facts.department.name, facts.department.code) == (
        2023,
        "青江市白石区文化联合会",
        "",
    )
    assert [len(rows) for rows in (facts.duties, facts.tasks, facts.goals, facts.projects, facts.problems, facts.measures)] == [
        10, 5, 4, 1, 4, 2,
    ]  # fmt: skip
    assert "年度工作任务：10 项（重点工作任务 5 项）" in said
    assert "自评总分 95.5；等级 优" in said
    assert "第 33 行 绩效目标第 2 个 · 完成情况" in said.split("存疑：")[1]
    assert "按照预算绩效管理要求" in said.split("没有认出：")[1]
    assert "没有给出 --department" in said
    items = json.loads(listed.read_text("utf-8"))["items"]
    name = next(item for item in items if (item["rowset"], item["field"]) == ("projects", "name"))
    source = name["source"]
    assert source["sentence"][source["start"] : source["end"]] == name["value"] == "民间艺人春节慰问经费"


def test_reading_twice_gives_the_same_file(tmp_path):
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    run(REPORT, "-o", first)
    run(REPORT, "-o", second)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.django_db
def test_the_file_is_loaded_into_the_departments_evaluation(tmp_path, draft: SelfEvaluation):
    out = tmp_path / "facts.json"
    run(REPORT, "-o", out, "--department", draft.department.code, "--year", "2022")
    call_command("load_evaluation", str(out), stdout=StringIO())
    facts = load_facts(draft)
    assert facts.projects[0].name == "民间艺人春节慰问经费"
    assert facts.campaign.name == draft.campaign.name


@pytest.mark.django_db
def test_what_cannot_be_read_or_written_is_told(tmp_path):
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0" + b"0" * 99)
    (tmp_path / "no year.txt").write_text("主要职责：\n1、管理档案。", "utf-8")
    for arguments, words in (
        ((tmp_path / "none.txt",), "打不开文件"),
        ((tmp_path / "old.doc",), "未读取：这是旧格式"),
        ((tmp_path / "no year.txt", "-o", tmp_path / "f.json"), "没有找到年度"),
        ((REPORT, "-o", tmp_path / "no" / "f.json"), "写不了文件"),
        ((REPORT, "-o", tmp_path / "f.json", "--department", "999"), "对应 0 个部门"),
    ):
        with pytest.raises(CommandError, match=words):
            run(*arguments)


@pytest.mark.skipif(not SEED.exists(), reason="the published reports stand beside the project")
@pytest.mark.parametrize("path", [SEED, *PUBLISHED], ids=lambda path: Path(path).stem)
def test_published_reports_become_valid_files(tmp_path, path):
    run(path, "-o", tmp_path / "facts.json", "--year", "2022")
    assert thaw((tmp_path / "facts.json").read_bytes()).campaign.year == 2022


@pytest.mark.skipif(not PUBLISHED, reason="the published reports stand beside the project")
def test_the_page_of_counts_is_up_to_date():
    from scripts.old_reports import JUDGED, PAGE, page  # noqa: PLC0415 - it looks for the reports when imported

    known = json.loads(JUDGED.read_text("utf-8"))
    assert SHARED.exists()
    assert page(known["reports"], "\n".join(known["intro"])) == PAGE.read_text("utf-8")
