"""校验规则: every rule of the checker in words, at the level it has in this campaign; and whether data has moved on."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import passive, requires
from accounts.roles import Permission
from evaluations.domain.guidance import advice
from evaluations.views.frame import Case
from huadu_perf.lib.findings import Severity


@require_safe
@requires(Permission.VIEW_EVALUATION)
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """The printed instruction, from the rules themselves."""
    case = Case(request, pk)
    every = advice(case.facts.campaign.checks)
    groups = [(level, [each for each in every if each.severity == level]) for level in reversed(Severity)]
    return render(
        request,
        "evaluations/rules.html",
        case.context(
            groups=[(level, found) for level, found in groups if found],
            switched_off=[each for each in every if each.severity is None],
            thresholds=[
                (field.title, getattr(case.facts.campaign.checks.thresholds, name))
                for name, field in type(case.facts.campaign.checks.thresholds).model_fields.items()
            ],
        ),
    )


@passive
@require_safe
@requires(Permission.VIEW_EVALUATION)
def stamp(request: HttpRequest, pk: int) -> HttpResponse:
    """What names the content as it stands: an open page asks for it and says 数据已变动 when it has changed."""
    return JsonResponse({"stamp": Case(request, pk).stamp})
