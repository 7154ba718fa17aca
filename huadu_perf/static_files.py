"""Which files of our packages a browser ever asks for; the rest is neither collected nor compressed."""

from collections.abc import Iterable
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder

#: Of Bootstrap one style sheet is used, with the map that it names: the rest are 8 MB that take half a minute to compress.
UNUSED = (
    "bootstrap/js/*",
    "bootstrap/css/bootstrap-*",
    "bootstrap/css/*.rtl.*",
    "bootstrap/css/bootstrap.css*",
)


class UsedFiles(AppDirectoriesFinder):
    """The static files of the installed apps without those that no page names."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        """What `collectstatic` takes."""
        return super().list([*(ignore_patterns or ()), *UNUSED])
