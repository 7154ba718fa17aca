"""Which files of our packages a browser ever asks for; the rest is neither collected nor compressed."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class UsedStaticFiles(StaticFilesConfig):
    """Of Bootstrap one style sheet is used, with the map that it names: the rest are 8 MB that take half a minute to compress."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap/js",
        "bootstrap/js/*",
        "bootstrap/css/bootstrap-*",
        "bootstrap/css/*.rtl.*",
        "bootstrap/css/bootstrap.css*",
    ]
