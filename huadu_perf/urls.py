"""All addresses of the product."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("evaluations.urls")),
    path("", include("accounts.urls")),
    path("reports/", include("reports.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    from huadu_perf.gallery import gallery

    urlpatterns.append(path("ui/", gallery, name="gallery"))
