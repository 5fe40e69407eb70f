"""Ready answers of the office."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.privacy import Privacy
from complaints.models.kinds import Kind


class AnswerTemplate(models.Model):
    """A ready answer. {kelurahan}, {programme}, {stage} and {reason} are filled with the facts."""

    title = models.CharField(_("title"), max_length=80, unique=True)
    kind = models.CharField(_("for the kind"), max_length=14, choices=Kind, blank=True)
    text = models.TextField(_("text"))
    is_active = models.BooleanField(_("offered"), default=True)

    PRIVACY = dict.fromkeys(("id", "title", "kind", "text", "is_active"), Privacy.PUBLIC)

    class Meta:
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
