"""Addresses of the evaluation pages."""

from django.urls import path

from evaluations.views import (
    campaigns,
    dashboard,
    drafts,
    evidence,
    evidence_files,
    index_systems,
    review,
    rules,
    scores,
    sections,
    submission,
)

app_name = "evaluations"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("audit/", dashboard.audit, name="audit"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.create, name="campaign_new"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/open/", campaigns.open_all, name="campaign_open"),
    path("campaigns/<int:pk>/extend/", campaigns.extend, name="campaign_extend"),
    path("campaigns/<int:pk>/checks/", campaigns.checks, name="campaign_checks"),
    path("index-systems/", index_systems.index_systems, name="index_systems"),
    path("index-systems/<int:pk>/", index_systems.index_system, name="index_system"),
    path("index-systems/<int:pk>/file/<slug:ending>/", index_systems.download, name="index_system_file"),
    path("index-systems/<int:pk>/publish/", index_systems.publish, name="index_system_publish"),
    path("index-systems/<int:pk>/copy/", index_systems.copy, name="index_system_copy"),
    path("evaluations/<int:pk>/", sections.detail, name="detail"),
    path("evaluations/<int:pk>/sections/<slug:key>/", sections.section, name="section"),
    path("evaluations/<int:pk>/sections/<slug:key>/draft/", drafts.store, name="draft"),
    path("evaluations/<int:pk>/sections/<slug:key>/draft/discard/", drafts.discard, name="draft_discard"),
    path("evaluations/<int:pk>/evidence/", evidence.evidence, name="evidence"),
    path("evaluations/<int:pk>/evidence/upload/", evidence.upload, name="evidence_upload"),
    path("evaluations/<int:pk>/evidence/<uuid:key>/", evidence.edit, name="evidence_edit"),
    path("evaluations/<int:pk>/evidence/<uuid:key>/file/", evidence_files.download, name="evidence_file"),
    path("evaluations/<int:pk>/evidence/<uuid:key>/view/", evidence_files.preview, name="evidence_preview"),
    path(
        "evaluations/<int:pk>/evidence/<uuid:key>/page/<int:number>/",
        evidence_files.page,
        name="evidence_page",
    ),
    path("evaluations/<int:pk>/rules/", rules.rules, name="rules"),
    path("evaluations/<int:pk>/stamp/", rules.stamp, name="stamp"),
    path("evaluations/<int:pk>/check/", submission.check_page, name="check"),
    path("evaluations/<int:pk>/check/explain/", submission.explain, name="explain"),
    path("evaluations/<int:pk>/check/submit/", submission.submit, name="submit"),
    path("evaluations/<int:pk>/answers/", review.answers, name="answers"),
    path("evaluations/<int:pk>/scores/", scores.scores, name="scores"),
    path("evaluations/<int:pk>/review/", review.review, name="review"),
    path("evaluations/<int:pk>/review/remarks/", review.remark_add, name="remark_add"),
    path(
        "evaluations/<int:pk>/review/remarks/<uuid:key>/withdraw/",
        review.remark_withdraw,
        name="remark_withdraw",
    ),
    path("evaluations/<int:pk>/review/step/", review.step, name="step"),
]
