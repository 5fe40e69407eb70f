"""Row problems that only verification's formats have."""

from django.utils.translation import gettext_lazy as _

PROBLEMS = {
    "bad_reference": _("This reference is not one of ours: copy it from the file that was sent."),
    "other_number": _("This reference belongs to another NIK: the rows may have been shifted."),
    "changed_since": _(
        "Name or birth date were changed after the question was sent: ask again about this person."
    ),
    "visited_since": _(
        "Somebody recorded a visit, or the name was changed, after this list was taken: take it"
        " anew."
    ),
    "visits_refused": _("Whoever sent this file may not record visits there any more."),
    "campaign_not_open": _("This campaign is not under way."),
    "not_asked": _("This campaign does not ask for this verdict."),
    "death_of_living": _("Only the deceased have a date of death: say which is right."),
    "older_answer": _("There is a newer answer about this person already (%(detail)s)."),
    "dead_before_birth": _("The date of death lies before the birth date: check both."),
    "not_dead": _("There is a date of death, but the answer is not deceased: say which is right."),
    "differs_but_matched": _("Fields differ, but the answer is not unmatched: say which is right."),
    "no_cycle": _(
        "There is no round trip of this quarter whose batch was sent: check the quarter."
    ),
    "cycle_closed": _("This round trip is closed: no other return is taken."),
    "later_answers": _("A later round trip has its answers already: this file is older."),
    "return_refused": _("Whoever sent this file may not import the ministry's return any more."),
}
