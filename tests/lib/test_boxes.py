"""Asking a box: what it may know, and what becomes of one that gives no answer."""

import json

import pytest

from huadu_perf.lib.boxes import Box, BoxFailed

TOLD = Box("tests.lib.told_box")


def test_a_box_knows_no_secret_of_the_product(monkeypatch):
    """Whoever takes it over with a file finds neither the key nor the address of the database."""
    monkeypatch.setenv("SECRET_KEY", "geheim")
    monkeypatch.setenv("DATABASE_URL", "postgres://name:word@host/db")
    told = TOLD.ask(content=b"")
    assert not {"SECRET_KEY", "DATABASE_URL"} & told.keys()
    assert "geheim" not in json.dumps(told)


def test_a_box_without_an_answer_is_told_so():
    with pytest.raises(BoxFailed):
        TOLD.ask("end", content=b"")
