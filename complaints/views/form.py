"""/pengaduan/: what it is about, the complaint itself, and the receipt that answers it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import challenge
from complaints import actions, duplicates, receipts, tokens
from complaints.evidence import MOST_FILES
from complaints.forms.payment_select import value_of
from complaints.forms.report import ReportForm
from complaints.models import Complaint, Kind
from complaints.tokens import FormToken
from complaints.views.attaching import Attached, attached
from complaints.views.receipt import receipt_page

no_store = cache_control(no_store=True, private=True)
# No resident reads the page and types a story faster.
FEWEST_SECONDS = 3
MOST_OF_TICKET = 300
HONEYPOT = "website"
PREFILLED = ("area", "programme", "stage")


@dataclass
class Sending:
    """One attempt to send the form."""

    request: HttpRequest
    form: ReportForm
    token: FormToken
    attached: Attached

    @property
    def choice(self) -> str:
        """What to do with an earlier complaint that is the same: "add", "new", or not said."""
        return self.request.POST.get("earlier", "")


@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@no_store
def complain(request: HttpRequest) -> HttpResponse:
    """Ask what it is about, then for the complaint; keep it and answer with the receipt."""
    kind = request.POST.get("kind", "")
    if kind not in Kind:
        known = {name: request.POST.get(name, "")[:80] for name in PREFILLED}
        context = {
            "kinds": Kind, "known": known, "verify_days": settings.COMPLAINT_VERIFY_DAYS,
            "answer_days": settings.COMPLAINT_ANSWER_DAYS,
        }  # fmt: skip
        return render(request, "complaints/kinds.html", context)
    if "token" not in request.POST:
        return _shown(request, ReportForm(Kind(kind), initial=_prefilled(request)))
    return _sent(request, Kind(kind))


def _prefilled(request: HttpRequest) -> dict[str, str]:
    """Return the public facts that a search result hands on."""
    area, programme, stage = (request.POST.get(name, "") for name in PREFILLED)
    return {"area": area, "payment": value_of(programme, stage)}


def _sent(request: HttpRequest, kind: Kind) -> HttpResponse:
    token = tokens.read_form(request.POST.get("token", ""))
    if token and (known := _known(token)):
        return receipt_page(request, receipts.receipt_of(known), is_repeated=True)
    form = ReportForm(kind, request.POST)
    hindrance = _hindrance(request, token)
    if hindrance:
        form.add_error(None, hindrance)
    is_trapped = hindrance is not None and hindrance.code == "trap"
    files = Attached() if is_trapped else attached(request)
    sending = Sending(request, form, token or tokens.fresh(), files)
    if not form.is_valid() or sending.attached.errors:
        return _again(sending)
    entry = challenge.gate("complaint").enter(request)
    return _kept(sending) if entry.is_allowed else _asked(sending, entry)


def _known(token: FormToken) -> Complaint | None:
    """Return the complaint that this sending made before."""
    return Complaint.objects.filter(submission=token.submission).first()


def _hindrance(request: HttpRequest, token: FormToken | None) -> ValidationError | None:
    """Return why nothing can be taken from this sender yet, with the remedy."""
    if request.POST.get(HONEYPOT) or request.headers.get("Sec-Fetch-Site") == "cross-site":
        return ValidationError(
            _("Leave the very last box empty, and send the form from this page again."), code="trap"
        )
    if token is None:
        return ValidationError(
            _("This page was open for too long. What you typed is still here: please send it "
              "again."), code="old",
        )  # fmt: skip
    if token.seconds < FEWEST_SECONDS:
        return ValidationError(_("That was very fast. Please send it once more."), code="fast")
    return None


def _kept(sending: Sending) -> HttpResponse:
    report = sending.form.report()
    earlier = None if sending.choice == "new" else duplicates.own_earlier(report)
    if earlier and earlier.submission == sending.token.submission:
        earlier = None  # this very sending, kept by its twin a moment ago
    if earlier and sending.choice != "add":
        return _again(sending, earlier=earlier)
    if earlier:
        return _added(sending, earlier, report.story)
    receipt = actions.receive(
        report=report, submission=sending.token.submission, files=sending.attached.files
    )
    return receipt_page(sending.request, receipt)


def _added(sending: Sending, earlier: Complaint, story: str) -> HttpResponse:
    """Add to the earlier complaint; its code and link are not told again."""
    submission = tokens.submission_for(sending.token, earlier.pk, "add")
    try:
        actions.reply(
            complaint=earlier, text=story, submission=submission, files=sending.attached.files
        )
    except ValidationError as error:
        sending.form.add_error(None, error)
        return _again(sending)
    return render(sending.request, "complaints/added.html", {"earlier": earlier})


def _again(sending: Sending, **context: Any) -> HttpResponse:
    """Show the form with everything that was typed, and with its files kept."""
    return _shown(
        sending.request,
        sending.form,
        attached=sending.attached,
        token=sending.token.text,
        **context,
    )


@csp_override(challenge.POLICY)
def _asked(sending: Sending, entry: challenge.Entry) -> HttpResponse:
    """Show the form with the question that allows more, or say when to come back."""
    answer = _again(
        sending, question=entry.question, limited=entry.question is None,
        minutes=-(-entry.retry_after // 60), status=429,
    )  # fmt: skip
    answer.headers["Retry-After"] = str(entry.retry_after)
    return answer


def _shown(
    request: HttpRequest, form: ReportForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    kept = context.get("attached") or Attached()
    values = {
        "token": tokens.fresh().text, "form": form, "most_files": MOST_FILES, "honeypot": HONEYPOT,
        "kept_files": kept.files, "draft": kept.draft(), **context,
    }  # fmt: skip
    # Who takes half a minute to write has waited long enough, should the connection be busy.
    posted = request.POST.get("ticket", "")[:MOST_OF_TICKET]
    values["ticket"] = posted or challenge.gate("complaint").ask().ticket
    return render(request, "complaints/form.html", values, status=status)
