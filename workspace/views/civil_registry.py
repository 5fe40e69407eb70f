"""The civil registry: how far it has answered, the question to take along, the way back in."""

import tempfile

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from verification.actions import export_question
from verification.actions.civil_export import EXPORT
from workspace.area_choice import area_choices
from workspace.civil_registry import questions, standing
from workspace.views._common import allowed

FORMAT = "civil_answer"
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class QuestionForm(forms.Form):
    """Whom to ask about, and in which kind of file."""

    area = forms.ChoiceField(label="Kelurahan", required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of file"), choices=[("xlsx", "XLSX"), ("csv", "CSV")]
    )
    again = forms.BooleanField(
        label=gettext_lazy("also those whom the registry has matched already"), required=False
    )

    def __init__(self, *args: object, user: User) -> None:
        """Offer only areas of the user's own."""
        super().__init__(*args)  # type: ignore[arg-type]
        own = [("", gettext_lazy("– all of my area –")), *area_choices(user)]
        self.fields["area"] = forms.ChoiceField(label="Kelurahan", required=False, choices=own)


@require_GET
@login_required
def civil_registry(request: HttpRequest) -> HttpResponse:
    """Show how far the registry has answered."""
    user = allowed(request, EXPORT)
    context = {
        "standing": standing(user.scope), "questions": questions(user), "format": FORMAT,
        "form": QuestionForm(user=user),
    }  # fmt: skip
    return render(request, "workspace/civil_registry.html", context)


@require_POST
@login_required
def export(request: HttpRequest) -> HttpResponseBase:
    """Give the question as a file; it holds full numbers, and taking it is logged."""
    user = allowed(request, EXPORT)
    form = QuestionForm(request.POST, user=user)
    if not form.is_valid():
        messages.error(request, _("Choose from the lists."))
        return redirect("workspace:civil-registry")
    kind, file = form.cleaned_data["kind"], tempfile.TemporaryFile()  # noqa: SIM115 - sent
    try:
        export_question(
            file=file, kind=kind, by=user, area=form.cleaned_data["area"],
            again=form.cleaned_data["again"],
        )  # fmt: skip
    except ValidationError as error:
        file.close()
        messages.error(request, " ".join(error.messages))
        return redirect("workspace:civil-registry")
    file.seek(0)
    name = f"dukcapil-{timezone.localtime():%Y%m%d-%H%M}.{kind}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=KINDS[kind])
