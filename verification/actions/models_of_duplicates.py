"""Choosing the model that searches for duplicates use from now on."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from verification.duplicates import spec
from verification.models import DuplicateModel, ModelActivation

CHANGE = "verification.change_duplicatemodel"


@transaction.atomic
def activate_model(*, model: DuplicateModel, by: User) -> DuplicateModel:
    """Use a model from the next search on; the one in use stays as it is.

    Raises ValidationError for a model that this version of the portal cannot read.
    """
    if not (by.is_active and by.has_perm(CHANGE)):
        raise PermissionDenied
    # One after the other: only one model is in use.
    models = {one.pk: one for one in DuplicateModel.objects.select_for_update().order_by("pk")}
    model = models[model.pk]
    if model.is_active:
        return model
    if not is_usable(model):
        raise ValidationError(_("This version of the portal cannot use this model: train anew."))
    DuplicateModel.objects.filter(is_active=True).update(is_active=False)
    DuplicateModel.objects.filter(pk=model.pk).update(is_active=True)
    ModelActivation.objects.create(model=model, by=by)
    model.refresh_from_db()
    return model


def is_usable(model: DuplicateModel) -> bool:
    """Tell whether searches can use a model; of shipped ones only that of this portal."""
    if model.is_shipped:
        return bool(model.content == spec.shipped())
    try:
        spec.load(model.content)
    except spec.SpecError:
        return False
    return True
