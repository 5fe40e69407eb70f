"""What the citizen takes home. It answers the form's POST and stands at no address of its own."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from complaints import qr, receipts
from complaints.models import Kind
from complaints.receipts import Receipt


def receipt_page(
    request: HttpRequest, receipt: Receipt, *, is_repeated: bool = False
) -> HttpResponse:
    """Show code, digits, private link and deadline."""
    link = ""
    if receipt.link:
        link = request.build_absolute_uri(reverse("complaints:private", args=[receipt.link]))
    context = {
        "receipt": receipt,
        "complaint": receipt.complaint,
        "code": receipts.written(receipt.code),
        "link": link,
        "qr": qr.picture(link) if link else "",
        "by_the_hour": receipt.complaint.kind == Kind.PRIVACY,
        "is_repeated": is_repeated,
        "reopen_days": settings.COMPLAINT_REOPEN_DAYS,
    }
    return render(request, "complaints/receipt.html", context)
