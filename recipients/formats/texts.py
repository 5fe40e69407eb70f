"""Row problems that only the register's formats have."""

from django.utils.translation import gettext_lazy as _

PROBLEMS = {
    "other_name": _("The register has another name for this number: check which one is right."),
    "number_in_text": _(
        "A number of 16 digits stands here: a NIK or KK number has its own column."
    ),
    "number_as_id": _(
        "This is the NIK or KK number again, and a source's own number is stored in plain. A list"
        " without numbers of its own is sent as a non-DTKS list, as it is: that finds people by"
        " NIK and families by KK number, and leaves this column out."
    ),
    "not_words": _("The cell holds true or false: write it in words."),
    "no_identity": _("Fill in the NIK or the source's own number, so that the person is found."),
    "unknown_family": _("The register does not know this family: import the families first."),
    "unknown_programme": _("There is no programme %(detail)s: check its short name."),
    "unknown_stage": _("The programme has no stage %(detail)s: add the stage first."),
    "not_enrolled": _("The family is not in this programme: import the recipients first."),
    "deactivated": _("The family is deactivated: activate it first, with a reason."),
    "reason_missing": _("Say why it failed, by a reason code or in words."),
    "date_missing": _("Fill in the date on which it was paid."),
}
