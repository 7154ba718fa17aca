"""render_reports: a campaign's PDFs in a folder, on one process or several, issued ones byte for byte."""

import hashlib

import pytest
from django.core.management import CommandError, call_command

from reports.actions.issuing import issue
from reports.batch import render_all
from reports.rendering import to_pdf
from tests.reports.cases import facts_of
from tests.reports.test_rendering import html_of


@pytest.mark.django_db
def test_submitted_ones_are_made_issued_ones_copied_drafts_left_out(campaign, approved, tmp_path, capsys):
    issued = issue(evaluation=approved, by="tests")
    call_command(
        "render_reports", "--campaign", str(campaign.pk), "--processes", "1", "-o", str(tmp_path / "out")
    )
    files = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert all(content.startswith(b"%PDF") for content in files.values())
    assert issued.sha256 in {hashlib.sha256(content).hexdigest() for content in files.values()}
    assert not [name for name in files if "草稿" in name]
    out = capsys.readouterr().out
    assert "取出已签发的 1 份" in out
    assert "没有生成（--drafts 一并生成）" in out


@pytest.mark.django_db
def test_an_issued_file_that_cannot_be_copied_stops_nothing(campaign, approved, returned, tmp_path, capsys):
    name = f"{approved.department.code}_{issue(evaluation=approved, by='tests').file_name}"
    (tmp_path / name).mkdir()
    with pytest.raises(CommandError, match="1 份没有生成"):
        call_command(
            "render_reports",
            "--campaign",
            str(campaign.pk),
            "--processes",
            "1",
            "--drafts",
            "-o",
            str(tmp_path),
        )
    assert f"写不了文件 {tmp_path / name}" in capsys.readouterr().err
    assert len([path for path in tmp_path.iterdir() if path.is_file()]) == 2


@pytest.mark.django_db
def test_an_unknown_campaign_and_a_folder_that_cannot_be_made_are_said(campaign, tmp_path):
    with pytest.raises(CommandError, match="没有编号为 9999 的批次"):
        call_command("render_reports", "--campaign", "9999", "-o", str(tmp_path))
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="建不了文件夹"):
        call_command("render_reports", "--campaign", str(campaign.pk), "-o", str(tmp_path / "file" / "x"))


def test_two_processes_make_the_same_files_and_one_failure_stops_nothing(tmp_path):
    html = html_of(facts_of("empty"))
    jobs = [(tmp_path / f"{number}.pdf", html) for number in range(3)]
    jobs += [
        (tmp_path / "absent" / "x.pdf", html),
        (tmp_path / "long.pdf", html.replace("</h1>", "</h1>" + "<p>x</p>" * 9000)),
    ]
    results = dict(render_all(jobs, 2))
    assert "写不了文件" in results[tmp_path / "absent" / "x.pdf"]
    assert "超过 363 页的上限" in results[tmp_path / "long.pdf"]
    expected = to_pdf(html)
    for number in range(3):
        assert results[tmp_path / f"{number}.pdf"] == ""
        assert (tmp_path / f"{number}.pdf").read_bytes() == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.pdf", "1.pdf", "2.pdf"]
