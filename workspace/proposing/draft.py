"""A proposal while it is typed: its forms, over as many pages as it takes, and what they say."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from kelurahan.models import Area
from recipients import identity, nik
from recipients.models import Household, Person, Relation
from verification import payloads
from verification.models import ProposalKind
from verification.payloads import MOST_PEOPLE
from workspace.proposing.concerns import Concern, concerns_about, mark
from workspace.proposing.forms import (
    EvidenceForm,
    HouseholdForm,
    MemberForm,
    PersonForm,
    kelurahan_choices,
)

MORE, AT_FIRST = "more", 2  # the button that asks for another member; members of an empty form


class Draft:
    """A family to be added, or what is to change in `household`.

    `data` is what was sent: to be proposed, or only for one more member (MORE), which keeps
    all that was typed and checks nothing.
    """

    def __init__(
        self, user: User, data: QueryDict | None, *, household: Household | None = None
    ) -> None:
        self.user, self.household = user, household
        self.data = data
        self.is_new = household is None
        self.is_sent = data is not None and MORE not in data
        self.errors: list[str] = []
        self.concerns: list[Concern] = []
        self.known = self._known()
        self.place = self._form(
            HouseholdForm, "h", self._initial(), areas=self._areas(), is_new=self.is_new
        )
        self.people = [
            (person, self._form(PersonForm, f"p{person.pk}", initial_of(person)))
            for person in self.known
        ]
        self.members = [self._member(number) for number in range(self._count())]
        self.why = self._form(EvidenceForm, "e", {}, is_new=self.is_new)

    def _form[F: forms.Form](
        self, kind: type[F], prefix: str, initial: Mapping[str, Any], **kwargs: Any
    ) -> F:
        if self.is_sent:
            return kind(self.data, prefix=prefix, initial=dict(initial), **kwargs)
        if self.data is not None:
            initial = _typed(kind, prefix, self.data)
        return kind(prefix=prefix, initial=dict(initial), **kwargs)

    def _member(self, number: int) -> MemberForm:
        is_head = self.is_new and number == 0
        initial = {"relation": Relation.HEAD} if is_head else {}
        return self._form(MemberForm, f"m{number}", initial, empty_permitted=not is_head)

    def _count(self) -> int:
        """Return how many new members the form asks for."""
        if self.data is None:
            return AT_FIRST if self.is_new else 0
        text = str(self.data.get("members", ""))
        count = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
        count = max(count + (not self.is_sent), int(self.is_new))
        return min(count, MOST_PEOPLE - len(self.known))

    @property
    def may_have_more(self) -> bool:
        """Whether another member still fits."""
        return len(self.members) + len(self.known) < MOST_PEOPLE

    def _known(self) -> list[Person]:
        return list(self.household.people.order_by("pk")[:MOST_PEOPLE]) if self.household else []

    def _areas(self) -> list[Any]:
        """A new family lives in one's own area; one that moved, anywhere in the city."""
        scope = self.user.scope if self.is_new and self.user.scope else settings.CITY_CODE
        areas: list[Any] = kelurahan_choices(scope)
        here = self.household.kelurahan if self.household else None
        if here and here.pk not in {code for _name, group in areas for code, _label in group}:
            areas = [(here.pk, here.name), *areas]
        return areas

    def _initial(self) -> dict[str, Any]:
        home = self.household
        if home is None:
            return {}
        return {"kelurahan": home.kelurahan_id} | {
            name: getattr(home, name) for name in ("address", "rt", "rw", "desil")
        }

    @property
    def parts(self) -> list[forms.Form]:
        """All forms, as they stand on the page."""
        return [self.place, *(form for _person, form in self.people), *self.members, self.why]

    def is_valid(self) -> bool:
        """Check everything that was sent."""
        if not self.is_sent or not all(form.is_valid() for form in self.parts):
            return False
        heads = sum(m.cleaned_data.get("relation") == Relation.HEAD for m in self.members)
        if self.is_new and heads != 1:
            text = _("A family has one head: you named %(count)d.") % {"count": heads}
            self.errors.append(text)
        elif not self.is_new and not self.content():
            self.errors.append(_("Nothing would change: nothing is proposed yet."))
        return not self.errors

    def wrong_fields(self) -> Iterator[tuple[forms.BoundField, str]]:
        """Yield each field that is wrong, with what is wrong there."""
        for form in self.parts if self.is_sent else []:
            for field in form:
                for error in field.errors:
                    yield field, str(error)

    def content(self) -> dict[str, Any]:
        """Return what verification.payloads takes: only what would change, {} if nothing does."""
        members = [_filled(form.cleaned_data) for form in self.members if form.cleaned_data]
        place = dict(self.place.cleaned_data)
        if self.household is None:
            del place["kelurahan"]
            return {"household": _filled(place), "members": members}
        people = {
            str(person.pk): changes
            for person, form in self.people
            if (changes := _changes(person, form.cleaned_data, "nik"))
        }
        parts = {
            "household": _changes(self.household, place, "kk"), "people": people,
            "members": members,
        }  # fmt: skip
        return {name: part for name, part in parts.items() if part}

    def look_again(self) -> bool:
        """Tell whether there is something to compare that was not shown yet."""
        kind = ProposalKind.ADD if self.is_new else ProposalKind.CHANGE
        try:
            content = payloads.read(kind, self.content())
        except ValidationError as error:
            self.errors += error.messages
            return True
        self.concerns = concerns_about(
            content, kelurahan=self.place.cleaned_data["kelurahan"], user=self.user,
            household=self.household,
        )  # fmt: skip
        seen = str(self.data.get("seen", "")) if self.data else ""
        return mark(self.concerns) not in ("", seen)

    @property
    def mark(self) -> str:
        """What the next sending must carry to be proposed in spite of the concerns."""
        return mark(self.concerns)

    def arguments(self) -> dict[str, Any]:
        """Return what verification.actions.propose takes besides who proposes."""
        about: dict[str, Any] = {"kind": ProposalKind.CHANGE, "household": self.household}
        if self.household is None:
            area = Area.objects.get(pk=self.place.cleaned_data["kelurahan"])
            about = {"kind": ProposalKind.ADD, "kelurahan": area}
        return about | self.why.cleaned_data | {"content": self.content()}


def initial_of(person: Person) -> dict[str, Any]:
    """Return what the register says of a person, without the number."""
    names = (
        "name", "relation", "sex", "birth_date", "birth_place", "mother_name", "deceased",
        "deceased_on",
    )  # fmt: skip
    return {name: getattr(person, name) for name in names}


def _typed(kind: type[forms.Form], prefix: str, data: QueryDict) -> dict[str, Any]:
    return {
        name: field.widget.value_from_datadict(data, {}, f"{prefix}-{name}")
        for name, field in kind.base_fields.items()
    }


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None)}


def _changes(obj: Model, values: Mapping[str, Any], number: str) -> dict[str, Any]:
    """Return the values that differ from the register's; an empty number changes nothing."""
    changed = {
        name: value
        for name, value in values.items()
        if name != number and value != getattr(obj, f"{name}_id" if name == "kelurahan" else name)
    }
    if (text := values[number]) and not _has_number(obj, number, text):
        changed[number] = text
    return changed


def _has_number(obj: Model, name: str, text: str) -> bool:
    index = getattr(obj, f"{name}_index")
    if not (number := nik.clean(text)):
        return index is None
    return index is not None and bytes(index) in identity.blind_indexes(number)
