"""Staff pages: send a file, watch it, look at what it would do, confirm, take it back."""

import tempfile
from collections.abc import Callable
from typing import IO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import record_access
from accounts.models import AccessLog
from accounts.permissions import staff
from imports import actions, formats
from imports.formats import Format
from imports.forms import DeclineForm, UploadForm
from imports.models import ImportJob
from imports.pages import job_context, what_it_brings
from imports.previews import samples
from imports.workbook import example_rows, refused_parts, write_refused, write_template

JOBS_PER_PAGE = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _format(name: str) -> Format:
    try:
        return formats.get(name)
    except KeyError:
        raise Http404 from None


def _job(request: HttpRequest, pk: int) -> ImportJob:
    user = staff(request)
    if not user.has_perm("imports.view_importjob"):
        raise PermissionDenied
    jobs = ImportJob.objects.visible_to(user)
    return get_object_or_404(
        jobs.select_related("uploaded_by", "confirmed_by", "undone_by", "closed_by"), pk=pk
    )


@require_GET
@login_required
def job_list(request: HttpRequest) -> HttpResponse:
    """Show the files of the own area, newest first, and the formats that may be sent."""
    user = staff(request)
    if not user.has_perm("imports.view_importjob"):
        raise PermissionDenied
    jobs = ImportJob.objects.visible_to(user).select_related("uploaded_by")
    page = Paginator(jobs, JOBS_PER_PAGE).get_page(request.GET.get("halaman"))
    titles = {form.name: form.title for form in formats.registered()}
    rows = [(job, titles.get(job.format, job.format)) for job in page]
    usable = [form for form in formats.registered() if actions.may_use(form, user)]
    return render(request, "imports/list.html", {"page": page, "rows": rows, "formats": usable})


@require_http_methods(["GET", "POST"])
@login_required
def upload(request: HttpRequest, name: str) -> HttpResponse:
    """Explain a format and take a file of it."""
    user, form = staff(request), _format(name)
    if not actions.may_use(form, user):
        raise PermissionDenied
    fields = UploadForm(form, request.POST or None, request.FILES or None)
    if request.method == "POST" and fields.is_valid():
        file = fields.cleaned_data["file"]
        try:
            job = actions.receive(
                form=form, name=file.name, pieces=file.chunks(), options=fields.cleaned_data,
                by=user,
            )  # fmt: skip
            return redirect(job)
        except ValidationError as error:
            fields.add_error(None, error)
    context = {"format": form, "form": fields, "examples": example_rows(form)}
    return render(request, "imports/format.html", context, status=400 if fields.errors else 200)


@require_GET
@login_required
def template(request: HttpRequest, name: str) -> FileResponse:
    """Give the empty workbook of a format."""
    staff(request)
    form = _format(name)
    return _workbook(lambda file: write_template(form, file), f"{form.name}.xlsx")


def _workbook(write: Callable[[IO[bytes]], None], name: str) -> FileResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_GET
@login_required
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one file: how far it is, what it would do or did, what is wrong with it."""
    return render(request, "imports/job.html", job_context(_job(request, pk), staff(request)))


@require_GET
@login_required
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the first rows that the file would add and change; opening it is logged."""
    found = _job(request, pk)
    record_access(by=staff(request), action=AccessLog.Action.VIEW, obj=found)
    form = formats.get(found.format)
    context = {
        "job": found,
        "format": form,
        "samples": samples(found, form),
        **what_it_brings(found, form),
    }
    return render(request, "imports/preview.html", context)


@require_GET
@login_required
def refused(request: HttpRequest, pk: int) -> FileResponse:
    """Give (a part of) the refused rows as a workbook to put right; the download is logged."""
    found = _job(request, pk)
    part = {str(each): each for each in refused_parts(found)}.get(request.GET.get("bagian", "1"))
    if part is None or not found.has_file:
        raise Http404
    record_access(by=staff(request), action=AccessLog.Action.EXPORT, obj=found)
    form = formats.get(found.format)
    return _workbook(
        lambda file: write_refused(found, form, file, part=part), f"refused-{found.pk}-{part}.xlsx"
    )


def _act(request: HttpRequest, pk: int, action: Callable[[ImportJob], object]) -> HttpResponse:
    found = _job(request, pk)
    try:
        action(found)
    except ValidationError as error:
        messages.error(request, "; ".join(error.messages))
    return redirect(found)


@require_POST
@login_required
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the previewed rows be written."""
    return _act(request, pk, lambda job: actions.confirm(job=job, by=staff(request)))


@require_POST
@login_required
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a checked file without applying it."""
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _act(request, pk, lambda job: form.fields["reason"].clean(""))
    reason = form.cleaned_data["reason"]
    return _act(request, pk, lambda job: actions.decline(job=job, reason=reason, by=staff(request)))


@require_POST
@login_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what the file brought."""
    return _act(request, pk, lambda job: actions.request_undo(job=job, by=staff(request)))
