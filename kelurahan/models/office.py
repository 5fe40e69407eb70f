"""Where the office of an area is, as the city itself makes it known."""

from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kelurahan.models.area import Area

TELEPHONE = r"^[0-9+() -]{5,40}$"


class AreaOffice(models.Model):
    """The office of a kelurahan, a kecamatan or the city: where to go and when."""

    area = models.OneToOneField(
        Area, models.PROTECT, primary_key=True, related_name="office", verbose_name=_("area")
    )
    address = models.CharField(_("address"), max_length=200)
    telephone = models.CharField(
        _("telephone"), max_length=40, blank=True,
        validators=[RegexValidator(TELEPHONE, _("Use digits, spaces, +, - and brackets only."))],
    )  # fmt: skip
    hours = models.CharField(_("opening hours"), max_length=200, blank=True)
    map_link = models.URLField(
        _("link to a map"), max_length=300, blank=True,
        validators=[URLValidator(schemes=["https"])],
    )  # fmt: skip

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [
            models.CheckConstraint(condition=~Q(address=""), name="office_has_address"),
            models.CheckConstraint(
                condition=Q(telephone="") | Q(telephone__regex=TELEPHONE),
                name="office_telephone_is_a_number",
            ),
            models.CheckConstraint(
                condition=Q(map_link="") | Q(map_link__startswith="https://"),
                name="office_map_link_is_https",
            ),
        ]

    def __str__(self) -> str:
        return self.address
