"""What an administrator enters to rename, close or merge an area; the actions do the rest."""

import datetime
from typing import ClassVar, cast

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kelurahan.actions import close_area, merge_area, rename_area
from kelurahan.models import Area


class AreaChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of areas that tells namesakes apart by their codes."""

    def label_from_instance(self, obj: Area) -> str:
        return f"{obj.code} {obj.name}"


class AreaActionForm(forms.Form):
    """A change of one area on a day; `apply` turns what the action refuses into form errors."""

    title: ClassVar[Promise]
    remark: ClassVar[Promise]

    on = forms.DateField(
        label=_("from the day"), initial=timezone.localdate,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, area: Area, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.area = area

    def apply(self, by: AbstractBaseUser) -> bool:
        """Perform the change; tell whether it was done."""
        try:
            self.act(self.cleaned_data["on"], by)
        except ValidationError as error:
            self.add_error(None, error)
        return self.is_valid()

    def act(self, on: datetime.date, by: AbstractBaseUser) -> None:
        raise NotImplementedError


class RenameForm(AreaActionForm):
    title = _("Rename the area")
    remark = _("The present name stays findable as a former name.")

    name = forms.CharField(label=_("new name"), max_length=100)
    field_order = ("name", "on")

    def act(self, on: datetime.date, by: AbstractBaseUser) -> None:
        rename_area(area=self.area, name=self.cleaned_data["name"], on=on, by=by)


class CloseForm(AreaActionForm):
    title = _("Close the area")
    remark = _("The area ends without a successor. It cannot be opened again.")

    def act(self, on: datetime.date, by: AbstractBaseUser) -> None:
        close_area(area=self.area, on=on, by=by)


class MergeForm(AreaActionForm):
    title = _("Merge the area")
    remark = _("The area ends and another of its level takes it up. This cannot be undone.")

    into = AreaChoiceField(queryset=Area.objects.none(), label=_("merged into"))
    field_order = ("into", "on")

    def __init__(self, area: Area, data: object = None) -> None:
        super().__init__(area, data)
        cast("AreaChoiceField", self.fields["into"]).queryset = Area.objects.mergeable_with(area)

    def act(self, on: datetime.date, by: AbstractBaseUser) -> None:
        merge_area(area=self.area, into=self.cleaned_data["into"], on=on, by=by)


FORMS: dict[str, type[AreaActionForm]] = {
    "rename": RenameForm,
    "close": CloseForm,
    "merge": MergeForm,
}
