"""load_index_system as people run it: what it prints, how it ends, what it refuses."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from evaluations.exchange.index_systems import to_json, to_workbook
from evaluations.models import IndexSystem
from tests.evaluations.domain.test_index_system import node, system

pytestmark = pytest.mark.django_db

WHOLE = system(node("甲", points="100"))
SHORT = system(node("甲", points="95", method="bands"))


@pytest.fixture
def run(capsys):
    """Runs the command over a file of this name and content; what it printed."""

    def running(path: Path, *words: str) -> str:
        call_command("load_index_system", str(path), *words)
        return capsys.readouterr().out

    return running


def file(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


@pytest.mark.parametrize(("name", "write"), [("体系.json", to_json), ("体系.xlsx", to_workbook)])
def test_a_file_is_loaded_as_a_draft_then_published_then_left_alone(run, tmp_path, name, write):
    path = file(tmp_path, name, write(WHOLE))
    assert run(path) == "体系（第 1 版）：已存为草稿\n"
    assert run(path, "--publish") == "体系（第 1 版）：已发布\n"
    assert run(path, "--publish") == run(path) == "体系（第 1 版）：没有变化，未改动\n"
    (row,) = IndexSystem.objects.filter(code="test")
    assert (row.is_published, row.facts) == (True, WHOLE)


@pytest.mark.parametrize(
    ("name", "write", "faults"),
    [
        ("体系.json", to_json, "  nodes: “二”下级分值合计 95，应为 100，还差 5\n  nodes[2].bands: “甲”按分档给分，还没有写分档"),
        ("体系.xlsx", to_workbook, "  “指标”表：“二”下级分值合计 95，应为 100，还差 5\n  “指标”表 L4：“甲”按分档给分，还没有写分档"),
    ],
)  # fmt: skip
def test_an_incomplete_one_is_a_draft_and_never_published(run, tmp_path, name, write, faults):
    path = file(tmp_path, name, write(SHORT))
    with pytest.raises(CommandError) as refusal:
        run(path, "--publish")
    assert str(refusal.value) == f"{path} 有 2 处错误，不能发布，未读入：\n{faults}"
    assert not IndexSystem.objects.filter(code="test").exists()
    assert run(path) == f"体系（第 1 版）：已存为草稿\n发布前还要处理 2 处：\n{faults}\n"


def test_other_content_for_a_published_version_is_refused(run, tmp_path):
    run(file(tmp_path, "a.json", to_json(WHOLE)), "--publish")
    other = file(tmp_path, "b.json", to_json(WHOLE.model_copy(update={"region": "别处"})))
    with pytest.raises(CommandError, match="请把文件里的版本改为 2 再装入"):
        run(other)
    assert IndexSystem.objects.get(code="test").facts == WHOLE


def test_a_wrong_file_is_refused_with_every_place(run, tmp_path):
    stated = json.loads(to_json(WHOLE))
    stated["year"], stated["nodes"][2]["points"] = "今年", "一百"
    path = file(tmp_path, "a.json", json.dumps(stated).encode())
    with pytest.raises(CommandError) as refusal:
        run(path)
    assert str(refusal.value) == (
        f"{path} 有 2 处错误，整个文件未读入：\n  year: 应为整数（现为 '今年'）\n"
        "  nodes[2].points: 应为数字，写成文本，如 \"10.60\"（现为 '一百'）"
    )
    with pytest.raises(CommandError, match="打不开文件"):
        run(tmp_path / "没有.json")
    with pytest.raises(CommandError, match=r"只读 \.xlsx 和 \.json 文件"):
        run(file(tmp_path, "a.csv", b""))
    assert not IndexSystem.objects.filter(code="test").exists()
