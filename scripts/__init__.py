"""The tools behind the Makefile; those that run before .venv is there use the standard library only."""

import sys

# Here, because older versions cannot even read the other modules.
if sys.version_info[:2] != (3, 11):
    found = ".".join(map(str, sys.version_info[:3]))
    raise SystemExit(f"✗ 需要 Python 3.11，找到的是 {found}。请先安装 Python 3.11（命令名 python3.11）。")
