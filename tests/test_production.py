"""What docs/deployment.md says, done: from an empty database to a first login, as a production server runs."""

import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from scripts.console import ROOT

HOST = "127.0.0.1"
PEOPLE = ("--manager", "chen:陈某", "--system-admin", "liang:梁某")


def production(folder: Path) -> dict[str, str]:
    """The environment of the guide, without HTTPS, which a proxy would bring."""
    own = {"VAR_DIR": str(folder), "DEBUG": "0", "HTTPS": "0", "ALLOWED_HOSTS": HOST,
           "SECRET_KEY": secrets.token_urlsafe(50)}  # fmt: skip
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | own


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of gunicorn, and the manager's first password."""
    environment = production(tmp_path / "not" / "yet")
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
    assert not [*tmp_path.rglob("jquery.js")], "what no page names is not collected"
    password = re.search(
        r"（陈某）　(\w+)", manage(environment, "start_region", "440105", "广州市海珠区", *PEOPLE)
    )
    with socket.socket() as free:
        free.bind((HOST, 0))
        bind = f"{HOST}:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "huadu_perf.wsgi", "--bind", bind, "--no-control-socket"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        assert password
        yield f"http://{bind}", password.group(1)
    finally:
        process.terminate()
        process.wait()


def opened(opener: OpenerDirector, url: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
    """Where one ends up, and the page."""
    body = urlencode(fields).encode() if fields else None
    with opener.open(url, body) as answer:
        return answer.url, answer.read().decode()


def when_up(opener: OpenerDirector, url: str) -> str:
    """The page, as soon as the server is there."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return opened(opener, url)[1]
        except URLError:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.2)


def test_a_new_installation_serves_its_first_login(server: tuple[str, str]) -> None:
    url, password = server
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    page = when_up(opener, f"{url}/login/")
    style = re.search(r"/static/css/app\.[0-9a-f]{12}\.css", page)
    assert style, "static files are named by their content"
    with opener.open(url + style.group()) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    fields = {"csrfmiddlewaretoken": token.group(1), "username": "chen", "password": password}
    where, page = opened(opener, f"{url}/login/", fields)
    assert where == f"{url}/password/"
    assert "这是初始密码" in page
    with pytest.raises(URLError, match="404"):
        opener.open(f"{url}/static/../settings.py")
