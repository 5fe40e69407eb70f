"""Row problems that only verification's formats have."""

from django.utils.translation import gettext_lazy as _

PROBLEMS = {
    "bad_reference": _("This reference is not one of ours: copy it from the file that was sent."),
    "other_number": _("This reference belongs to another NIK: the rows may have been shifted."),
    "changed_since": _(
        "Name or birth date were changed after the question was sent: ask again about this person."
    ),
    "older_answer": _("There is a newer answer about this person already (%(detail)s)."),
    "dead_before_birth": _("The date of death lies before the birth date: check both."),
    "not_dead": _("There is a date of death, but the answer is not deceased: say which is right."),
    "differs_but_matched": _("Fields differ, but the answer is not unmatched: say which is right."),
}
