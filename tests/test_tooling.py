"""The tools behind the Makefile: what they say and do where something is missing or in the way."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import debian, fonts, serve, setup, test
from scripts.console import ROOT
from scripts.debian import Need

MISSING = Need("libabsent0", lambda: False)
PRESENT = Need("libpresent0", lambda: True)


def test_ensure_asks_nothing_when_all_is_there():
    debian.ensure([PRESENT])


def test_ensure_without_rights_stops_with_one_command_for_all_that_is_missing(monkeypatch):
    monkeypatch.setattr(debian, "privileged_prefix", lambda: None)
    with pytest.raises(SystemExit) as stopped:
        debian.ensure([MISSING, PRESENT, Need("absent-tool", lambda: False)])
    commands = [line for line in str(stopped.value).splitlines() if "apt-get install" in line]
    assert len(commands) == 1
    assert commands[0].endswith("libabsent0 absent-tool'")


def test_ensure_stops_when_the_package_does_not_bring_it(monkeypatch):
    monkeypatch.setattr(debian, "privileged_prefix", lambda: ["true"])
    with pytest.raises(SystemExit, match="libabsent0"):
        debian.ensure([MISSING])


def test_fonts_only_warn_when_they_cannot_be_had(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(fonts, "APT", ("sh", "-c", "echo 'E: no network' >&2; exit 100"))
    fonts.ensure_fandol(tmp_path / "fandol")
    assert "E: no network" in capsys.readouterr().err
    assert list(tmp_path.rglob("*.otf")) == []


def test_fonts_that_are_there_are_not_fetched_again(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "download", lambda scratch: pytest.fail("fetched again"))
    for name in fonts.FONTS:
        (tmp_path / name).touch()
    fonts.ensure_fandol(tmp_path)


def test_fingerprint_of_the_second_file_follows_the_first(monkeypatch, tmp_path):
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    (tmp_path / "requirements.txt").write_text("Django==5.2")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt")
    before = setup.fingerprint("requirements-dev.txt")
    (tmp_path / "requirements.txt").write_text("Django==5.2.1")
    assert setup.fingerprint("requirements-dev.txt") != before


def test_taken_port_is_named_with_another_to_try():
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"端口 {port} 已被别的程序占用.*make run PORT=8001"):
            serve.require_free_port(str(port))


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", ""])
def test_nonsense_for_a_port_is_refused(port):
    with pytest.raises(SystemExit, match="1 到 65535"):
        serve.require_free_port(port)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([0, 5], 0), ([5, 0], 0), ([5, 5], 5), ([5, 2], 2)],
)
def test_overall_is_green_only_if_something_ran_and_nothing_failed(codes, expected):
    assert test.overall(codes) == expected


def test_with_postgres_gives_a_database_and_leaves_nothing_behind_a_failure():
    command = "import os; print(os.environ['DATABASE_URL'], flush=True); raise SystemExit(7)"
    done = subprocess.run(
        [sys.executable, "scripts/with_postgres.py", "--", sys.executable, "-c", command],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    url, folder = done.stdout.strip().split("?host=")
    assert (done.returncode, url) == (7, "postgres://postgres@/huadu_perf")
    assert not Path(folder).exists()
