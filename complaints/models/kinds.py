"""What people complain of: the kinds of JAGA Bansos, and what triage has to know further."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """In the order in which the form offers them: the most frequent first."""

    NOT_RECEIVED = "not_received", _("On the list, but nothing was received")
    NOT_HANDED_OUT = "not_handed_out", _("Officials did not hand the aid out")
    TOO_LITTLE = "too_little", _("Less was received than is due")
    FICTITIOUS = "fictitious", _("The name is missing, or a recipient does not exist")
    MULTIPLE = "multiple", _("Somebody receives aid more than once")
    POOR_QUALITY = "poor_quality", _("The goods were of poor quality")
    UNDESERVING = "undeserving", _("Somebody receives who should not")
    WANTS_LISTING = "wants_listing", _("I want to be proposed for the list (usulan)")
    CORRECTION = "correction", _("Something on the list is wrong")
    PRIVACY = "privacy", _("My personal data")
    OTHER = "other", _("Something else")


class Detail(models.TextChoices):
    """What a kind may be narrowed down to."""

    NO_CARD = "no_card", _("the card or the invitation never came")
    NO_MONEY = "no_money", _("the account or the card was empty")
    NOT_CALLED = "not_called", _("nobody said when and where")
    CUT = "cut", _("somebody kept a part or asked for a fee")
    SHORT = "short", _("the money or the goods were fewer than announced")
    NAME_MISSING = "name_missing", _("my name has gone from the list")
    NOBODY = "nobody", _("nobody of that name lives there")
    DECEASED = "deceased", _("the recipient has died")
    WELL_OFF = "well_off", _("the recipient is well off")
    MOVED = "moved", _("the recipient has moved away")
    NAME = "name", _("the name is spelt wrong")
    NUMBER = "number", _("the NIK or KK number is wrong")
    ADDRESS = "address", _("the address or the kelurahan is wrong")
    MEMBERS = "members", _("the members of the family are wrong")
    LEAVE_OUT = "leave_out", _("leave me out of the public name search")
    SHOW_ME = "show_me", _("show me which data you hold of me")
    CORRECT_ME = "correct_me", _("correct my personal data")


DETAILS: dict[Kind, tuple[Detail, ...]] = {
    Kind.NOT_RECEIVED: (Detail.NO_CARD, Detail.NO_MONEY, Detail.NOT_CALLED),
    Kind.TOO_LITTLE: (Detail.CUT, Detail.SHORT),
    Kind.FICTITIOUS: (Detail.NAME_MISSING, Detail.NOBODY),
    Kind.UNDESERVING: (Detail.DECEASED, Detail.WELL_OFF, Detail.MOVED),
    Kind.CORRECTION: (Detail.NAME, Detail.NUMBER, Detail.ADDRESS, Detail.MEMBERS),
    Kind.PRIVACY: (Detail.LEAVE_OUT, Detail.SHOW_ME, Detail.CORRECT_ME),
}
# A request about one's own data needs to say which: each has its own answer by law.
NEEDS_DETAIL = (Kind.PRIVACY,)
# They accuse those who hand aid out in the kelurahan: the city's officers answer them, and staff
# of the kecamatan and the kelurahan do not see them.
CONFIDENTIAL = (Kind.NOT_HANDED_OUT, Kind.TOO_LITTLE)
