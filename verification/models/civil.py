"""What the civil registry (Disdukcapil) answered about people of the register."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Privacy
from kelurahan.models import within
from recipients.models import Person


class Answer(models.TextChoices):
    MATCHED = "matched", _("matched (padan)")
    UNMATCHED = "unmatched", _("not matched (tidak padan)")
    NOT_FOUND = "not_found", _("not found (tidak ditemukan)")
    DECEASED = "deceased", _("deceased (meninggal)")


class Field(models.TextChoices):
    """What the registry compares."""

    NIK = "nik", "NIK"
    NAME = "name", _("name")
    BIRTH_DATE = "birth_date", _("birth date")
    SEX = "sex", _("sex")
    KK = "kk", _("KK number")
    ADDRESS = "address", _("address")


class CivilAnswerQuerySet(models.QuerySet["CivilAnswer"]):
    def visible_to(self, user: User) -> "CivilAnswerQuerySet":
        """Answers about people of the households that `user` may see."""
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        return self.filter(within("person__household__kelurahan__code", user.scope))


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class CivilAnswer(models.Model):
    """The registry's newest answer about one person; earlier ones are in its history."""

    person = models.OneToOneField(
        Person, models.PROTECT, related_name="civil_answer", verbose_name=_("person")
    )
    answer = models.CharField(_("answer"), max_length=9, choices=Answer)
    differs = ArrayField(
        models.CharField(max_length=10, choices=Field), verbose_name=_("fields that differ"),
        default=list, blank=True,
    )  # fmt: skip
    deceased_on = models.DateField(_("deceased on"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"))

    objects = CivilAnswerQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        ("id", "person", "answer", "differs", "deceased_on", "answered_on"), Privacy.PRIVATE
    )

    class Meta:
        verbose_name = _("answer of the civil registry")
        verbose_name_plural = _("answers of the civil registry")
        permissions = [
            ("import_answer", _("Can import the civil registry's answers")),
            ("export_question", _("Can export what the civil registry is asked about")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="unmatched") | Q(differs__len=0),
                name="civil_answer_differs_only_when_unmatched",
            ),
            models.CheckConstraint(
                condition=Q(answer="deceased") | Q(deceased_on=None),
                name="civil_answer_death_date_only_when_deceased",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.answer}"
