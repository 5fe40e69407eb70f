"""The quality of the register: what each rule finds, and where."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from verification.rules import RULES
from workspace import quality as rules
from workspace.views._common import allowed
from workspace.views.findings import VIEW


@require_GET
@login_required
def quality(request: HttpRequest) -> HttpResponse:
    """Show the rules with their open findings, and the kelurahan of one rule or of all."""
    user = allowed(request, VIEW)
    rule = rules.rule_named(str(request.GET.get("rule", "")))
    context = {
        "quality": rules.quality_of(user, rule), "rule": RULES.get(rule),
        "is_one_kelurahan": rules.is_one_kelurahan(user),
    }  # fmt: skip
    return render(request, "workspace/quality.html", context)
