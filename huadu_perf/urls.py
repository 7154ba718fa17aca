"""All addresses of the product."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from huadu_perf.health import healthz, readyz
from reports.views.verify import verify

urlpatterns = [
    path("", include("evaluations.urls")),
    path("", include("accounts.urls")),
    path("reports/", include("reports.urls")),
    path("verify/", verify, name="verify"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
]

handler500 = "huadu_perf.failures.server_error"

if settings.DEBUG:
    from huadu_perf.gallery import gallery

    urlpatterns.append(path("ui/", gallery, name="gallery"))
