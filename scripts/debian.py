"""Debian packages: which are missing, how to get them, and what to tell a person who may not install them."""

import ctypes
import os
import shlex
import shutil
import subprocess
import sysconfig
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from scripts.console import run, say, stop
from scripts.with_postgres import postgres_binaries


@dataclass(frozen=True)
class Need:
    """Something outside pip that we use, and the Debian package it comes in."""

    package: str
    is_met: Callable[[], bool]


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_commands(*names: str) -> bool:
    return all(shutil.which(name) for name in names)


def has_office(part: str) -> bool:
    """Whether LibreOffice is there with its text (libswlo) or its calculation (libsclo) component."""
    soffice = shutil.which("soffice")
    return bool(soffice) and (Path(soffice).resolve().parent / part).is_file()


def has_ensurepip() -> bool:
    """Debian takes ensurepip, which makes a .venv's pip, out of Python into a package of its own."""
    return Path(sysconfig.get_path("stdlib"), "ensurepip").is_dir()


# WeasyPrint loads these three itself; glib, fontconfig and harfbuzz come with Pango.
RUN_NEEDS = (
    Need("python3.11-venv", has_ensurepip),
    Need("libpango-1.0-0", lambda: has_library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", lambda: has_library("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", lambda: has_library("libharfbuzz-subset.so.0")),
)
TEST_NEEDS = (
    Need("chromium-headless-shell", lambda: has_commands("chromium-headless-shell")),
    Need("postgresql", lambda: postgres_binaries() is not None),
    Need("libreoffice-writer-nogui", lambda: has_office("libswlo.so")),
    Need("libreoffice-calc-nogui", lambda: has_office("libsclo.so")),
    Need("poppler-utils", lambda: has_commands("pdftotext", "pdftoppm", "pdffonts")),
)


def missing(needs: Iterable[Need]) -> list[str]:
    return [need.package for need in needs if not need.is_met()]


def ensure(needs: Iterable[Need]) -> None:
    """Install what is missing where we may; otherwise stop with the one command that does it."""
    packages = missing(needs)
    if not packages:
        return
    script = install_script(packages)
    prefix = privileged_prefix()
    if prefix is None:
        raise stop(
            f"缺少系统软件：{'、'.join(packages)}。请先执行下面这一条命令：\n\n    {by_hand(script)}\n"
        )
    say(f"正在安装系统软件：{'、'.join(packages)}……")
    run([*prefix, "sh", "-c", f"({script}) >/dev/null"], doing="安装系统软件")
    if left := missing(needs):
        raise stop(f"系统软件装过之后仍不可用：{'、'.join(left)}。")


def install_script(packages: list[str]) -> str:
    return (
        "apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "
        "-o DPkg::Lock::Timeout=120 " + " ".join(packages)
    )


def privileged_prefix() -> list[str] | None:
    """The words to put before a command that needs root; None where we may not or there is no apt-get."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def by_hand(script: str) -> str:
    shell = "sudo sh -c" if shutil.which("sudo") else "su - -c"
    return f"{shell} {shlex.quote(script)}"
