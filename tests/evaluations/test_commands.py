"""The commands as people run them: what they print, how they end, what they refuse and where the fault is."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from evaluations.demo.accounts import ACCOUNTS, PASSWORD
from evaluations.demo.seeding import FILES, FOLDER
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.snapshot import freeze, thaw
from evaluations.enums import Status
from evaluations.models import ChangeLog, SelfEvaluation
from evaluations.queries import load_facts
from tests.factories import key, make_department, union_facts
from tests.lib.test_locations import broken

Run = Callable[..., tuple[str, int]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; what it printed and its exit code."""

    def running(*words: Any) -> tuple[str, int]:
        try:
            call_command(*map(str, words))
            code = 0
        except SystemExit as end:
            code = end.code
        return capsys.readouterr().out, code

    return running


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Any], Path]:
    """A file with this content."""

    def writing(content: Any) -> Path:
        path = tmp_path / "自评.json"
        if isinstance(content, EvaluationFacts):
            content = freeze(content)
        path.write_bytes(content if isinstance(content, bytes) else
                         (content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)).encode())  # fmt: skip
        return path

    return writing


# ── check_evaluation ─────────────────────────────────────────────────────────────────────────────────────────────

#: The demo evaluates one small project of the department's many.
ONE_HINT = "必须修改 0，需要说明 0，提示 1\n"


def summary(out: str) -> str:
    """What the last line should say of the lines before it."""
    return "，".join(f"{word} {out.count(f'[{word}]')}" for word in ("必须修改", "需要说明", "提示"))


def test_a_bare_file_is_checked_without_a_database(run, write):
    """No `db` fixture: pytest-django refuses every query here."""
    out, code = run("check_evaluation", FOLDER / FILES[0])
    assert (out.startswith("[提示] G6 重点任务项目"), out.endswith(ONE_HINT), code) == (True, True, 0)
    out, code = run("check_evaluation", write(union_facts(measures=(), duties=())))
    lines = out.splitlines()
    assert code == 1
    assert lines[0] == "[必须修改] M2 部门概况·主要职责：还没有填写“主要职责”，至少 1 项"
    assert (
        "[需要说明] D3 问题与改进措施·存在的主要问题第 1 个 · 问题：第 1 个问题没有对应的改进措施"
        "（在改进措施里勾选这个问题，或补充措施）"
    ) in lines
    assert (out.count("D3"), lines[-1]) == (4, summary(out))


def test_warnings_alone_do_not_fail(run, write):
    profile = union_facts().profile
    crowded = profile.model_copy(update={"established_count": profile.serving_count - 1})
    out, code = run("check_evaluation", write(union_facts(profile=crowded)))
    assert out.startswith("[需要说明] B7 部门概况")
    assert (out.splitlines()[-1], code) == (summary(out), int("[必须修改]" in out)) == (summary(out), 0)


@pytest.mark.django_db
def test_a_stored_evaluation_is_checked_by_its_number(run, approved, draft):
    out, code = run("check_evaluation", approved.pk)
    assert (out.endswith(ONE_HINT), code) == (True, 0)
    out, code = run("check_evaluation", draft.pk)
    assert code == 1
    assert "必须修改 0" not in out
    with pytest.raises(CommandError, match="没有编号为 999999 的自评"):
        run("check_evaluation", 999999)


# ── hostile files ────────────────────────────────────────────────────────────────────────────────────────────────

GOAL = str(union_facts().goals[0].key)
HOSTILE: dict[str, tuple[Any, tuple[str, ...]]] = {
    "empty": ("", ("不是有效的 JSON",)), "not json": ("你好", ("不是有效的 JSON",)), "cut": ('{"department": {"code": "1"', ("不是有效的 JSON",)),
    "gbk": ('{"a": "花都"}'.encode("gbk"), ("不是有效的 JSON",)), "binary": (bytes(range(256)), ("不是有效的 JSON",)),
    "a list": ([], ("（整个文件）: 应为一组有名称的值",)), "null": ("null", ("（整个文件）: 应为一组有名称的值",)),
    "nothing said": ({}, ("department: 缺少这一项", "campaign: 缺少这一项", "有 2 处错误")),
    "wrong type": (broken("projects", union_facts().model_dump(mode="json")["projects"] * 1
                          + [{"key": str(key("a"))}, {"key": str(key("b")), "executed_amount": ["十万"]}]),
                   ("projects[2].executed_amount: 应为数字",)),
    "float": (broken("projects.0.executed_amount", 10.6), ("projects[0].executed_amount: 数字要写成文本",)),
    "negative": (broken("budget_lines.3.initial_amount", "-1"), ("budget_lines[3].initial_amount: 应为零或正数",)),
    "unknown field": (broken("profile.colour", "红"), ("profile.colour: 不认识这一项",)),
    "another version": (broken("schema_version", 2), ("schema_version: 取值不在允许的范围内",)),
    "dangling": (broken("goals.0.tasks", [str(key("没有"))]), (f"goals[0].tasks: 指向不存在的 tasks ({key('没有')})",)),
    "doubled name": (freeze(union_facts()).replace('"executed_amount"', '"initial_amount": "1", "executed_amount"', 1).replace(
        '"nature":', '"nature": "甲", "nature":', 1),
        ("profile.nature: 写了不止一次", "budget_lines[0].initial_amount: 写了不止一次", "有 2 处错误")),
    "doubled key": (broken("goals.1.key", GOAL), (f"goals[1].key: 与前面的行重复 ({GOAL})",)),
    "no tree": (broken("indicators.0.level", 2), ("indicators[0].parent: 第 2 级指标的上级应为第 1 级",)),
    "doubled item": (broken("budget_lines.1.item", "income_general"), ("budget_lines[1].item: 与前面的行重复",)),
    "deep": ("[" * 200_000, ("不是有效的 JSON",)), "deep object": ('{"a":' * 100_000, ("不是有效的 JSON",)),
    "infinite": (broken("projects.0.executed_amount", "1e999999"), ("projects[0].executed_amount: 数值过大",)),
    "bare infinity": (json.dumps(broken("projects.0.executed_amount", float("inf"))), ("projects[0].executed_amount: ",)),
    "huge number": (broken("campaign.year", 10**60), ("campaign.year: 数值过大",)),
    "no day": (broken("evidence.0.dated", "2022-02-30"), ("evidence[0].dated: 没有“2022-02-30”这一天",)),
    "lone surrogate": ('{"department": "\\ud800"}', ("不是有效的 JSON",)),
    "three at once": (broken("goals.0", {"key": 1, "title": 2, "x": 3}), ("goals[0].key: ", "goals[0].title: ", "goals[0].x: ", "有 3 处错误")),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_broken_and_hostile_files_are_refused_whole_with_every_place(run, write, name):
    content, words = HOSTILE[name]
    path = write(content)
    for command in ("check_evaluation", "load_evaluation"):
        with pytest.raises(CommandError) as refusal:
            run(command, path)
        message = str(refusal.value)
        assert message.startswith(str(path))
        assert all(word in message for word in words), message
        assert len(message) < 2000


def test_a_huge_file_is_not_read(run, tmp_path):
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(60 * 1024 * 1024)
    with pytest.raises(CommandError, match="文件超过 50 MB"):
        run("check_evaluation", path)


@pytest.mark.parametrize("path", ["/nowhere/x.json", "/"])
def test_a_file_that_cannot_be_read_is_said_so(run, path):
    with pytest.raises(CommandError, match=f"打不开文件 {path}"):
        run("load_evaluation", path)


# ── load and dump ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_dump_load_dump_through_files(run, campaign, draft, tmp_path):
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    assert run("dump_evaluation", draft.pk, "-o", first) == (f"已写入 {first}\n", 0)
    out, code = run("load_evaluation", first)
    assert (out, code) == (f"已读入自评 {draft.pk}：{draft}\n", 0)
    run("dump_evaluation", draft.pk, "-o", second)
    assert first.read_bytes() == second.read_bytes()
    assert run("dump_evaluation", draft.pk)[0] == first.read_text("utf-8")
    assert thaw(first.read_bytes()) == load_facts(draft)


@pytest.mark.django_db
def test_loading_opens_the_evaluation_of_a_department_that_has_none(run, campaign, write):
    make_department(campaign.region, "999001")
    facts = union_facts()
    path = write(
        facts.model_copy(update={"department": facts.department.model_copy(update={"code": "999001"})})
    )
    run("load_evaluation", path, "--campaign", campaign.pk)
    evaluation = SelfEvaluation.objects.get(department__code="999001")
    assert evaluation.state == Status.DRAFT
    assert load_facts(evaluation).goals == facts.goals
    logged = ChangeLog.objects.filter(evaluation_id=evaluation.pk)
    assert set(logged.values_list("actor", flat=True)) == {"system:load_evaluation"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ({"department": {"region": "荔湾区"}}, (), "请用 --campaign 指定任务编号。现有任务：1 2022年度|请用 --campaign"),
        ({"campaign": {"year": 2021}}, (), "请用 --campaign"), ({}, ("--campaign", 999999), "请用 --campaign"),
        ({"campaign": {"year": 2021}}, ("--campaign", "demo"), "未读入：campaign.year: 文件是 2021 年"),
        ({"department": {"code": "000"}}, (), "未读入：department.code: "), ({}, (), "不能改写"),
        ({"department": {"code": "103001"}, "work": {"overview": "字" * 2001}}, (), "未读入：work.overview: 有 2001 字"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_refused(run, campaign, write, change, options, message):
    facts = union_facts().model_dump(mode="json")
    for part, values in change.items():
        facts[part] |= values
    before = ChangeLog.objects.count()
    with pytest.raises(CommandError, match=message):
        run("load_evaluation", write(facts), *(campaign.pk if word == "demo" else word for word in options))
    assert ChangeLog.objects.count() == before


@pytest.mark.django_db
def test_the_frozen_facts_are_dumped_once_submitted(run, approved, tmp_path):
    assert run("dump_evaluation", approved.pk)[0] == approved.submissions.get().facts
    with pytest.raises(CommandError, match="没有编号为 0 的自评"):
        run("dump_evaluation", 0)


# ── schema, accounts, demo ───────────────────────────────────────────────────────────────────────────────────────


def test_the_schema_is_that_of_the_facts(run):
    out, code = run("evaluation_schema")
    assert (json.loads(out), code) == (EvaluationFacts.model_json_schema(), 0)


def test_demo_accounts_are_listed_with_their_password(run):
    out, _ = run("demo_accounts")
    assert PASSWORD in out.splitlines()[0]
    assert [line.split()[0] for line in out.splitlines()[1:]] == [account.username for account in ACCOUNTS]


@pytest.mark.django_db
def test_seeding_twice_changes_nothing(run, demo, settings):
    settings.DEBUG = True
    count = ChangeLog.objects.count()
    assert run("seed_demo") == ("已有数据，未改动。\n", 0)
    assert ChangeLog.objects.count() == count


@pytest.mark.django_db
def test_seeding_refuses_production_unless_told(run, demo, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="正式环境"):
        run("seed_demo")
    assert run("seed_demo", "--in-production")[0] == "已有数据，未改动。\n"


@pytest.mark.django_db
def test_the_demo_accounts_can_log_in(people):
    assert set(people) == {account.username for account in ACCOUNTS}
    assert all(person.check_password(PASSWORD) for person in people.values())
    assert not User.objects.filter(is_superuser=True).exists()
    assert {row.status for row in SelfEvaluation.objects.all()} == {"approved", "draft", "returned"}


def test_a_bare_file_is_checked_where_there_is_no_database_at_all(tmp_path):
    path = tmp_path / "自评.json"
    path.write_text(freeze(union_facts(duties=())), "utf-8")
    done = subprocess.run(
        [sys.executable, "manage.py", "check_evaluation", str(path)], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[2], env={"PATH": "/usr/bin", "DATABASE_URL": "postgres://x:y@127.0.0.1:1/none"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.endswith("必须修改 1，需要说明 0，提示 1\n")
    assert connection.alias == "default"
