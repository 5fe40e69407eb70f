"""Evidence for staff: always a download, only what the scanner let through, always logged."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accounts import permissions
from accounts.actions import record_access
from accounts.crypto import UnreadableError
from accounts.models import AccessLog
from complaints import evidence
from complaints.models import Complaint, Evidence

TYPES = {
    Evidence.Format.PHOTO: ("image/jpeg", "jpg"),
    Evidence.Format.PDF: ("application/pdf", "pdf"),
}


@require_GET
def evidence_view(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """Hand out one file of a complaint."""
    user = permissions.staff(request)
    if not user.has_perm("complaints.view_complaint"):
        raise PermissionDenied
    complaint = get_object_or_404(Complaint.objects.visible_to(user), pk=pk)
    row = get_object_or_404(complaint.evidence.filter(state=Evidence.State.CLEAN), pk=number)
    try:
        file = evidence.open_kept(row)
    except (FileNotFoundError, UnreadableError):
        raise Http404 from None
    record_access(by=user, action=AccessLog.Action.VIEW, obj=complaint)
    content_type, ending = TYPES[Evidence.Format(row.format)]
    name = f"{complaint.pk}-{row.pk}.{ending}"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response
