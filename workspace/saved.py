"""Filters of a list that somebody keeps under a name."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import SavedFilter, User

HOUSEHOLDS = "households"
MOST = 20
LONGEST_QUERY = 400


@transaction.atomic
def keep(*, page: str, name: str, query: str, by: User) -> SavedFilter:
    """Keep a query under a name; the same name again replaces it.

    Raises ValidationError when there are MOST of them already, or the query is too long.
    """
    # One person's filters are counted and added to one after the other.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    own = SavedFilter.objects.filter(user=by, page=page)
    if len(query) > LONGEST_QUERY:
        raise ValidationError(_("These are too many filters to keep."))
    if not own.filter(name=name).exists() and own.count() >= MOST:
        raise ValidationError(_("You keep %(most)d views: remove one first.") % {"most": MOST})
    return SavedFilter.objects.update_or_create(
        user=by, page=page, name=name, defaults={"query": query}
    )[0]
