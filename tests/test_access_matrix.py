"""Who gets what: one written table of every route, every method and every kind of person, held against the product.

Another evaluation's address answers exactly as one that does not exist, and nobody changes anything without the right.
"""

import copy
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from PIL import Image

from accounts.access import Rights
from accounts.acting import acting
from accounts.exchange.roster import DEPARTMENTS, PEOPLE, roster_file
from accounts.models import Department, Region, User
from accounts.queries import departments_of, people_of
from accounts.roles import Role
from evaluations.actions.campaigns import create_campaign
from evaluations.actions.colleagues import Assignment, add_note, assign_sections
from evaluations.actions.evidence import add_evidence
from evaluations.actions.imports import remember_mapping, store_pending
from evaluations.actions.reference import copy_definition
from evaluations.actions.review import add_remark
from evaluations.actions.workflow import take_step
from evaluations.colleagues import stamp_of
from evaluations.demo.seeding import seed
from evaluations.domain.check_settings import CheckSettings, Thresholds
from evaluations.domain.report_text import write_text
from evaluations.domain.review import stamp
from evaluations.enums import Action
from evaluations.exchange.index_systems import to_json
from evaluations.forms.check_settings import CheckSettingsForm
from evaluations.forms.review import ExplanationForm
from evaluations.models import (
    Campaign,
    ChangeLog,
    Evidence,
    Explanation,
    FinanceMapping,
    Goal,
    IndexSystem,
    InternalNote,
    PendingImport,
    Remark,
    ReportTemplate,
    SectionState,
    SelfEvaluation,
    Submission,
)
from evaluations.queries import review_of, section_states
from huadu_perf.lib.findings import Place
from huadu_perf.lib.stamps import content_stamp
from huadu_perf.lib.workbooks.columns import Sheet
from reports.actions.issuing import issue
from reports.actions.stamped import add_stamped
from reports.models import IssuedReport, StampedReport
from tests.factories import file_before, make_department, make_evaluation, make_person, unproved_facts
from tests.reports.pdfs import pdf

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"

# The evaluation asked for is that of a 二级单位; `parent` fills for the department above it, `outsider` for another
# department, `assigned` reviews only that other department, `faraway` manages another region, `nobody` has no role.
#
# 200        the page                              login   sent to log in
# done       redirected (or 201), something written   kept    redirected, and nothing was written
# 401        asked to log in on the spot: what was posted goes along
# 400 … 422  refused with that code, and nothing was written
ACTORS = (
    "anonymous", "nobody", "preparer", "leader", "parent", "outsider",
    "reviewer", "assigned", "manager", "auditor", "sysadmin", "faraway",
)  # fmt: skip
TABLE = """
evaluations:dashboard       GET  draft           login 200 200  200  200  200 200  200 200  200  200 200
evaluations:dashboard       POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:overview_file   GET  draft           login 403 403  403  403  403 200  200 200  200  403 200
evaluations:overview_file   POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:audit           GET  draft           login 403 403  403  403  403 403  403 403  200  403 403
evaluations:audit           POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:audit_file GET  draft  login 403 403  403  403  403 403  403 403  200  403 403
evaluations:audit_file POST draft  login 405 405  405  405  405 405  405 405  405  405 405
evaluations:audit_access GET  draft  login 403 403  403  403  403 403  403 403  200  403 403
evaluations:audit_access POST draft  login 405 405  405  405  405 405  405 405  405  405 405
evaluations:audit_access_file GET  draft  login 403 403  403  403  403 403  403 403  200  403 403
evaluations:audit_access_file POST draft  login 405 405  405  405  405 405  405 405  405  405 405
evaluations:messages        GET  draft           login 403 200  200  200  200 200  200 200  200  403 200
evaluations:messages        POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:messages_read   GET  draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:messages_read   POST draft           login 403 kept kept kept kept kept kept kept kept 403 kept
evaluations:messages_unread GET  draft           login 403 200  200  200  200 200  200 200  200  403 200
evaluations:messages_unread POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:message         GET  draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:message         POST draft           login 403 kept kept 404  404 404  404 404  404  403 404
evaluations:campaigns       GET  draft           login 403 403  403  403  403 403  403 200  403  403 200
evaluations:campaigns       POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:campaign_new    GET  draft           login 403 403  403  403  403 403  403 200  403  403 200
evaluations:campaign_new    POST draft           login 403 403  403  403  403 403  403 done 403  403 422
evaluations:campaign        GET  draft           login 403 403  403  403  403 403  403 200  403  403 404
evaluations:campaign        POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:campaign_open   GET  draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:campaign_open   POST draft           login 403 403  403  403  403 403  403 done 403  403 404
evaluations:campaign_extend GET  draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:campaign_extend POST draft           login 403 403  403  403  403 403  403 done 403  403 404
evaluations:campaign_remind GET  draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:campaign_remind POST draft           login 403 403  403  403  403 403  403 done 403  403 404
evaluations:campaign_checks GET  draft           login 403 403  403  403  403 403  403 200  403  403 404
evaluations:campaign_checks POST draft           login 403 403  403  403  403 403  403 done 403  403 404
evaluations:index_systems   GET  draft           login 403 403  403  403  403 403  403 200  403  403 200
evaluations:index_systems   POST draft           login 403 403  403  403  403 403  403 done 403  403 done
evaluations:index_system    GET  draft           login 403 403  403  403  403 403  403 200  403  403 200
evaluations:index_system    POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:index_system_file GET  draft         login 403 403  403  403  403 403  403 200  403  403 200
evaluations:index_system_file POST draft         login 405 405  405  405  405 405  405 405  405  405 405
evaluations:index_system_publish GET  draft      login 405 405  405  405  405 405  405 405  405  405 405
evaluations:index_system_publish POST draft      login 403 403  403  403  403 403  403 done 403  403 done
evaluations:index_system_copy GET  draft         login 405 405  405  405  405 405  405 405  405  405 405
evaluations:index_system_copy POST draft         login 403 403  403  403  403 403  403 done 403  403 done
evaluations:report_templates GET  draft  login 403 403  403  403  403 403  403 200  403  403 200
evaluations:report_templates POST draft  login 403 403  403  403  403 403  403 done 403  403 done
evaluations:report_template GET  draft  login 403 403  403  403  403 403  403 200  403  403 200
evaluations:report_template POST draft  login 405 405  405  405  405 405  405 405  405  405 405
evaluations:report_template_edit GET  draft  login 403 403  403  403  403 403  403 200  403  403 200
evaluations:report_template_edit POST draft  login 403 403  403  403  403 403  403 done 403  403 done
evaluations:report_template_file GET  draft  login 403 403  403  403  403 403  403 200  403  403 200
evaluations:report_template_file POST draft  login 405 405  405  405  405 405  405 405  405  405 405
evaluations:report_template_publish GET  draft  login 405 405  405  405  405 405  405 405  405  405 405
evaluations:report_template_publish POST draft  login 403 403  403  403  403 403  403 done 403  403 done
evaluations:report_template_copy GET  draft  login 405 405  405  405  405 405  405 405  405  405 405
evaluations:report_template_copy POST draft  login 403 403  403  403  403 403  403 done 403  403 done
evaluations:detail          GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
evaluations:detail          POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:section         GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
evaluations:section         POST draft           401   403 done kept kept 404 kept 404 kept kept 403 404
evaluations:section         POST submitted       login 403 kept kept kept 404 kept 404 kept kept 403 404
evaluations:row             GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
evaluations:row             GET  submitted       login 403 200  200  200  404 200  404 200  200  403 404
evaluations:row             POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:draft           GET  draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:draft           POST draft           401   403 200  403  423  404 403  403 403  403  403 403
evaluations:draft           POST submitted       401   403 423  403  423  404 403  403 403  403  403 403
evaluations:draft_discard   GET  draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:draft_discard   POST draft           login 403 kept 403  kept 404 403  403 403  403  403 403
evaluations:assignments     GET  draft           login 403 200  200  200  404 403  403 403  403  403 403
evaluations:assignments     POST draft           login 403 done done kept 404 403  403 403  403  403 403
evaluations:assignments     POST submitted       login 403 kept kept kept 404 403  403 403  403  403 403
evaluations:presence        GET  draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:presence        POST draft           login 403 200  403  423  404 403  403 403  403  403 403
evaluations:presence        POST submitted       login 403 423  403  423  404 403  403 403  403  403 403
evaluations:notes           GET  draft           login 403 200  200  200  404 403  403 403  403  403 403
evaluations:notes           POST draft           login 403 done done kept 404 403  403 403  403  403 403
evaluations:notes           POST submitted       login 403 done done kept 404 403  403 403  403  403 403
evaluations:note_change     GET  draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:note_change     POST draft           login 403 done done kept 404 403  403 403  403  403 403
evaluations:record          GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
evaluations:record          GET  submitted       login 403 200  200  200  404 200  404 200  200  403 404
evaluations:record          POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:evidence        GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
evaluations:evidence        POST draft           login 403 done kept kept 404 kept 404 kept kept 403 404
evaluations:evidence        POST submitted       login 403 kept kept kept 404 kept 404 kept kept 403 404
evaluations:evidence_upload GET  draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:evidence_upload POST draft           login 403 done 403  423  404 403  403 403  403  403 403
evaluations:evidence_upload POST submitted       login 403 423  403  423  404 403  403 403  403  403 403
evaluations:evidence_finished GET  draft         login 405 405  405  405  405 405  405 405  405  405 405
evaluations:evidence_finished POST draft         login 403 done 403  kept 404 403  403 403  403  403 403
evaluations:evidence_finished POST submitted     login 403 kept 403  kept 404 403  403 403  403  403 403
evaluations:evidence_preview GET  draft          login 403 200  200  200  404 200  404 200  200  403 404
evaluations:evidence_preview POST draft          login 405 405  405  405  405 405  405 405  405  405 405
evaluations:evidence_page   GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
evaluations:evidence_page   POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:evidence_edit   GET  draft           login 403 200  403  kept 404 403  403 403  403  403 403
evaluations:evidence_edit   POST draft           login 403 done 403  kept 404 403  403 403  403  403 403
evaluations:evidence_edit   POST submitted       login 403 kept 403  kept 404 403  403 403  403  403 403
evaluations:evidence_file   GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
evaluations:evidence_file   POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:workbook        GET  draft           login 403 200  403  kept 404 403  403 403  403  403 403
evaluations:workbook        POST draft           login 403 done 403  kept 404 403  403 403  403  403 403
evaluations:workbook        POST submitted       login 403 kept 403  kept 404 403  403 403  403  403 403
evaluations:workbook_file   GET  draft           login 403 200  403  kept 404 403  403 403  403  403 403
evaluations:workbook_file   POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:workbook_check  GET  draft           login 403 kept 403  kept 404 403  403 403  403  403 403
evaluations:workbook_check  POST draft           login 403 done 403  kept 404 403  403 403  403  403 403
evaluations:workbook_check  POST submitted       login 403 kept 403  kept 404 403  403 403  403  403 403
evaluations:workbook_marked GET  draft           login 403 kept 403  kept 404 403  403 403  403  403 403
evaluations:workbook_marked POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:finance_upload  GET  draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:finance_upload  POST draft           login 403 done 403  kept 404 403  403 403  403  403 403
evaluations:finance_upload  POST submitted       login 403 kept 403  kept 404 403  403 403  403  403 403
evaluations:finance_sheet   GET  draft           login 403 kept 403  kept 404 403  403 403  403  403 403
evaluations:finance_sheet   POST draft           login 403 done 403  kept 404 403  403 403  403  403 403
evaluations:finance_mappings GET  draft          login 403 403  403  403  403 403  403 200  403  403 200
evaluations:finance_mappings POST draft          login 405 405  405  405  405 405  405 405  405  405 405
evaluations:finance_mapping GET  draft           login 403 403  403  403  403 403  403 200  403  403 404
evaluations:finance_mapping POST draft           login 403 403  403  403  403 403  403 done 403  403 404
evaluations:last_year       GET  draft           login 403 200  403  kept 404 403  403 403  403  403 403
evaluations:last_year       POST draft           login 403 done 403  kept 404 403  403 403  403  403 403
evaluations:last_year       POST submitted       login 403 kept 403  kept 404 403  403 403  403  403 403
evaluations:old_report      GET  draft           login 403 200  403  kept 404 403  403 403  403  403 403
evaluations:old_report      POST draft           login 403 done 403  kept 404 403  403 403  403  403 403
evaluations:old_report      POST submitted       login 403 kept 403  kept 404 403  403 403  403  403 403
evaluations:old_report_take GET  draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:old_report_take POST draft           login 403 done 403  kept 404 403  403 403  403  403 403
evaluations:old_report_take POST submitted       login 403 kept 403  kept 404 403  403 403  403  403 403
evaluations:rules           GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
evaluations:rules           POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:stamp           GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
evaluations:stamp           POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:check           GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
evaluations:check           POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:explain         GET  draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:explain         POST draft           login 403 done 403  kept 404 403  403 403  403  403 403
evaluations:explain         POST submitted       login 403 kept 403  kept 404 403  403 403  403  403 403
evaluations:submit          GET  draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:submit          POST draft           login 403 done 409  409  404 409  404 409  409  403 404
evaluations:submit          POST internal_review login 403 409  done 409  404 409  404 409  409  403 404
evaluations:submit          POST submitted       login 403 kept kept kept 404 kept 404 kept kept 403 404
evaluations:answers         GET  returned        login 403 200  200  200  404 200  404 200  200  403 404
evaluations:answers         POST returned        login 403 done kept kept 404 kept 404 kept kept 403 404
evaluations:review          GET  submitted       login 403 200  200  200  404 200  404 200  200  403 404
evaluations:review          POST submitted       login 405 405  405  405  405 405  405 405  405  405 405
evaluations:scores          GET  submitted       login 403 200  200  200  404 200  404 200  200  403 404
evaluations:scores          POST submitted       401   403 kept kept kept 404 done 404 done kept 403 404
evaluations:scores          POST draft           login 403 kept kept kept 404 409  404 409  kept 403 404
evaluations:scores          POST returned        login 403 kept kept kept 404 409  404 409  kept 403 404
evaluations:scores          POST approved        login 403 kept kept kept 404 409  404 409  kept 403 404
evaluations:remark_add      GET  submitted       login 405 405  405  405  405 405  405 405  405  405 405
evaluations:remark_add      POST submitted       login 403 403  403  403  403 done 404 done 403  403 404
evaluations:remark_add      POST draft           login 403 403  403  403  403 kept 404 kept 403  403 404
evaluations:remark_withdraw GET  submitted       login 405 405  405  405  405 405  405 405  405  405 405
evaluations:remark_withdraw POST submitted       login 403 403  403  403  403 done 404 done 403  403 404
evaluations:remark_withdraw POST returned        login 403 403  403  403  403 kept 404 kept 403  403 404
evaluations:step            GET  submitted       login 405 405  405  405  405 405  405 405  405  405 405
evaluations:step            POST submitted       login 403 kept kept kept 404 done 404 done kept 403 404
evaluations:step            POST internal_review login 403 409  done kept 404 kept 404 kept kept 403 404
evaluations:step            POST approved        login 403 kept kept kept 404 kept 404 kept kept 403 404
reports:preview             GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
reports:preview             POST draft           login 405 405  405  405  405 405  405 405  405  405 405
reports:pdf                 GET  submitted       login 403 200  200  200  404 200  404 200  200  403 404
reports:pdf                 GET  approved        login 403 200  200  200  404 200  404 200  200  403 404
reports:pdf                 POST draft           login 405 405  405  405  405 405  405 405  405  405 405
reports:changes             GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
reports:changes             GET  returned        login 403 200  200  200  404 200  404 200  200  403 404
reports:changes             POST draft           login 405 405  405  405  405 405  405 405  405  405 405
reports:changes_pdf         GET  returned        login 403 200  200  200  404 200  404 200  200  403 404
reports:changes_pdf         POST draft           login 405 405  405  405  405 405  405 405  405  405 405
reports:template_preview GET  draft  login 403 403  403  403  403 403  403 200  403  403 200
reports:template_preview POST draft  login 403 403  403  403  403 403  403 200  403  403 200
evaluations:help            GET  draft           login 200 200  200  200  200 200  200 200  200  200 200
evaluations:help            POST draft           login 405 405  405  405  405 405  405 405  405  405 405
evaluations:terms           GET  draft           login 200 200  200  200  200 200  200 200  200  200 200
evaluations:terms           POST draft           login 405 405  405  405  405 405  405 405  405  405 405
reports:handbook            GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
reports:handbook            POST draft           login 405 405  405  405  405 405  405 405  405  405 405
reports:handbook_pdf        GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
reports:handbook_pdf        POST draft           login 405 405  405  405  405 405  405 405  405  405 405
reports:rollup              GET  draft           login 403 403  403  403  403 403  403 200  200  403 404
reports:rollup              POST draft           login 405 405  405  405  405 405  405 405  405  405 405
reports:reports_zip         GET  draft           login 403 403  403  403  403 403  403 200  200  403 404
reports:reports_zip         POST draft           login 405 405  405  405  405 405  405 405  405  405 405
reports:rollup_pdf          GET  draft           login 403 403  403  403  403 403  403 200  200  403 404
reports:rollup_pdf          POST draft           login 405 405  405  405  405 405  405 405  405  405 405
reports:rollup_docx         GET  draft           login 403 403  403  403  403 403  403 200  200  403 404
reports:rollup_docx         POST draft           login 405 405  405  405  405 405  405 405  405  405 405
reports:rollup_xlsx         GET  draft           login 403 403  403  403  403 403  403 200  200  403 404
reports:rollup_xlsx         POST draft           login 405 405  405  405  405 405  405 405  405  405 405
reports:dossier             GET  submitted       login 403 200  200  200  404 200  404 200  200  403 404
reports:dossier             GET  approved        login 403 200  200  200  404 200  404 200  200  403 404
reports:dossier             POST draft           login 405 405  405  405  405 405  405 405  405  405 405
reports:approve             GET  submitted       login 405 405  405  405  405 405  405 405  405  405 405
reports:approve             POST submitted       login 403 403  403  403  403 done 404 done 403  403 404
reports:approve             POST returned        login 403 403  403  403  403 409  404 409  403  403 404
reports:approve             POST approved        login 403 403  403  403  403 409  404 409  403  403 404
reports:issued              GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
reports:issued              GET  approved        login 403 200  200  200  404 200  404 200  200  403 404
reports:issued              POST approved        login 403 done done kept 404 kept 404 kept kept 403 404
reports:issued              POST submitted       login 403 kept kept kept 404 kept 404 kept kept 403 404
reports:stamped             GET  approved        login 403 200  200  200  404 200  404 200  200  403 404
reports:stamped             POST approved        login 405 405  405  405  405 405  405 405  405  405 405
verify                      GET  draft           200   200 200  200  200  200 200  200 200  200  200 200
verify                      POST approved        200   200 200  200  200  200 200  200 200  200  200 200
healthz                     GET  draft           200   200 200  200  200  200 200  200 200  200  200 200
healthz                     POST draft           405   405 405  405  405  405 405  405 405  405  405 405
readyz                      GET  draft           200   200 200  200  200  200 200  200 200  200  200 200
readyz                      POST draft           405   405 405  405  405  405 405  405 405  405  405 405
reports:docx                GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
reports:docx                GET  submitted       login 403 200  200  200  404 200  404 200  200  403 404
reports:docx                POST draft           login 405 405  405  405  405 405  405 405  405  405 405
reports:xlsx                GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
reports:xlsx                GET  submitted       login 403 200  200  200  404 200  404 200  200  403 404
reports:xlsx                POST draft           login 405 405  405  405  405 405  405 405  405  405 405
reports:json                GET  draft           login 403 200  200  200  404 200  404 200  200  403 404
reports:json                GET  submitted       login 403 200  200  200  404 200  404 200  200  403 404
reports:json                POST draft           login 405 405  405  405  405 405  405 405  405  405 405
accounts:login              GET  draft           200   kept kept kept kept kept kept kept kept kept kept kept
accounts:login              POST draft           200   kept kept kept kept kept kept kept kept kept kept kept
accounts:session            GET  draft           200   200 200  200  200  200 200  200 200  200  200 200
accounts:session            POST draft           405   405 405  405  405  405 405  405 405  405  405 405
accounts:logout             GET  draft           login 405 405  405  405  405 405  405 405  405  405 405
accounts:logout             POST draft           login kept kept kept kept kept kept kept kept kept kept kept
accounts:password_change    GET  draft           login 200 200  200  200  200 200  200 200  200  200 200
accounts:password_change    POST draft           login done done done done done done done done done done done
accounts:departments        GET  draft           login 403 403  403  403  403 403  403 200  403  403 200
accounts:departments        POST draft           login 403 403  403  403  403 403  403 200  403  403 422
accounts:departments_file   GET  draft           login 403 403  403  403  403 403  403 200  403  403 404
accounts:departments_file   POST draft           login 405 405  405  405  405 405  405 405  405  405 405
accounts:people             GET  draft           login 403 403  403  403  403 403  403 403  403  200 403
accounts:people             POST draft           login 403 403  403  403  403 403  403 403  403  200 403
accounts:people_file        GET  draft           login 403 403  403  403  403 403  403 403  403  200 403
accounts:people_file        POST draft           login 405 405  405  405  405 405  405 405  405  405 405
admin:index                 GET  draft           login login login login login login login login 200 login 200 200
admin:index                 POST draft           login login login login login login login login 200 login 200 200
admin:app_list              GET  draft           login login login login login login login login 200 login 200 200
admin:app_list              POST draft           login login login login login login login login 200 login 200 200
admin:jsi18n                GET  draft           login login login login login login login login 200 login 200 200
admin:jsi18n                POST draft           login login login login login login login login 405 login 405 405
admin:autocomplete          GET  draft           login login login login login login login login 403 login 403 403
admin:autocomplete          POST draft           login login login login login login login login 405 login 405 405
admin:view_on_site          GET  draft           login login login login login login login login 404 login 404 404
admin:view_on_site          POST draft           login login login login login login login login 404 login 404 404
admin:login                 GET  draft           login 403 403  403  403  403 403  403 kept 403  kept kept
admin:login                 POST draft           login 403 403  403  403  403 403  403 kept 403  kept kept
admin:logout                GET  draft           login kept kept kept kept kept kept kept 405 kept 405 405
admin:logout                POST draft           login kept kept kept kept kept kept kept kept kept kept kept
admin:password_change       GET  draft           login login login login login login login login kept login kept kept
admin:password_change       POST draft           login login login login login login login login kept login kept kept
admin:password_change_done  GET  draft           login login login login login login login login 200 login 200 200
admin:password_change_done  POST draft           login login login login login login login login 405 login 405 405
"""
# The admin's pages of a model: who may see and change its rows, whether rows may be added there, and what the manager
# of another region finds. Nothing is ever deleted there; everybody else is sent to log in, or gets 403.
ADMIN_TABLE = """
accounts_user              sysadmin         add    -
accounts_region            manager faraway  add    200
accounts_department        manager faraway  add    kept
evaluations_campaign       manager faraway  no-add kept
evaluations_indexsystem    manager faraway  no-add 200
evaluations_reporttemplate manager faraway  add    200
axes_accessattempt         -                no-add -
axes_accesslog             -                no-add -
axes_accessfailurelog      -                no-add -
"""
ADMIN_VERBS = ("changelist", "add", "change", "history", "delete")
#: Routes of the URLconf that have no row: the admin's catch-all and its shorthand redirect to the change page (no
#: name of their own), the form for another's password (its own test below), and the gallery of a development server.
EXCEPTIONS = {"admin:", "admin:auth_user_password_change", "gallery"}


TEMPLATE_ROUTES = (
    *(f"evaluations:report_template{verb}" for verb in ("", "_edit", "_file", "_publish", "_copy")),
    "reports:template_preview",
)

# ── the table, read ──────────────────────────────────────────────────────────────────────────────────────────────


def rows_of(table: str) -> list[list[str]]:
    """The lines of a written table as words."""
    return [line.split() for line in table.strip().splitlines()]


ROWS = [
    (name, method, state, dict(zip(ACTORS, cells, strict=True)))
    for name, method, state, *cells in rows_of(TABLE)
]
ADMIN_MODELS = {
    model: line for model, *line in ((row[0], row[1:-2], row[-2], row[-1]) for row in rows_of(ADMIN_TABLE))
}
each_row = pytest.mark.parametrize(
    ("name", "method", "state", "expected"),
    ROWS,
    ids=[f"{name}-{method}-{state}" for name, method, state, _ in ROWS],
)


def routes(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """The names of all routes of the URLconf."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield namespace + (entry.name or "")
        else:
            yield from routes(entry, f"{entry.namespace}:" if entry.namespace else namespace)


# ── the people and what they are asked about ─────────────────────────────────────────────────────────────────────


class World:
    """Two regions, a department with its sub-unit, another department, and one person of every kind."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        region = campaign.region
        self.clients: dict[str, Client] = {}
        self.books: dict[int, bytes] = {}
        self.parent = make_department(region, "900001")
        self.unit = make_department(region, "900002", parent=self.parent)
        self.other = make_department(region, "900003")
        with acting("tests"):
            far = Region.objects.create(code="440999", name="另一个区")
        self.far_department = make_department(far, "900009")
        self.far_campaign = self.make_campaign("另一个区的任务", region=far)
        copy_definition(row=campaign.index_system, by="tests")
        copy_definition(row=campaign.report_template, by="tests")
        self.people: dict[str, User | None] = {
            "anonymous": None,
            "nobody": make_person("nobody"),
            "preparer": make_person("preparer", Role.PREPARER, department=self.unit),
            "leader": make_person("leader", Role.LEADER, department=self.unit),
            "parent": make_person("parent", Role.PREPARER, department=self.parent),
            "outsider": make_person("outsider", Role.PREPARER, department=self.other),
            "reviewer": make_person("reviewer", Role.REVIEWER, region=region),
            "assigned": make_person("assigned", Role.REVIEWER, department=self.other),
            "manager": make_person("manager", Role.MANAGER, region=region),
            "auditor": make_person("auditor", Role.AUDITOR, region=region),
            "sysadmin": make_person("sysadmin", Role.SYSTEM_ADMIN),
            "faraway": make_person("faraway", Role.MANAGER, region=far),
        }
        for place in (region, far):
            remember_mapping(
                region=place, heads=["项目", "执行数"], stamp="0", columns={"name": "项目", "executed_amount": "执行数"},
                unit="元", items={}, projects={}, by=self.person("manager"),
            )  # fmt: skip

    def make_campaign(self, name: str, **settings: Any) -> Campaign:
        """A campaign like the demo's, in the same region, with other settings."""
        like = self.campaign
        values = {"region": like.region, "leader_signs": True, "review_levels": 1} | settings
        return create_campaign(
            campaign=Campaign(
                name=name, year=2022, index_system=like.index_system, report_template=like.report_template,
                opens_on=like.opens_on, due_on=like.due_on, **values,
            ),
            by="tests",
        )  # fmt: skip

    def person(self, actor: str) -> User:
        """The person of that name."""
        found = self.people[actor]
        assert found is not None
        return found

    def client(self, actor: str) -> Client:
        """A client logged in as that person, the same one every time."""
        if actor not in self.clients:
            self.clients[actor] = Client()
            if self.people[actor] is not None:
                self.clients[actor].force_login(self.person(actor), backend=BACKEND)
        return self.clients[actor]

    def evaluation_in(
        self, state: str, department: Department | None = None, campaign: Campaign | None = None
    ) -> SelfEvaluation:
        """The sub-unit's evaluation, ready to submit, with one real file, taken to `state` by honest steps."""
        evaluation = make_evaluation(
            campaign or self.campaign, (department or self.unit).code, unproved_facts()
        )
        add_file(evaluation)
        talk_inside(evaluation, self.person("preparer"), self.person("leader"))
        for action, actor in STEPS[: STEPS_TO[state]]:
            if action == Action.RETURN:
                remark_on(evaluation, self.person("manager"))
            assert (
                take_step(
                    evaluation=evaluation, action=action, rights=Rights(self.person(actor)), comment="意见"
                )
                == ()
            )
        if state == "submitted":
            remark_on(evaluation, self.person("manager"))
        if state == "approved":
            take_step(evaluation=evaluation, action=Action.APPROVE, rights=Rights(self.person("reviewer")))
        return SelfEvaluation.objects.get(pk=evaluation.pk)


STEPS = ((Action.SEND_TO_LEADER, "preparer"), (Action.SIGN, "leader"), (Action.RETURN, "manager"))
STEPS_TO = {"draft": 0, "internal_review": 1, "submitted": 2, "approved": 2, "returned": 3}
FILE_NAME = "发放表.png"


def picture(colour: str) -> bytes:
    """A small real picture."""
    content = BytesIO()
    Image.new("RGB", (8, 8), colour).save(content, "PNG")
    return content.getvalue()


def add_file(evaluation: SelfEvaluation) -> Evidence:
    """A file of its own in the evaluation."""
    return add_evidence(
        evaluation=evaluation,
        name=FILE_NAME,
        content=picture("red"),
        title="发放表",
        kind="other",
        dated=None,
        by="tests",
    )


#: What colleagues say to each other; no finance page may ever hold it.
INSIDE_WORDS = "先按旧口径填，海棠-七号"


def talk_inside(evaluation: SelfEvaluation, preparer: User, leader: User) -> None:
    """A section given to the preparer with words, and an internal note."""
    states = section_states(evaluation)
    given = {"tasks": Assignment(preparer, note=INSIDE_WORDS)}
    assign_sections(evaluation=evaluation, wanted=given, seen=stamp_of(states), by=leader)
    add_note(
        evaluation=evaluation,
        section="profile",
        place="profile",
        place_label="整节",
        text=INSIDE_WORDS,
        by=preparer,
    )


def remark_on(evaluation: SelfEvaluation, by: User) -> Remark:
    """A remark that was not sent yet."""
    place = Place("profile", field="nature")
    return add_remark(evaluation=evaluation, place=str(place), place_label="部门性质", text="请写明。", by=by)


@pytest.fixture(scope="module")
def shared(django_db_setup: None, django_db_blocker: Any, media: Path) -> Iterator[World]:
    """The people, beside the demo's, all logged in; and one evaluation in each state. Made once for this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed()
        world = World(Campaign.objects.get())
        world.at = {
            state: world.evaluation_in(state, campaign=world.make_campaign(f"任务 {state}"))
            for state in STEPS_TO
        }
        report = issue(evaluation=world.at["approved"], by="tests")
        add_stamped(issued=report, name="盖章.pdf", content=pdf(), rights=Rights(world.person("preparer")))
        world.far = make_evaluation(world.far_campaign, world.far_department.code)
        world.far_key = add_file(world.far).key
        for actor in ACTORS:
            world.client(actor)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(shared: World, db: None) -> World:
    """What everybody shares; each test undoes what it did to it."""
    return shared


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Layout takes seconds and is tested elsewhere; here it is asked who gets the file."""
    for place in ("reports.views.files", "reports.actions.issuing"):
        monkeypatch.setattr(f"{place}.to_pdf", lambda html: b"%PDF-1.7 " + html[:20].encode())


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────


class FormReader(HTMLParser):
    """The values a browser would post from the form that holds a control of the name `marker`."""

    def __init__(self, marker: str) -> None:
        super().__init__()
        self.marker, self.forms = marker, [{}]
        self.select = self.textarea = ""
        self.templates = 0  # what stands in a <template> is no part of the page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.templates += tag == "template"
        if tag == "form":
            self.forms.append({})
        name, kind = values.get("name", ""), values.get("type", "")
        if (
            tag == "input"
            and name
            and (kind not in ("checkbox", "radio", "submit", "file") or "checked" in values)
        ):
            self.put(name, values.get("value", "on" if "checked" in values else ""))
        if tag == "select":
            self.select = name
        if tag == "option" and self.select and "selected" in values:
            self.put(self.select, values.get("value", ""))
        if tag == "textarea":
            self.textarea = name
            self.put(name, "")

    def handle_endtag(self, tag: str) -> None:
        self.templates -= tag == "template"
        if tag == "textarea":
            self.textarea = ""
        if tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.textarea and not self.templates:
            self.forms[-1][self.textarea][-1] += data

    def put(self, name: str, value: str) -> None:
        if self.templates:
            return
        self.forms[-1].setdefault(name, []).append(value)


def form_of(page: HttpResponse, marker: str, **changes: Any) -> dict[str, Any]:
    """What a browser would post from that page's form, with changes."""
    reader = FormReader(marker)
    reader.feed(page.content.decode())
    found = next(form for form in reader.forms if marker in form)
    found.pop("csrfmiddlewaretoken", None)
    return {name: [value.removeprefix("\n") for value in values] for name, values in found.items()} | changes


def address(name: str, target: SelfEvaluation | None, campaign_pk: int, key: uuid.UUID) -> str:
    """The route's address for this evaluation (or campaign), one that is not there for None."""
    pk = target.pk if target else 999999
    arguments: dict[str, dict[str, Any]] = {
        "evaluations:campaign": {"pk": campaign_pk},
        "evaluations:campaign_open": {"pk": campaign_pk},
        "evaluations:campaign_extend": {"pk": campaign_pk},
        "evaluations:campaign_remind": {"pk": campaign_pk},
        "evaluations:campaign_checks": {"pk": campaign_pk},
        "evaluations:message": {"kind": "opened", "row": pk},
        "evaluations:index_system_file": {"pk": draft_system(), "ending": "json"},
        **{f"evaluations:index_system{verb}": {"pk": draft_system()} for verb in ("", "_publish", "_copy")},
        **{name: {"pk": draft_template()} for name in TEMPLATE_ROUTES},
        **{
            f"evaluations:{name}": {"pk": pk, "key": "profile"}
            for name in ("section", "draft", "draft_discard", "presence", "notes")
        },
        "evaluations:note_change": {"pk": pk, "key": key},
        "evaluations:row": {"pk": pk, "key": "goals", "rowset": "goals", "row": key},
        "evaluations:finance_mapping": {"pk": mapping_in(campaign_pk)},
        "evaluations:evidence_edit": {"pk": pk, "key": key},
        "evaluations:evidence_file": {"pk": pk, "key": key},
        "evaluations:evidence_preview": {"pk": pk, "key": key},
        "evaluations:evidence_page": {"pk": pk, "key": key, "number": 1},
        "reports:stamped": {"pk": pk, "key": key},
        "reports:reports_zip": {"pk": campaign_pk},
        **{f"reports:rollup{ending}": {"pk": campaign_pk} for ending in ("", "_pdf", "_docx", "_xlsx")},
        **{
            f"reports:handbook{ending}": {"pk": target.campaign_id if target else 999999}
            for ending in ("", "_pdf")
        },
        "evaluations:remark_withdraw": {"pk": pk, "key": key},
        **{f"accounts:{name}_file": {"region": home_region()} for name in ("departments", "people")},
        "admin:app_list": {"app_label": "accounts"},
        "admin:view_on_site": {"content_type_id": 1, "object_id": 1},
    }
    plain = name.split(":")[0] in ("accounts", "admin") or name in (
        "evaluations:dashboard", "evaluations:overview_file", "evaluations:audit", "evaluations:audit_file", "evaluations:audit_access",
        "evaluations:audit_access_file", "evaluations:campaigns", "evaluations:campaign_new",
        "evaluations:index_systems", "evaluations:report_templates", "evaluations:finance_mappings", "verify", "healthz", "readyz",
        "evaluations:help", "evaluations:terms", "evaluations:messages", "evaluations:messages_read", "evaluations:messages_unread",
    )  # fmt: skip
    return reverse(name, kwargs=arguments.get(name, {} if plain else {"pk": pk}))


def home_region() -> int:
    """The region of the department that is asked about."""
    return Region.objects.get(code="440114").pk


def mapping_in(campaign_pk: int) -> int:
    """The number of what is remembered of finance sheets in the region of a campaign."""
    region = Campaign.objects.filter(pk=campaign_pk).values("region")
    found = FinanceMapping.objects.filter(region__in=region).values_list("pk", flat=True)
    return found.first() or 999999


def draft_system() -> int:
    """The number of an index system that is not published; all managers share them."""
    return IndexSystem.objects.filter(is_published=False).values_list("pk", flat=True)[0]


def draft_template() -> int:
    """The number of a report template that is not published; all managers share them."""
    return ReportTemplate.objects.filter(is_published=False).values_list("pk", flat=True)[0]


def key_for(name: str, target: SelfEvaluation) -> uuid.UUID:
    """The key of the evaluation's own file, row or remark that the route is about."""
    if name == "evaluations:remark_withdraw":
        return Remark.objects.filter(evaluation=target).values_list("key", flat=True).first() or uuid.uuid4()
    if name == "evaluations:note_change":
        return InternalNote.objects.filter(evaluation=target).values_list("key", flat=True)[0]
    if name == "evaluations:row":
        return Goal.objects.filter(evaluation=target).values_list("key", flat=True).first() or uuid.uuid4()
    if name == "reports:stamped":
        scan = StampedReport.objects.filter(issued__evaluation=target).first()
        return scan.key if scan else uuid.uuid4()
    return Evidence.objects.filter(evaluation=target, file_name=FILE_NAME).exclude(file="").get().key


def body_for(name: str, state: str, target: SelfEvaluation, world: World) -> Callable[[], dict[str, Any]]:
    """What the person with the right would post, so that a refusal is for the right and nothing else."""
    if name in FRESH:
        return partial(FRESH[name], target, world)
    body = plain_bodies(state, world).get(name, {})
    if name in FROM_PAGES:
        body |= FROM_PAGES[name](name, state, target, world)
    return lambda: body


def plain_bodies(state: str, world: World) -> dict[str, dict[str, Any]]:
    """Bodies that need no page."""
    today = world.campaign.due_on
    step = {
        "internal_review": Action.SEND_BACK, "submitted": Action.RETURN, "approved": Action.RETURN,
    }.get(state, "")  # fmt: skip
    return {
        "evaluations:campaign_new": {
            "region": world.campaign.region_id, "year": 2023, "name": "新任务", "index_system":
            world.campaign.index_system_id, "report_template": world.campaign.report_template_id,
            "opens_on": "2024-01-01", "due_on": "2024-03-01", "leader_signs": "on", "review_levels": "1",
        },
        "evaluations:campaign_extend": {
            "department": world.unit.pk, "due_on": str(today + timedelta(days=9)), "reason": "疫情"
        },
        "evaluations:campaign_remind": {"to": "all", "text": "请抓紧。"},
        "evaluations:messages_read": {"until": timezone.now().isoformat()},
        "evaluations:campaign_checks": {
            name: field.initial for name, field in CheckSettingsForm(settings=CheckSettings()).fields.items()
            if name.startswith("level-")
        } | {f"threshold-{name}": "40" for name in Thresholds.model_fields}
        | {"seen": content_stamp(world.campaign.check_settings)},
        "evaluations:index_system_publish": {
            "seen": content_stamp(IndexSystem.objects.get(pk=draft_system()).definition)
        },
        "evaluations:index_system_copy": {"to": "version"},
        "evaluations:finance_mapping": {"do": "delete"},
        "evaluations:report_template_edit": template_text() | {"text": f"{template_text()['text']}\n[说明事项] 说明"},
        "evaluations:report_template_publish": {"seen": template_text()["seen"]},
        "reports:template_preview": template_text(),
        "evaluations:evidence_edit": {"title": "新名称", "kind": "other"},
        "evaluations:evidence_finished": {"complete": "yes"},
        "evaluations:old_report": {"text": OLD_REPORT},
        "evaluations:notes": {"place": "profile", "text": "待确认。"},
        "evaluations:note_change": {"do": "done"},
        "evaluations:step": {"action": step, "comment": "意见"},
        "evaluations:remark_add": {"place": "profile///nature", "text": "请写明。"},
        "accounts:login": {"username": "preparer", "password": "wrong"},
        "accounts:password_change": {
            "old_password": "a-test-password", "new_password1": "Qz-81-plum-tree", "new_password2": "Qz-81-plum-tree",
        },
    }  # fmt: skip


def section_body(name: str, state: str, target: SelfEvaluation, world: World) -> dict[str, Any]:
    page = world.client("preparer").get(address(name, target, 0, uuid.uuid4()))
    return form_of(page, "version", nature="换一种写法。")


def scores_body(name: str, state: str, target: SelfEvaluation, world: World) -> dict[str, Any]:
    page = world.client("reviewer").get(address(name, target, 0, uuid.uuid4()))
    body = form_of(page, "seen") if state == "submitted" else {"seen": f"{target.round}-0"}
    first = next((field for field in body if field.endswith("-score")), "")
    return body | {first.replace("-score", f"-{part}"): "0" for part in ("score", "reason", "basis") if first}


def answers_body(name: str, state: str, target: SelfEvaluation, world: World) -> dict[str, Any]:
    key = str(Remark.objects.get(evaluation=target).key)
    return {"remark": key, f"{key}-answer_kind": "changed", f"{key}-answer": "已改。"}


#: Bodies that a page gives, or a row; the same for everybody who posts.
FROM_PAGES: dict[str, Callable[[str, str, SelfEvaluation, World], dict[str, Any]]] = {
    "evaluations:section": section_body,
    "evaluations:scores": scores_body,
    "evaluations:answers": answers_body,
    "evaluations:explain": lambda name, state, target, world: finding_of(target),
    "evaluations:old_report_take": lambda name, state, target, world: previewed(
        target, world.client("preparer")
    ),
    "evaluations:assignments": lambda name, state, target, world: {
        "seen": stamp_of(section_states(target)),
        "profile-assignee": str(world.person("preparer").pk),
    },
    "evaluations:last_year": lambda name, state, target, world: copy_of_last_year(target, world),
    "verify": lambda name, state, target, world: {
        "sha256": IssuedReport.objects.get(evaluation=target).sha256
    },
}


def draft_body(target: SelfEvaluation, world: World) -> dict[str, Any]:
    typed = {"seq": "1", "version": "1", "typed": '{"nature":["换一种写法。"]}'}
    return typed | {"sitting": str(uuid.uuid4()), "person": str(world.person("preparer").pk)}


def evidence_body(target: SelfEvaluation, world: World) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("说明.png", picture("blue")), "title": "说明", "kind": "other"}


def template_body(target: SelfEvaluation, world: World) -> dict[str, Any]:
    text = f"{template_text()['text']}\n[说明事项] 说明".encode()
    return {"file": SimpleUploadedFile("模板.txt", text)}


def book_body(target: SelfEvaluation, world: World) -> dict[str, Any]:
    if target.pk not in world.books:
        page = world.client("preparer").get(reverse("evaluations:workbook_file", args=[target.pk]))
        world.books[target.pk] = page.content
    return {"file": SimpleUploadedFile("填报.xlsx", world.books[target.pk])}


#: Bodies made anew for each post: files are read once, and some rows are used up.
def roster_body(sheet: Sheet, target: SelfEvaluation, world: World) -> dict[str, Any]:
    """What is there, brought back; what a confirmation writes is in tests/accounts/test_rosters.py."""
    region = world.campaign.region
    rows = departments_of(region).values() if sheet is DEPARTMENTS else people_of(region)
    return {"region": region.pk, "file": SimpleUploadedFile("名册.xlsx", roster_file(sheet, rows))}


FRESH: dict[str, Callable[[SelfEvaluation, World], dict[str, Any]]] = {
    "evaluations:draft": draft_body,
    "evaluations:evidence": evidence_body,
    "evaluations:evidence_upload": evidence_body,
    "evaluations:report_templates": template_body,
    "evaluations:index_systems": lambda target, world: {
        "file": SimpleUploadedFile("体系.json", to_json(world.campaign.index_system.facts))
    },
    "accounts:departments": partial(roster_body, DEPARTMENTS),
    "accounts:people": partial(roster_body, PEOPLE),
    "evaluations:workbook": book_body,
    "evaluations:finance_upload": book_body,
    "evaluations:workbook_check": lambda target, world: waiting_in(target, world, PendingImport.Kind.FILLED),
    "evaluations:finance_sheet": lambda target, world: waiting_in(target, world, PendingImport.Kind.FINANCE),
    "evaluations:submit": lambda target, world: signature_of(target),
    "reports:approve": lambda target, world: approval_of(target),
    "reports:issued": lambda target, world: {"file": SimpleUploadedFile("盖章.pdf", pdf(mark="another"))},
}


def template_text() -> dict[str, str]:
    """The draft template's text as its page posts it; what ends it is its last annex."""
    row = ReportTemplate.objects.get(pk=draft_template())
    return {"text": write_text(row.facts).rstrip(), "seen": content_stamp(row.definition)}


#: A report of another year, short.
OLD_REPORT = "2021年部门整体支出绩效自评报告\n一、基本情况\n主要职责：\n1、管理档案。\n2、编写地方志。"


def previewed(target: SelfEvaluation, preparer: Client) -> dict[str, Any]:
    """What the page of a report that is being imported posts."""
    if not target.state.is_open:
        return {}
    upload = reverse("evaluations:old_report", args=[target.pk])
    page = preparer.post(upload, {"text": OLD_REPORT}, follow=True)
    return form_of(page, "draft", do="take", take=[str(number) for number in range(9)])


def waiting_in(target: SelfEvaluation, world: World, kind: str) -> dict[str, str]:
    """What the page of a file that waits posts to give it up, with a file that waits while the evaluation is open."""
    if target.state.is_open:
        cells = {"表": {"rows": [], "merged": []}}
        store_pending(
            evaluation=target, kind=kind, name="a.xlsx", content=b"", cells=cells, by=world.person("preparer")
        )
    return {"do": "discard"}


def copy_of_last_year(target: SelfEvaluation, world: World) -> dict[str, Any]:
    """The duties as they were a year before, over those of this year."""
    if not target.state.is_open:
        return {}
    facts = unproved_facts()
    duty = facts.duties[0].model_copy(update={"text": "一年前另有的职责。"})
    facts = facts.model_copy(update={"duties": (duty, *facts.duties[1:])})
    file_before(target.campaign, target.department, facts, world.person("preparer"))
    page = world.client("preparer").get(reverse("evaluations:last_year", args=[target.pk]))
    return form_of(page, "filing", part=["duties"], replace=["duties"])


def signature_of(target: SelfEvaluation) -> dict[str, str]:
    """What 核对与提交 posts with the declaration; a leader says which page he signs from."""
    action = Action.SIGN if target.state == "internal_review" else Action.SEND_TO_LEADER
    seen = stamp(review_of(target), target.round, target.step)
    return {
        "action": action if target.state in ("draft", "internal_review") else "",
        "truth": "on",
        "seen": seen,
    }


def approval_of(target: SelfEvaluation) -> dict[str, str]:
    """What the page of the review posts, once no remark waits any more."""
    with acting("tests"):
        if target.state == "submitted":
            Remark.objects.filter(evaluation=target, issued_at__isnull=True).delete()
    return {"seen": stamp(review_of(target), target.round, target.step), "comment": "同意"}


def finding_of(target: SelfEvaluation) -> dict[str, str]:
    """A finding with words said to it before, as the form posts other words."""
    said = {"finding": "B7@profile///serving_count", "message": "在职 11 人，超过编制 10 人"}
    if target.state.is_open:
        with acting("tests"):
            Explanation.objects.get_or_create(evaluation=target, defaults={"text": "借调。"}, **said)
            SectionState.objects.filter(evaluation=target, section="check").update(version=F("version") + 1)
    prefix = ExplanationForm(finding=said["finding"]).prefix
    return {
        "finding": said["finding"], f"{prefix}-message": said["message"], f"{prefix}-text": "确实如此。"
    }  # fmt: skip


def traces() -> tuple[int, ...]:
    """What any write leaves: rows of the change log (triggers write it), frozen facts, files."""
    tables = (ChangeLog, Submission)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"(SELECT COUNT(*) FROM {table._meta.db_table})" for table in tables)
        )
        rows = cursor.fetchone()
    return *rows, sum(len(files) for _, _, files in os.walk(settings.MEDIA_ROOT))


@contextmanager
def undone() -> Iterator[None]:
    """What happens here has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(
    client: Client, method: str, url: str, body: dict[str, Any] | None = None
) -> tuple[str, HttpResponse]:
    """The outcome in the words of the table, and the answer."""
    before, cookies = traces(), copy.deepcopy(client.cookies)
    response = client.generic(method, url) if body is None else client.post(url, body)
    changed, client.cookies = traces() != before, cookies
    code = response.status_code
    if (
        code == 302
        and response["Location"].startswith(("/login/", "/admin/login/"))
        and "next=" in response["Location"]
    ):
        outcome = "login"
    elif code == 302:
        outcome = "done" if changed else "kept"
    elif code == 201:
        outcome = "done"
    else:
        outcome = str(code)
    if changed and outcome != "done":
        outcome += " but something was written"
    return outcome, response


# ── the matrix ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_route_has_its_rows_and_every_row_its_route() -> None:
    """A route that nobody thought about is a failure, and so is a row about nothing."""
    models = {f"admin:{model}_{verb}" for model in ADMIN_MODELS for verb in ADMIN_VERBS}
    listed = {(name, method) for name, method, _, _ in ROWS}
    wanted = {(name, method) for name in set(routes()) - models - EXCEPTIONS for method in ("GET", "POST")}
    assert wanted ^ listed == set()
    assert models - set(routes()) == set()
    assert EXCEPTIONS - {"gallery"} - set(routes()) == set()


@each_row
def test_outcome(name: str, method: str, state: str, expected: dict[str, str], world: World) -> None:
    """Every person gets what the table says; for another region's evaluation the same as for one that is not there."""
    target = world.at[state]
    url = address(name, target, world.campaign.pk, key_for(name, target))
    far_url = address(name, world.far, world.far_campaign.pk, world.far_key)
    void_url = address(name, None, 999999, uuid.uuid4())
    body = body_for(name, state, target, world) if method == "POST" else lambda: None
    outcomes: dict[str, str] = {}
    for actor in ACTORS:
        with undone():
            outcomes[actor], _ = ask(world.client(actor), method, url, body())
        if url == far_url or actor == "faraway":
            continue
        with undone():
            foreign, answer = ask(world.client(actor), method, far_url, body())
        with undone():
            missing, blank = ask(world.client(actor), method, void_url, body())
        refused = expected[actor] if expected[actor] in ("login", "401", "403", "405") else "404"
        assert (actor, foreign, missing) == (actor, refused, refused)
        assert refused != "404" or body_text(answer) == body_text(blank)
    assert outcomes == expected


# The steps of `evaluations:step` one by one; the table above has one of them a state.
STEP_TABLE = """
send_back internal_review login 403 409  done kept 404 kept 404 kept kept 403 404
withdraw  internal_review login 403 done 409  kept 404 kept 404 kept kept 403 404
withdraw  submitted       login 403 409  409  kept 404 kept 404 kept kept 403 404
return    submitted       login 403 kept kept kept 404 done 404 done kept 403 404
ask_back  submitted       login 403 done done kept 404 kept 404 kept kept 403 404
ask_back  draft           login 403 409  409  kept 404 kept 404 kept kept 403 404
ask_back  approved        login 403 409  409  kept 404 kept 404 kept kept 403 404
"""


@pytest.mark.parametrize(
    ("action", "state", "cells"),
    [(action, state, cells) for action, state, *cells in rows_of(STEP_TABLE)],
    ids=[f"{action}-{state}" for action, state, *_ in rows_of(STEP_TABLE)],
)
def test_outcome_of_each_step(action: str, state: str, cells: list[str], world: World) -> None:
    """Every person posts every step that has no address of its own."""
    url = reverse("evaluations:step", args=[world.at[state].pk])
    outcomes = []
    for actor in ACTORS:
        with undone():
            outcomes.append(ask(world.client(actor), "POST", url, {"action": action, "comment": "意见"})[0])
    assert outcomes == cells


def body_text(response: HttpResponse) -> bytes:
    """The page without the one thing that is new on every page."""
    text = response.content
    head, mark, tail = text.partition(b'name="csrfmiddlewaretoken" value="')
    return head + mark + tail[64:] if mark else text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"])
def test_other_methods_do_nothing(method: str, world: World) -> None:
    """Methods that no page uses are refused, or answered without doing anything."""
    target = world.at["submitted"]
    for name in sorted({name for name, *_ in ROWS}):
        url = address(name, target, world.campaign.pk, key_for(name, target))
        for actor in ("anonymous", "preparer", "reviewer", "manager", "sysadmin"):
            with undone():
                outcome, _ = ask(world.client(actor), method, url)
            assert outcome in ("login", "kept", "200", "403", "404", "405"), (name, actor, outcome)
            assert outcome in ("login", "200", "405") or actor != "anonymous", (name, outcome)
