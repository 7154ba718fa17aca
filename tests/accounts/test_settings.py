"""Settings by environment: a wrong one stops the start with a sentence, the right ones are safe."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from evaluations.domain.sections import FORM_SECTIONS, MAX_ROWS

ROOT = Path(__file__).parents[2]
KEY = "k" * 50
#: environment -> a part of the sentence
REFUSED = (
    ({"DEBUG": "0"}, "DEBUG=0 时必须用环境变量 SECRET_KEY 给出密钥"),
    ({"DEBUG": "0", "SECRET_KEY": ""}, "DEBUG=0 时必须用环境变量 SECRET_KEY 给出密钥"),
    ({"DEBUG": "0", "SECRET_KEY": "k" * 31}, "环境变量 SECRET_KEY 太短"),
    ({"DEBUG": "maybe"}, "环境变量 DEBUG 的值“maybe”不对，只能是 1 或 0"),
    ({"HTTPS": "2"}, "环境变量 HTTPS 的值“2”不对"),
    ({"BEHIND_PROXY": "ja"}, "环境变量 BEHIND_PROXY 的值“ja”不对"),
    ({"SESSION_HOURS": "acht"}, "环境变量 SESSION_HOURS 的值“acht”不对，应为整数"),
    ({"EVIDENCE_MAX_MB": "-1"}, "环境变量 EVIDENCE_MAX_MB 的值“-1”不对"),
    ({"LOGIN_FAILURES": "1.5"}, "环境变量 LOGIN_FAILURES 的值“1.5”不对"),
    ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
    ({"DATABASE_URL": "oracle9://x"}, "DATABASE_URL"),
)  # fmt: skip


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False,
        env={"PATH": "/usr/bin", "DJANGO_SETTINGS_MODULE": "huadu_perf.settings", **environment},
    )  # fmt: skip


READ_ALL = """
import json, os, sys
from importlib import import_module, reload
from django.core.exceptions import ImproperlyConfigured
cases = json.load(sys.stdin)
clean = dict(os.environ)
answers = []
for case in cases:
    os.environ.clear(); os.environ.update(clean | case)
    sys.modules.pop("huadu_perf.settings", None)
    try:
        import_module("huadu_perf.settings")
        answers.append("started")
    except ImproperlyConfigured as error:
        answers.append(str(error))
    except BaseException as error:
        answers.append(f"{type(error).__name__}: {error}")
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def answers() -> list[str]:
    """What each environment is answered, in one process."""
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL], input=json.dumps([case for case, _ in REFUSED]), capture_output=True, text=True,
        cwd=ROOT, check=True, env={"PATH": "/usr/bin"},
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "number",
    [pytest.param(number, id=str(case)) for number, (case, _) in enumerate(REFUSED)],
)
def test_a_wrong_environment_is_refused_with_its_name(answers, number):
    assert REFUSED[number][1] in answers[number]
    assert not answers[number].startswith(("Error:", "KeyError", "started"))


def test_a_refused_start_exits_with_the_sentence():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], capture_output=True, text=True, cwd=ROOT, check=False,
        env={"PATH": "/usr/bin", "DEBUG": "0"},
    )  # fmt: skip
    assert done.returncode != 0
    assert "DEBUG=0 时必须用环境变量 SECRET_KEY 给出密钥" in done.stderr


SHOW = """
import json
from django.conf import settings
names = ("DEBUG SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY SESSION_COOKIE_NAME SECURE_SSL_REDIRECT"
         " SECURE_HSTS_SECONDS ALLOWED_HOSTS SECURE_CONTENT_TYPE_NOSNIFF").split()
print(json.dumps({name: getattr(settings, name) for name in names}))
"""
SAFE = {
    "DEBUG": False, "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True, "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_NAME": "__Host-sid", "SECURE_SSL_REDIRECT": True, "SECURE_HSTS_SECONDS": 31536000, "ALLOWED_HOSTS": [],
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
}  # fmt: skip


def test_production_is_safe_by_itself():
    done = run(SHOW, DEBUG="0", SECRET_KEY=KEY)
    assert done.stderr == ""
    assert json.loads(done.stdout) == SAFE


def test_nothing_set_is_a_development_server_here_only():
    shown = json.loads(run(SHOW).stdout)
    assert (shown["DEBUG"], shown["ALLOWED_HOSTS"]) == (True, ["127.0.0.1", "localhost", "[::1]"])


def test_a_section_with_as_many_rows_as_it_may_have_can_be_posted():
    """Django refuses a form of more fields than the settings say, with all that was typed in it."""
    for section in FORM_SECTIONS:
        rows = sum(MAX_ROWS * (1 + len(rowset.fields)) for rowset in section.rowsets if not rowset.is_fixed)
        assert rows + len(section.fields) + 20 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, section.key
