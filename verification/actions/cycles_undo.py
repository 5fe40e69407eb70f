"""Taking back what a wrong file answered, and handing a right one on to the roster's import."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from imports import actions as imports
from imports import formats
from imports.applying import prepare_history
from imports.models import ImportJob
from verification.actions.cycles import locked, save
from verification.models import Cycle, CycleReturn, CycleState
from verification.reconciling import recording

IMPORT = "verification.import_return"
PIECE = 1 << 20
NO_ANSWERS = """
DROP TABLE IF EXISTS pg_temp.answer, pg_temp.news, pg_temp.outcome;
CREATE TEMPORARY TABLE answer ON COMMIT DROP AS
SELECT id AS line_id, ''::text AS answer, ''::text AS reason, ''::text AS how,
    NULL::double precision AS probability, NULL::integer AS "row"
FROM verification_cycleline WHERE cycle_id = %(cycle)s"""


@transaction.atomic
def take_back_return(*, cycle: Cycle, by: User) -> Cycle:
    """Take the answers of a return back: the round trip waits for its file again.

    Findings stand as they did when the batch was sent, but a withdrawn approval stays withdrawn;
    citizens who were told an answer are told the next one. One that waits stays as it is.
    """
    cycle = locked(cycle, by=by, permission=IMPORT)
    if cycle.state == CycleState.SENT:
        return cycle
    if cycle.state != CycleState.RETURNED:
        raise ValidationError(_("Nothing has come back, or the round trip is closed."))
    if cycle.is_overtaken:
        raise ValidationError(_("A later round trip has its answers already: take those back."))
    prepare_history()
    with connection.cursor() as cursor:
        for statement in NO_ANSWERS.split(";\n"):
            cursor.execute(statement, {"cycle": cycle.pk})
        recording.record(cursor, cycle, by=by)
    cycle.changes.all().delete()
    cycle.counts.all().delete()
    cycle.returns.filter(is_taken_back=False).update(is_taken_back=True)
    return save(cycle, by=by, state=CycleState.SENT, returned_at=None)


def last_return(cycle: Cycle) -> CycleReturn | None:
    """Return the file whose answers count."""
    return cycle.returns.filter(is_taken_back=False).order_by("-pk").first()


def returned_file(cycle: Cycle, by: User) -> ImportJob | None:
    """Return the import whose file can be handed on, while it is kept."""
    last = last_return(cycle)
    if last is None:
        return None
    job = ImportJob.objects.visible_to(by).filter(pk=last.job, sha256=last.sha256).first()
    return job if job and job.has_file else None


def take_over(*, cycle: Cycle, by: User) -> ImportJob:
    """Send the returned file in once more, as a roster: it is previewed before it is written."""
    job = returned_file(cycle, by)
    if job is None:
        raise ValidationError(_("The returned file is no longer kept: send it as a roster."))
    options = {
        "register_name": job.options.get("register_name", ""),
        "register_version": f"{cycle.year}-{cycle.quarter}",
    }
    with job.file.open() as file:
        return imports.receive(
            form=formats.get("dtks_roster"), name=job.file_name,
            pieces=iter(partial(file.read, PIECE), b""), options=options, by=by,
        )  # fmt: skip
