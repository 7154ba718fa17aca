"""Entry point of the web server (gunicorn huadu_perf.wsgi)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huadu_perf.settings")
application = get_wsgi_application()
# What is loaded now lives as long as the process: the collector need not look at it with every request.
gc.collect()
gc.freeze()
