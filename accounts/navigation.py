"""The links of the top bar, by permission. Pages of higher apps are named, never imported."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from accounts.roles import Permission

LINKS = (
    ("工作台", "evaluations:dashboard", None),
    ("自评任务", "evaluations:campaigns", Permission.MANAGE_CAMPAIGNS),
    ("操作日志", "evaluations:audit", Permission.VIEW_LOGS),
    ("基础数据", "admin:index", Permission.MANAGE_CAMPAIGNS),
    ("账号管理", "admin:index", Permission.MANAGE_ACCOUNTS),
    ("帮助", "evaluations:help", None),
)

#: Pages that a link of the bar leads to by way of its own page, by the beginnings of their addresses.
BELOW = {
    "evaluations:campaigns": (
        "/index-systems/",
        "/report-templates/",
        "/finance-mappings/",
        "/reports/templates/",
        "/reports/rollup/",
    ),
    "admin:index": ("/rosters/",),
    "evaluations:help": ("/reports/handbook/",),
}


@dataclass(frozen=True)
class NavigationLink:
    """One link of the top bar."""

    label: str
    url: str
    active: bool


def _is_here(path: str, url: str, below: tuple[str, ...] = ()) -> bool:
    """Whether the page is the link's own or one below it."""
    return path == url or (url != "/" and path.startswith((url, *below)))


class Navigation:
    """Iterates the links the person of a request may follow."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __iter__(self) -> Iterator[NavigationLink]:
        if not self.request.user.is_authenticated:
            return
        rights = self.request.rights  # type: ignore[attr-defined]
        for label, name, permission in LINKS:
            if permission is None or rights.can(permission):
                url = reverse(name)
                yield NavigationLink(label, url, _is_here(self.request.path, url, BELOW.get(name, ())))
