"""/pengaduan/lacak/ and the private link: how a complaint stands, and its owner's acts."""

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts import limits
from accounts.crypto import UnreadableError
from complaints import evidence, receipts, tokens, tracking, tries, wording
from complaints.evidence import MOST_FILES
from complaints.forms.acts import TrackForm
from complaints.models import Complaint, Evidence
from complaints.views.acts import ACTS, Outcome, perform

no_store = cache_control(no_store=True, private=True)
TRACK = "complaints/track.html"
CONTENT_TYPES = {Evidence.Format.PHOTO: "image/jpeg", Evidence.Format.PDF: "application/pdf"}
ENDINGS = {Evidence.Format.PHOTO: "jpg", Evidence.Format.PDF: "pdf"}


@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@no_store
def track(request: HttpRequest) -> HttpResponse:
    """Ask for code and digits, and answer with the complaint's page; or take an act from there."""
    if request.method != "POST":
        return render(request, TRACK, {"form": TrackForm()})
    if "pass" in request.POST:
        return _with_pass(request)
    form = TrackForm(request.POST)
    if not form.is_valid():
        return render(request, TRACK, {"form": form})
    code = form.cleaned_data["code"]
    if not tries.take(request, code):
        return _too_often(request, form)
    complaint = tracking.by_code(code, form.cleaned_data["digits"])
    if complaint is None:
        form.add_error(None, _("Code and digits do not belong together. Check both."))
        return render(request, TRACK, {"form": form})
    tries.give_back(request, code)
    return _page(request, complaint, Outcome())


def _too_often(request: HttpRequest, form: TrackForm) -> HttpResponse:
    seconds = limits.configured("track").retry_after()
    context = {"form": form, "limited": True, "minutes": -(-seconds // 60)}
    response = render(request, TRACK, context, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _with_pass(request: HttpRequest) -> HttpResponse:
    complaint = _owned(request)
    if complaint is None:
        form = TrackForm()
        context = {"form": form, "over": True}
        return render(request, TRACK, context)
    return _acted(request, complaint)


def _owned(request: HttpRequest) -> Complaint | None:
    """Return the complaint whose pass was posted."""
    number = tokens.read_pass(request.POST.get("pass", ""))
    return None if number is None else tracking.by_number(number)


@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables("link")
@require_http_methods(["GET", "HEAD", "POST"])
@no_store
def private(request: HttpRequest, link: str) -> HttpResponse:
    """The same page at an address that nobody guesses; who has it, has the complaint."""
    complaint = tracking.by_link(link)
    if complaint is None:
        raise Http404
    if request.method == "POST":
        return _acted(request, complaint)
    return _page(request, complaint, Outcome())


def _acted(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    outcome = perform(request, complaint)
    # Read anew: an act may have moved it on.
    return _page(request, tracking.by_number(complaint.pk) or complaint, outcome)


def _page(request: HttpRequest, complaint: Complaint, outcome: Outcome) -> HttpResponse:
    follow_ups = tracking.trail(complaint)
    steps = tracking.steps(complaint)
    context = {
        "complaint": complaint, "standing": wording.standing(complaint), "steps": steps,
        "said": tracking.said(complaint, follow_ups), "follow_ups": follow_ups,
        "forms": _offered(steps, outcome), "outcome": outcome,
        "code": receipts.written(receipts.code_of(complaint)),
        "pass": tokens.new_pass(complaint.pk), "token": tokens.fresh().text,
        "most_files": MOST_FILES, "kept_files": outcome.attached.files,
        "draft": outcome.attached.draft(),
    }  # fmt: skip
    response = render(request, "complaints/complaint.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _offered(steps: tracking.Steps, outcome: Outcome) -> dict[str, forms.Form]:
    """Return a form for each act that the owner may do now; the posted one with its errors."""
    offered = {
        name: act.form(auto_id=f"id_{name}_%s")
        for name, act in ACTS.items()
        if getattr(steps, name)
    }  # fmt: skip
    if outcome.form and outcome.act in offered:
        offered[outcome.act] = outcome.form
    return offered


@csrf_exempt
@sensitive_post_parameters()
@require_POST
@no_store
def file(request: HttpRequest) -> FileResponse:
    """One clean file of one's own complaint, to be saved and never shown inside the portal."""
    complaint = _owned(request)
    number = request.POST.get("file", "")
    if complaint is None or not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    found = tracking.file_of(complaint, int(number))
    if found is None:
        raise Http404
    kind = Evidence.Format(found.format)
    try:
        opened = evidence.open_kept(found)
    except (FileNotFoundError, UnreadableError):
        raise Http404 from None
    return FileResponse(
        opened, as_attachment=True, filename=f"pengaduan.{ENDINGS[kind]}",
        content_type=CONTENT_TYPES[kind], headers={"X-Content-Type-Options": "nosniff"},
    )  # fmt: skip
