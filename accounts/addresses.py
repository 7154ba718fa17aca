"""Where a request comes from: what lock-outs count by, what the security log notes."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of whoever asks; `AXES_CLIENT_IP_CALLABLE`.

    Of X-Forwarded-For only what our own proxies wrote is believed: anybody can send the header, each proxy adds the
    address it was asked from at its end, so with n proxies it is the nth from the right.
    """
    direct = str(request.META.get("REMOTE_ADDR") or "")
    proxies = settings.AXES_IPWARE_PROXY_COUNT or 0
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if not proxies or len(told) < proxies:
        return direct
    try:
        return str(ip_address(told[-proxies].strip()))
    except ValueError:
        return direct
