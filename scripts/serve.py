"""make run: set up, say where the product is and who may log in, then serve.

python -m scripts.serve [PORT]
"""

import errno
import os
import socket
import sys

from scripts import setup
from scripts.console import ROOT, run, say, stop
from scripts.with_postgres import exit_on_signals

HOST = "127.0.0.1"


def main(port: str = "8000") -> None:
    require_free_port(port)
    setup.main()
    say(f"网址：http://{HOST}:{port}/    停止：Ctrl-C")
    run([setup.PYTHON, "manage.py", "demo_accounts"], doing="列出演示账号")
    serve(port)


def require_free_port(port: str) -> None:
    """Stop with a sentence where the server would stop with a traceback."""
    if not (port.isdecimal() and 0 < int(port) < 65536):
        raise stop(f"端口“{port}”不对，应为 1 到 65535 的整数，例如：make run PORT=8001")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(port)))
        except OSError as error:
            why = "已被别的程序占用" if error.errno == errno.EADDRINUSE else f"用不了（{error.strerror}）"
            other = 8001 if port != "8001" else 8002
            raise stop(f"端口 {port} {why}。请换一个端口：make run PORT={other}") from None


def serve(port: str) -> None:
    """Become the server, so that Ctrl-C and signals reach it directly."""
    os.chdir(ROOT)
    os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
    os.execv(setup.PYTHON, [str(setup.PYTHON), "manage.py", "runserver", f"{HOST}:{port}"])


if __name__ == "__main__":
    exit_on_signals()
    main(*sys.argv[1:])
