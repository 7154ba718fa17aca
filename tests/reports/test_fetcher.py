"""The PDF maker opens what we named and nothing else."""

import http.server
import threading

import pytest
from weasyprint import HTML

from reports.typesetting import NOWHERE, OwnFilesOnly

OWN = "file:///huadu/static/css/print.css"
REFUSED = [
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "file:///huadu/static/css/../../../etc/passwd",
    "file:///huadu/static/css/print.css/../../.env",
    "file:///huadu/static/css/print.css?x=1",
    "FILE:///huadu/static/css/print.css",
    "file:/etc/passwd",
    "/etc/passwd",
    "http://127.0.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "http://[::1]:8000/",
    "ftp://127.0.0.1/x",
    "data:text/plain,x",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
    "jar:file:///x!/y",
    "gopher://127.0.0.1/",
    "report:/etc/passwd",
    "javascript:alert(1)",
    "",
    " " + OWN,
    OWN + "\x00",
]

MARKUP = [
    '<img src="{}">',
    '<img srcset="{} 2x" src="{}">',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    '<a rel="attachment" href="{}">x</a>',
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<style>@import url("{}");</style>',
    '<style>@font-face {{ font-family: x; src: url("{}"); }} p {{ font-family: x }}</style><p>x</p>',
    '<style>@color-profile --x {{ src: url("{}"); }}</style>',
    '<style>p {{ background: url("{}") }}</style><p>x</p>',
    '<style>li {{ list-style-image: url("{}") }}</style><li>x</li>',
    '<style>p::before {{ content: url("{}") }}</style><p>x</p>',
    '<style>@page {{ background: url("{}") }}</style><p>x</p>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{}" width="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><use href="{}#a"/></svg>',
    '<base href="{}"><img src="x.png">',
    '<iframe src="{}"></iframe>',
    '<p style="background-image: url({})">x</p>',
]


@pytest.fixture(scope="module")
def listener():
    """A server on this machine that counts who calls."""
    calls = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/x", calls
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("url", REFUSED)
def test_other_addresses_are_refused(url):
    with pytest.raises(ValueError, match="refused"):
        OwnFilesOnly({OWN: b"p {}"}).fetch(url)


def test_own_files_come_out_of_memory():
    response = OwnFilesOnly({OWN: b"p {}"}).fetch(OWN)
    assert response.read() == b"p {}"
    assert response.content_type == "text/css"


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_reaches_neither_network_nor_files(markup, listener, tmp_path):
    address, calls = listener
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg'><text>GEHEIM</text></svg>", "utf-8")
    for target in (address, secret.as_uri()):
        html = markup.replace("{}", target).replace("{{", "{").replace("}}", "}")
        try:
            made = HTML(string=html, base_url=NOWHERE, url_fetcher=OwnFilesOnly({})).write_pdf(
                uncompressed_pdf=True
            )
        except OSError:  # URLFetchingError: refused as a whole, which is fine
            continue
        assert b"GEHEIM" not in made
    assert calls == []
