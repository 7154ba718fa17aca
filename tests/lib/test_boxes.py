"""Asking a box: what it may know, and what becomes of one that gives no answer."""

import json
from pathlib import Path

import pytest

from huadu_perf.lib.boxes import BoxFailed, ask


def box(folder: Path, code: str) -> Path:
    """A script that is asked."""
    path = folder / "box.py"
    path.write_text(code, "utf-8")
    return path


def test_a_box_knows_no_secret_of_the_product(tmp_path, monkeypatch):
    """Whoever takes it over with a file finds neither the key nor the address of the database."""
    monkeypatch.setenv("SECRET_KEY", "geheim")
    monkeypatch.setenv("DATABASE_URL", "postgres://name:word@host/db")
    code = "import json, os; print(json.dumps(dict(os.environ)))"
    told = ask(box(tmp_path, code), content=b"")
    assert not {"SECRET_KEY", "DATABASE_URL"} & told.keys()
    assert "geheim" not in json.dumps(told)


@pytest.mark.parametrize("code", ["raise SystemExit(3)", "print('no json')", "import os; os.abort()"])
def test_a_box_without_an_answer_is_told_so(tmp_path, code):
    with pytest.raises(BoxFailed):
        ask(box(tmp_path, code), content=b"")
