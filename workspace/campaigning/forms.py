"""What staff type about campaigns and visits."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kelurahan.models import Area
from kelurahan.models import within as inside
from recipients.models import Household
from verification.actions.visits import LONGEST_NOTE
from verification.models import VERDICTS, Campaign, Kind, Result, Task, Who
from verification.rules import RULES

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _rules() -> list[tuple[str, Any]]:
    return [*Kind.choices, *((rule.key, rule.sentence) for rule in RULES.values())]


class PlanForm(forms.Form):
    """A campaign to be planned in the area of whoever plans it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    area = forms.ModelChoiceField(Area.objects.none(), label=_("Area"), empty_label=None)
    opens_on = forms.DateField(label=_("First day"), widget=DAY)
    deadline = forms.DateField(label=_("Last day"), widget=DAY)
    register = forms.ChoiceField(
        label=_("Register"), choices=[("", _("the whole register")), *Household.Register.choices],
        required=False,
    )  # fmt: skip
    who = forms.ChoiceField(label=_("Who"), choices=Who.choices, required=False)
    rules = forms.MultipleChoiceField(
        label=_("Only with open findings of"), choices=_rules, required=False,
        help_text=_("Nothing ticked: with and without findings."),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    verdicts = forms.MultipleChoiceField(
        label=_("What visits may find, beside correct"), required=False,
        choices=[(r.value, r.label) for r in VERDICTS if r != Result.CORRECT],
        initial=[r.value for r in VERDICTS if r != Result.CORRECT],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["area"]
        area.queryset = Area.objects.within(user.scope).exclude(level=Area.Level.PROVINCE)
        if user.area_id:
            area.initial = user.area_id


class AssignForm(forms.Form):
    """Who visits the people of a kelurahan, or of one RW of it."""

    kelurahan = forms.ModelChoiceField(Area.objects.none(), label="Kelurahan", empty_label=None)
    rw = forms.RegexField(
        r"^[0-9A-Za-z]{0,3}$", label="RW", required=False, max_length=3,
        help_text=_("Empty: the whole kelurahan."),
    )  # fmt: skip
    to = forms.ModelChoiceField(
        User.objects.none(), label=_("Who"), required=False, empty_label=_("nobody in particular")
    )

    def __init__(self, *args: Any, user: User, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        within = max(user.scope, campaign.area_id, key=len)
        places: Any = self.fields["kelurahan"]
        places.queryset = Area.objects.within(within).filter(level=Area.Level.KELURAHAN)
        to: Any = self.fields["to"]
        staff = User.objects.filter(inside("area__code", within), is_active=True)
        to.queryset = staff.order_by("role", "username")


class VisitForm(forms.Form):
    """What a visit found. `key` names this form, `seen` what was known when it was shown."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32_767)
    back = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    result = forms.ChoiceField(label=_("What did you find?"), widget=forms.RadioSelect)
    died_on = forms.DateField(
        label=_("Date of death"), required=False, widget=DAY,
        help_text=_("Only for the deceased; leave it empty where nobody knows."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, task: Task, back: str = "") -> None:
        initial = {"key": uuid.uuid4(), "seen": task.visits, "back": back}
        super().__init__(data, initial=initial, prefix=None, auto_id=f"t{task.pk}_%s")
        choices: Any = self.fields["result"]
        choices.choices = [(each.value, each.label) for each in task.campaign.offered]

    def clean_result(self) -> Result:
        """Return the verdict as its own type."""
        return Result(self.cleaned_data["result"])


def shown_again(data: QueryDict, task: Task) -> QueryDict:
    """Return what was typed under a new key, for a form that has to be looked at again."""
    typed = data.copy()
    typed["key"], typed["seen"] = str(uuid.uuid4()), str(task.visits)
    return typed
