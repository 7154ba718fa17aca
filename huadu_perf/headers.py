"""Permissions-Policy: no page of ours uses a camera, a position or a payment, and none loaded into one may."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

#: Features that a page must not use, whoever put a script into it.
DENIED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "geolocation",
    "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment",
    "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
POLICY = ", ".join(f"{feature}=()" for feature in DENIED)


class PermissionsPolicyMiddleware:
    """On every answer, also those of static files, redirects and failures."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = POLICY
        return response
