"""报告核验: whoever holds a PDF learns whether it is an issued one. Open to everybody, keeps nothing, writes nothing."""

import hashlib
from typing import Any

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from huadu_perf.lib.pace import within_pace
from reports.forms import VerifyForm
from reports.queries import issued_with

#: What a form needs beside its file.
ENVELOPE = 64 * 1024


class Digesting(FileUploadHandler):
    """Computes the hash of an uploaded file while it comes in, and lets go of its bytes."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begins."""
        super().new_file(*args, **kwargs)
        self.digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Takes a piece; no other handler gets it."""
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """Name, size and hash; no content."""
        file = UploadedFile(None, self.file_name, self.content_type, file_size)
        file.sha256 = self.digest.hexdigest()  # type: ignore[attr-defined]
        return file


@csrf_exempt  # the answer below is protected: the token is read after the handler is in place
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The form, and the answer to a file, a typed hash, or `?sha256=` from a link."""
    asks = request.method == "POST" or "sha256" in request.GET
    address = get_client_ip_address(request) or ""
    if asks and not within_pace("verify", address, times=settings.VERIFY_PER_MINUTE, seconds=60):
        return _refusal(request, "查询太频繁，请一分钟后再试。", status=429)
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.VERIFY_MAX_BYTES + ENVELOPE:
        limit = settings.VERIFY_MAX_BYTES // 1024 // 1024
        return _refusal(request, f"文件超过 {limit} MB，没有读取。请在本机计算 SHA-256 后填写。", status=413)
    request.upload_handlers = [Digesting(request)]
    return _answer(request)


def _refusal(request: HttpRequest, message: str, status: int) -> HttpResponse:
    """The empty form under a sentence; nothing of the request is read."""
    context = {"form": VerifyForm(), "refusal": message}
    return render(request, "reports/verify.html", context, status=status)


@csrf_protect
def _answer(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        form = VerifyForm(request.POST, request.FILES)
    elif "sha256" in request.GET:
        form = VerifyForm(request.GET)
    else:
        return render(request, "reports/verify.html", {"form": VerifyForm()})
    if not form.is_valid():
        return render(request, "reports/verify.html", {"form": form}, status=422)
    context = {"form": VerifyForm(), "asked": form.asked, "found": issued_with(form.asked)}
    return render(request, "reports/verify.html", context)
