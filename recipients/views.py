"""The public search: by name, and by name and NIK together.

Both answer a POST without redirect, so that nothing typed is ever in an address. They change
nothing and read no cookie, and are exempt from CSRF (docs/adr/0003).
"""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import challenge, limits
from kelurahan.figures import Fate, figures_of
from kelurahan.models import Release
from kelurahan.page_cache import released_page
from kelurahan.reading import may_lag
from kelurahan.registry import registry
from recipients import answers, nik_check, shown
from recipients.cards import cards
from recipients.forms import NikCheckForm, SearchForm

# More answers than this come folded, so that all of them fit a few screens of a phone.
MOST_UNFOLDED = 3
RESULTS = "recipients/results.html"

no_store = cache_control(no_store=True, private=True)


def _headline(release: Release | None) -> Fate | None:
    """Return the city's published headline, or None before anything is published."""
    families = registry.families()
    if release is None or not families:
        return None
    fate = figures_of(release, settings.CITY_CODE).fate(settings.CITY_CODE, families[0])
    return fate if fate.due.value else None


@require_safe
@may_lag
@released_page
def home(request: HttpRequest, release: Release | None) -> HttpResponse:
    """The search box, and the headline of the newest Release."""
    context = {"form": SearchForm(), "release": release, "fate": _headline(release)}
    return render(request, "recipients/home.html", context)


def _too_often(request: HttpRequest, template: str, form: forms.Form, seconds: int) -> HttpResponse:
    context = {"form": form, "limited": True, "minutes": -(-seconds // 60)}
    response = render(request, template, context, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


@csp_override(challenge.POLICY)
def _asked(request: HttpRequest, form: SearchForm, entry: challenge.Entry) -> HttpResponse:
    """Show the form again with the question that allows more searches."""
    context = {"form": form, "question": entry.question}
    response = render(request, RESULTS, context, status=429)
    response.headers["Retry-After"] = str(entry.retry_after)
    return response


@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@no_store
@may_lag
def results(request: HttpRequest) -> HttpResponse:
    """Who a typed name may mean, at most ten, each with what was paid and what to do next."""
    if request.method != "POST":
        return render(request, RESULTS, {"form": SearchForm()})
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, RESULTS, {"form": form})
    entry = challenge.gate("search").enter(request)
    if entry.question:
        return _asked(request, form, entry)
    if not entry.is_allowed:
        return _too_often(request, RESULTS, form, entry.retry_after)
    answer = answers.answer(form.cleaned_data["name"], area=form.cleaned_data["area"])
    shown.count(answer.people)
    context = {
        "form": form,
        "answer": answer,
        "few_exact": len(answer.exact) <= MOST_UNFOLDED,
        "few": len(answer.results) <= MOST_UNFOLDED,
    }
    return render(request, RESULTS, context)


@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@no_store
@may_lag
def check_nik(request: HttpRequest) -> HttpResponse:
    """Whether name and NIK together are on the list, also for those left out of the search."""
    template = "recipients/check_nik.html"
    if request.method != "POST":
        return render(request, template, {"form": NikCheckForm()})
    form = NikCheckForm(request.POST)
    if not form.is_valid():
        return render(request, template, {"form": form})
    limit = limits.configured("nik_check")
    if not limits.take(limit, request):
        return _too_often(request, template, form, limit.retry_after())
    found = nik_check.check(form.cleaned_data["name"], form.cleaned_data["number"])
    context = {"form": form, "searched": True, "cards": cards([found] if found else [])}
    return render(request, template, context)
