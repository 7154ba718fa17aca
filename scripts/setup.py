"""From a clean clone to a working product: python -m scripts.setup [product|check|test]

`product` (make setup) makes .venv, the database and the demo data; `check` and `test` bring what those
two need instead. Everything is skipped that is there already, so a second run takes a second or two.
Only the standard library is used, because nothing else is there yet.
"""

import hashlib
import os
import sys
from pathlib import Path

from scripts.console import ROOT, run, say
from scripts.debian import RUN_NEEDS, TEST_NEEDS, ensure
from scripts.fonts import ensure_fandol
from scripts.with_postgres import exit_on_signals

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))


def main(purpose: str = "product") -> None:
    ensure(RUN_NEEDS + (TEST_NEEDS if purpose == "test" else ()))
    ensure_venv("requirements.txt" if purpose == "product" else "requirements-dev.txt")
    VAR.mkdir(parents=True, exist_ok=True)
    if purpose != "check":
        ensure_fandol(VAR / "fonts" / "fandol")
        run([PYTHON, "manage.py", "check_fonts", "--prepare"], doing="处理字体")
    if purpose == "product":
        ensure_database()


def ensure_venv(requirements: str) -> None:
    """Make .venv and install into it, unless its stamp says that these very files are installed already."""
    stamp, wanted = VENV / f"{requirements}.sha256", fingerprint(requirements)
    if not venv_belongs_here():
        say("正在建立 Python 环境 .venv……")
        run([sys.executable, "-m", "venv", "--clear", VENV], doing="建立 Python 环境")
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(f"正在安装 {requirements} 里的 Python 软件包（第一次约一分钟）……")
    pip = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    run([*pip, "-r", requirements], doing="安装 Python 软件包")
    stamp.write_text(wanted)


def fingerprint(requirements: str) -> str:
    """One hash over the file and, for the second, the first, which it includes."""
    included = sorted({"requirements.txt", requirements})
    return hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in included)).hexdigest()


def venv_belongs_here() -> bool:
    """False too after the folder was moved or copied: the commands in .venv/bin then point elsewhere."""
    config = VENV / "pyvenv.cfg"
    return PYTHON.exists() and config.exists() and f" {VENV}\n" in config.read_text()


def ensure_database() -> None:
    """Bring the schema up to date and load the demo data; what is in the database stays."""
    run([PYTHON, "manage.py", "migrate", "--verbosity", "0"], doing="更新数据库结构")
    run([PYTHON, "manage.py", "seed_demo", "--history"], doing="载入演示数据")
    run([PYTHON, "manage.py", "issue_reports"], doing="签发审核通过的报告")


if __name__ == "__main__":
    exit_on_signals()
    main(*sys.argv[1:])
