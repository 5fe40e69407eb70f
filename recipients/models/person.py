"""Members of households. Names and numbers are personal: see PRIVACY."""

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Privacy
from kelurahan.models import within
from recipients.models.household import Household


class NikStatus(models.TextChoices):
    WELL_FORMED = "well_formed", _("well-formed")
    WARNING = "warning", _("well-formed, with a warning")
    MALFORMED = "malformed", _("malformed")
    ABSENT = "absent", _("absent")


class NikWarning(models.TextChoices):
    """Why a well-formed NIK is doubted; never proof that it is wrong."""

    BIRTH_DATE = "birth_date", _("its birth date differs from the person's")
    SEX = "sex", _("its sex differs from the person's")
    REGION = "region", _("its province code is no longer in force")


# What the civil registry was asked about: its answer holds as long as these stay.
COMPARED_BY_CIVIL_REGISTRY = ("name", "birth_date", "nik_index")


class CivilMatch(models.TextChoices):
    UNCHECKED = "unchecked", _("not yet compared")
    MATCHED = "matched", _("matched (padan)")
    UNMATCHED = "unmatched", _("not matched (tidak padan)")
    NOT_FOUND = "not_found", _("not found in the civil registry")


class Sex(models.TextChoices):
    MALE = "male", _("male")
    FEMALE = "female", _("female")


class Relation(models.TextChoices):
    HEAD = "head", _("head of household")
    SPOUSE = "spouse", _("spouse")
    CHILD = "child", _("child")
    PARENT = "parent", _("parent")
    OTHER = "other", _("other relative")


# Who is merged is merged into an entry that stands: no chains, whoever writes at the same moment.
_STANDS = """
PERFORM FROM recipients_person WHERE id = NEW.merged_into_id FOR SHARE;
IF EXISTS (
    SELECT FROM recipients_person WHERE id = NEW.merged_into_id AND merged_into_id IS NOT NULL
) OR EXISTS (SELECT FROM recipients_person WHERE merged_into_id = NEW.id) THEN
    RAISE check_violation USING MESSAGE =
        'person ' || NEW.id || ' cannot be merged: one of the two is part of another merge',
        CONSTRAINT = 'person_merged_into_one_that_stands';
END IF;
RETURN NEW;
"""


class PersonQuerySet(models.QuerySet["Person"]):
    def listed(self) -> "PersonQuerySet":
        """People who count: in an active household, and not merged into another entry."""
        return self.filter(household__status=Household.Status.ACTIVE, merged_into=None)

    def public(self) -> "PersonQuerySet":
        """People the public may find: listed, and not left out at their wish."""
        return self.listed().filter(hidden_from_search=False)

    def visible_to(self, user: User) -> "PersonQuerySet":
        """People of the households that `user` may see."""
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        return self.filter(within("household__kelurahan__code", user.scope))


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(level=pghistory.Statement)
)
class Person(models.Model):
    """A member of a household."""

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="people", verbose_name=_("household")
    )
    name = models.CharField(_("name"), max_length=150)
    nik_cipher = models.BinaryField(_("NIK, encrypted"), null=True)
    nik_index = models.BinaryField(_("NIK, blind index"), max_length=32, null=True)
    nik_status = models.CharField(
        _("NIK status"), max_length=11, choices=NikStatus, default=NikStatus.ABSENT
    )
    nik_warnings = ArrayField(
        models.CharField(max_length=10, choices=NikWarning), verbose_name=_("NIK warnings"),
        default=list, blank=True,
    )  # fmt: skip
    civil_match = models.CharField(
        _("civil registry"), max_length=9, choices=CivilMatch, default=CivilMatch.UNCHECKED
    )
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    birth_place = models.CharField(_("birth place"), max_length=60, blank=True, db_default="")
    mother_name = models.CharField(
        _("mother's name"), max_length=150, blank=True, db_default="",
        help_text=_("As on the family card; it tells namesakes apart."),
    )  # fmt: skip
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    relation = models.CharField(_("relation to the head"), max_length=6, choices=Relation)
    deceased = models.BooleanField(_("deceased"), default=False)
    deceased_on = models.DateField(_("deceased on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False,
        verbose_name=_("merged into"),
        help_text=_("The entry of the same person that stands for this one."),
    )  # fmt: skip
    hidden_from_search = models.BooleanField(
        _("left out of the public name search"), default=False,
        help_text=_("At the person's own wish; the check with NIK still works for them."),
    )  # fmt: skip
    source_id = models.CharField(
        _("number in the source"), max_length=64, blank=True,
        help_text=_("The register's own number of this person."),
    )  # fmt: skip
    source_register = models.CharField(_("register of that number"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = PersonQuerySet.as_manager()

    PRIVACY = {
        "id": Privacy.PRIVATE,
        "household": Privacy.PRIVATE,
        "name": Privacy.MASKED,
        "nik_cipher": Privacy.MASKED,
        "nik_index": Privacy.PRIVATE,
        "nik_status": Privacy.PRIVATE,
        "nik_warnings": Privacy.PRIVATE,
        "civil_match": Privacy.PRIVATE,
        "birth_date": Privacy.PRIVATE,
        "birth_place": Privacy.PRIVATE,
        "mother_name": Privacy.PRIVATE,
        "sex": Privacy.PRIVATE,
        "relation": Privacy.PRIVATE,
        "deceased": Privacy.PRIVATE,
        "deceased_on": Privacy.PRIVATE,
        "merged_into": Privacy.PRIVATE,
        "hidden_from_search": Privacy.PRIVATE,
        "source_id": Privacy.PRIVATE,
        "source_register": Privacy.PRIVATE,
        "created_at": Privacy.PRIVATE,
        "updated_at": Privacy.PRIVATE,
    }

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(
                fields=["nik_index"], name="person_nik_index", condition=Q(nik_index__isnull=False)
            ),
            models.Index(
                fields=["merged_into"],
                name="person_merged_into",
                condition=Q(merged_into__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_register", "source_id"], condition=~Q(source_id=""),
                name="person_source_id_once_per_register",
            ),
            models.CheckConstraint(
                condition=Q(nik_status="absent", nik_cipher=None, nik_index=None)
                | Q(
                    ~Q(nik_status="absent"), nik_cipher__isnull=False, nik_index__isnull=False
                ),
                name="person_nik_encrypted_and_indexed",
            ),
            models.CheckConstraint(
                condition=Q(nik_status="warning", nik_warnings__len__gt=0)
                | Q(~Q(nik_status="warning"), nik_warnings__len=0),
                name="person_nik_warning_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(deceased=True) | Q(deceased_on=None),
                name="person_death_date_only_when_deceased",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="person_has_name"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="person_not_merged_into_itself",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="merged_into_one_that_stands", when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("merged_into_id"),
                condition=pgtrigger.Q(new__merged_into__isnull=False), func=_STANDS,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
