"""Row problems that only the register's formats have."""

from django.utils.translation import gettext_lazy as _

PROBLEMS = {
    "other_name": _("The register has another name for this number: check which one is right."),
    "number_in_text": _(
        "A number of 16 digits stands here: a NIK or KK number has its own column."
    ),
    "number_as_id": _(
        "This is the NIK or KK number again, not the source's own number: leave it to its own"
        " column. Lists without numbers of their own are sent as a non-DTKS list."
    ),
    "no_identity": _("Fill in the NIK or the source's own number, so that the person is found."),
    "unknown_family": _("The register does not know this family: import the families first."),
    "unknown_programme": _("There is no programme %(detail)s: check its short name."),
    "unknown_stage": _("The programme has no stage %(detail)s: add the stage first."),
    "not_enrolled": _("The family is not in this programme: import the recipients first."),
    "deactivated": _("The family is deactivated: activate it first, with a reason."),
    "reason_missing": _("Say why it failed, by a reason code or in words."),
    "date_missing": _("Fill in the date on which it was paid."),
}
