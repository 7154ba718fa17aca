"""check_files: of a byte flipped, a file deleted and one added, all three are found, whatever kind of file it is."""

import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from accounts.access import Rights
from evaluations.actions.evidence import add_evidence, remove_evidence
from evaluations.domain.file_types import FileRefused
from evaluations.models import Evidence, SelfEvaluation
from reports.actions.stamped import add_stamped
from reports.queries import issued_for
from tests.reports.pdfs import pdf

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, list[str], bool]:
    """What it printed, what it complained about, whether it ended well."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("check_files", *arguments, stdout=out, stderr=err, no_color=True)
    except CommandError as error:
        assert error.returncode == 1
        return out.getvalue(), err.getvalue().splitlines(), False
    return out.getvalue(), err.getvalue().splitlines(), True


@pytest.fixture
def files(
    approved: SelfEvaluation, draft: SelfEvaluation, people: Any, settings: Any, tmp_path: Path
) -> dict[str, Path]:
    """A store of this test: every file of the demo, a stamped scan, and one more piece of evidence."""
    report = issued_for(approved)
    kept = [*Evidence.objects.exclude(file=""), report]
    contents = {row.file.name: row.file.read() for row in kept}
    settings.MEDIA_ROOT = str(tmp_path)
    for name, content in contents.items():
        default_storage.save(name, ContentFile(content))
    scan = add_stamped(issued=report, name="盖章.pdf", content=pdf(), rights=Rights(people["gonghui"]))
    piece = add_piece(draft, people)
    rows = {"佐证材料": piece, "签发的报告": report, "盖章件": scan}
    return {kind: Path(default_storage.path(row.file.name)) for kind, row in rows.items()}


def add_piece(draft: SelfEvaluation, people: Any) -> Evidence:
    return add_evidence(
        evaluation=draft, name="总结.pdf", content=pdf(mark="总结"), title="总结", kind="other", dated=None, by=people["zhengxie"]
    )  # fmt: skip


def test_all_is_well(files: dict[str, Path]) -> None:
    out, faults, is_well = run()
    assert (faults, is_well) == ([], True)
    assert out.startswith("已核对 ") and out.endswith(" 个文件，没有登记的 0 个。\n")


def test_one_flipped_one_deleted_one_added_of_each_kind(files: dict[str, Path]) -> None:
    for kind, path in files.items():
        content = path.read_bytes()
        path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
        _, (fault,), is_well = run()
        assert fault.startswith(f"{kind}：") and "被改动过" in fault and not is_well
        path.unlink()
        _, (fault,), is_well = run()
        assert fault.startswith(f"{kind}：") and "读不到（文件不存在" in fault and not is_well
        path.write_bytes(content)
        stray = path.with_name("0" * 32)
        stray.write_bytes(b"x")
        _, (fault,), is_well = run()
        assert run("--known")[2], "as after a backup under load"
        assert fault == f"没有登记的文件：{stray.relative_to(stray.parents[2])}" and not is_well
        stray.unlink()
    assert run()[2]


def test_evidence_is_named_by_its_evaluation(files: dict[str, Path]) -> None:
    files["佐证材料"].unlink()
    assert "政协" in run()[1][0]
    assert "总结" in run()[1][0]


def test_what_was_taken_out_of_an_evaluation_keeps_its_file(
    files: dict[str, Path], draft: SelfEvaluation, people: Any
) -> None:
    remove_evidence(
        evaluation=draft, key=Evidence.objects.get(evaluation=draft, title="总结").key, by=people["zhengxie"]
    )
    assert files["佐证材料"].exists()
    assert run()[2]


def test_evidence_is_on_the_disk_before_its_row(
    draft: SelfEvaluation, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file, its folder and the folder above; no row is there while they are written."""
    synced, fsync = [], os.fsync

    def watched(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        synced.append((path, Evidence.objects.filter(evaluation=draft, title="总结").exists()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    path = Path(default_storage.path(add_piece(draft, people).file.name)).resolve()
    assert synced == [(path, False), (path.parent, False), (path.parent.parent, False)]


def test_a_disk_that_does_not_take_it_leaves_neither_file_nor_row(
    draft: SelfEvaluation, people: Any, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileRefused, match="磁盘已满"):
        add_piece(draft, people)
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]
    assert not Evidence.objects.filter(evaluation=draft, title="总结").exists()
