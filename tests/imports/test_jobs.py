"""The life of a job: rights, confirmation, undo, broken-off work, several jobs at once."""

import datetime
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from imports import actions, locks, working
from imports.models import AppliedChange, ImportJob, Phase, State
from recipients.models import Household, Person, SearchPosting
from tests.factories import EnrolmentFactory, area
from tests.imports.files import applied, checked, officer, received, roster_row, worked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


def test_facilitator_sends_but_does_not_confirm():
    by = officer(role="facilitator", area=area("32.73.05.1006"))
    job = checked([roster_row(1)], by=by)

    with pytest.raises(PermissionDenied):
        actions.confirm(job=job, by=by, queue=False)


def test_maker_cannot_be_checker_when_the_setting_says_so(settings):
    settings.IMPORT_MAKER_CHECKER = True
    maker, checker = officer(), officer()
    job = checked([roster_row(1)], by=maker)

    with pytest.raises(ValidationError):
        actions.confirm(job=job, by=maker, queue=False)

    assert worked(actions.confirm(job=job, by=checker, queue=False)).state == State.APPLIED


def test_confirmed_job_cannot_be_confirmed_again():
    by = officer()
    job = applied([roster_row(1)], by=by)

    with pytest.raises(ValidationError):
        actions.confirm(job=job, by=by, queue=False)


def test_declined_job_leaves_no_staging_table():
    by = officer()
    job = checked([roster_row(1)], by=by)

    job = actions.decline(job=job, reason="salah berkas", by=by)

    assert (job.state, job.refused_code) == (State.REFUSED, "declined")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'imports_staging'")
        assert cursor.fetchone()[0] == 0


def test_undo_takes_back_new_rows_and_restores_changed_ones():
    by = officer()
    applied([roster_row(1)], by=by)
    before = Person.objects.values().get(), Household.objects.values().get()
    job = applied([roster_row(1, nama="Nama Lain", alamat="Jl. Lain"), roster_row(2)], by=by)

    job = actions.undo(job=job, by=by)

    assert job.state == State.UNDONE
    assert (Person.objects.values().get(), Household.objects.values().get()) == before
    assert not AppliedChange.objects.filter(job=job).exists()


def test_undo_forgets_the_search_words_of_people_taken_back():
    by = officer()
    job = applied([roster_row(1)], by=by)

    actions.undo(job=job, by=by)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM recipients_searchposting")
        assert cursor.fetchone()[0] == 0


def test_undo_is_refused_when_a_row_was_changed_since():
    by = officer()
    job = applied([roster_row(1)], by=by)
    Person.objects.update(deceased=True)

    with pytest.raises(ValidationError) as refusal:
        actions.undo(job=job, by=by)

    assert refusal.value.code == "touched"
    assert Person.objects.exists()


def test_undo_is_refused_when_something_hangs_on_a_new_row():
    by = officer()
    job = applied([roster_row(1)], by=by)
    EnrolmentFactory(household=Household.objects.get())

    with pytest.raises(ValidationError) as refusal:
        actions.undo(job=job, by=by)

    assert refusal.value.code == "referenced"


def test_undo_is_refused_after_a_later_import_of_the_same_row():
    by = officer()
    first = applied([roster_row(1)], by=by)
    applied([roster_row(1, nama="Nama Lain")], by=by)

    with pytest.raises(ValidationError):
        actions.undo(job=first, by=by)


def test_undone_file_can_be_imported_again():
    by = officer()
    actions.undo(job=applied([roster_row(1)], by=by), by=by)

    job = applied([roster_row(1)], by=by)

    assert (job.state, job.new) == (State.APPLIED, 1)


def test_lurah_may_not_undo():
    by = officer(role="lurah", area=area("32.73.05.1006"))
    job = applied([roster_row(1)], by=by)

    with pytest.raises(PermissionDenied):
        actions.undo(job=job, by=by)


def test_broken_off_apply_leaves_the_old_state(monkeypatch):
    by = officer()
    job = checked([roster_row(1)], by=by)
    actions.confirm(job=job, by=by, queue=False)

    def fail(*_arguments):
        raise RuntimeError("killed")

    monkeypatch.setattr("imports.applying._update", fail)
    job = worked(job)

    assert (job.state, job.refused_code, job.refused_detail) == (
        State.FAILED, "error", "RuntimeError",
    )  # fmt: skip
    assert not Household.objects.exists()


def test_dead_workers_job_is_put_back_into_the_queue_and_finished(
    django_capture_on_commit_callbacks,
):
    job = received([roster_row(1)], by=officer())
    ImportJob.objects.filter(pk=job.pk).update(
        lease="00000000-0000-4000-8000-000000000000",
        lease_until=timezone.now() - datetime.timedelta(seconds=1),
        phase=Phase.READING,
    )

    with django_capture_on_commit_callbacks(execute=True):
        assert actions.resume_abandoned() == 1

    assert ImportJob.objects.get().state == State.CHECKED


def test_job_of_a_living_worker_is_left_alone():
    job = received([roster_row(1)], by=officer())
    ImportJob.objects.filter(pk=job.pk).update(
        lease="00000000-0000-4000-8000-000000000000",
        lease_until=timezone.now() + datetime.timedelta(seconds=60),
        phase=Phase.READING,
    )

    assert actions.resume_abandoned() == 0
    assert not working.work_on(job)


def test_job_that_kills_every_worker_is_given_up():
    job = received([roster_row(1)], by=officer())
    ImportJob.objects.filter(pk=job.pk).update(attempts=3)

    job = worked(job)

    assert (job.state, job.refused_code) == (State.FAILED, "gave_up")


def test_lost_staging_tables_are_read_again():
    by = officer()
    job = checked([roster_row(1)], by=by)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE imports_staging.job_{job.pk}_person")

    job = worked(actions.confirm(job=job, by=by, queue=False))

    assert (job.state, Person.objects.count()) == (State.APPLIED, 1)


def test_preview_that_is_no_longer_true_is_shown_again():
    by = officer()
    applied([roster_row(1)], by=by)
    job = checked([roster_row(1, nama="Nama Baru")], by=by)
    Person.objects.update(name="Nama Baru")
    Person.objects.update(civil_match="matched")

    job = worked(actions.confirm(job=job, by=by, queue=False))

    assert (job.state, job.changed, job.unchanged) == (State.CHECKED, 0, 1)
    assert job.report["warnings"][0]["code"] == "rechecked"
    assert job.confirmed_at is None


def test_two_previews_of_one_file_do_not_add_its_people_twice():
    by = officer()
    first = checked([roster_row(1)], by=by)
    second = checked([roster_row(1)], by=by)
    worked(actions.confirm(job=first, by=by, queue=False))

    second = worked(actions.confirm(job=second, by=by, queue=False))

    assert (second.state, second.unchanged) == (State.CHECKED, 1)
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"state": "applied"},
        {"state": "checked", "checked_at": None},
        {"state": "refused"},
        {"state": "undoing"},
        {"unpublished": True},
        {"closed_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
        {"sha256": "x" * 64},
        {"lease": None, "lease_until": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
    ],
)
def test_database_refuses_impossible_jobs(values):
    job = received([roster_row(1)], by=officer())

    with pytest.raises(IntegrityError), transaction.atomic():
        ImportJob.objects.filter(pk=job.pk).update(**values)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("held", "wanted", "free"),
    [
        ("32.73.05.1006", "32.73.05.1006", False),
        ("32.73", "32.73.05.1006", False),
        ("32.73.05.1006", "32.73", False),
        ("", "32.73.05.1006", False),
        ("32.73.05.1006", "32.73.05.1001", True),
        ("32.73.05", "32.73.06.1001", True),
    ],
)
def test_imports_into_overlapping_areas_wait_for_each_other(held, wanted, free):
    answer = []

    def other():
        try:
            with transaction.atomic():
                answer.append(locks.try_lock(wanted))
        finally:
            connection.close()

    with transaction.atomic():
        locks.lock(held)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    assert answer == [free]


def test_large_undo_is_left_to_the_worker(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(actions, "UNDONE_AT_ONCE", 1)
    by = officer()
    job = applied([roster_row(1)], by=by)

    with django_capture_on_commit_callbacks() as callbacks:
        waiting = actions.request_undo(job=job, by=by)
    assert (waiting.state, waiting.phase) == (State.UNDOING, Phase.QUEUED)
    for callback in callbacks:
        callback()

    job.refresh_from_db()
    assert (job.state, job.undone_by, job.phase) == (State.UNDONE, by, Phase.NONE)
    assert not Household.objects.exists()


def test_undo_that_the_worker_refuses_says_why(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(actions, "UNDONE_AT_ONCE", 1)
    by = officer()
    job = applied([roster_row(1)], by=by)
    Person.objects.update(deceased=True)

    with django_capture_on_commit_callbacks(execute=True):
        actions.request_undo(job=job, by=by)

    job.refresh_from_db()
    assert (job.state, job.report["undo_refused"], job.phase) == (
        State.APPLIED, "touched", Phase.NONE,
    )  # fmt: skip


def test_edit_after_the_preview_is_shown_before_it_is_overwritten():
    by = officer()
    applied([roster_row(1)], by=by)
    job = checked([roster_row(1, nama="Siti Berkas")], by=by)
    Person.objects.update(name="Siti Kelurahan")

    job = worked(actions.confirm(job=job, by=by, queue=False))

    assert (job.state, job.report["warnings"][0]["code"]) == (State.CHECKED, "rechecked")
    assert Person.objects.get().name == "Siti Kelurahan"


def test_edit_in_the_middle_of_an_apply_is_not_overwritten(monkeypatch):
    by = officer()
    applied([roster_row(1)], by=by)
    job = checked([roster_row(1, nama="Siti Berkas")], by=by)
    Person.objects.update(name="Siti Kelurahan")
    # As if it had been committed just after the comparison.
    monkeypatch.setattr("imports.checking.is_stale", lambda _targets: False)

    job = worked(actions.confirm(job=job, by=by, queue=False))

    assert job.state == State.CHECKED
    assert Person.objects.get().name == "Siti Kelurahan"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\KK 3273051203150001.csv", "KK ….csv"),
        ("KK 3273 0512 0315 0001.csv", "KK ….csv"),
        ("3273.0512-0315_0001 Siti.csv", "… Siti.csv"),
        ("32730512031500013273055201800001.csv", "….csv"),
        ("dtks 2026-11-22 1530 v2.csv", "dtks 2026-11-22 1530 v2.csv"),
    ],
)
def test_name_of_a_file_is_kept_without_an_identity_number(name, kept):
    assert received([roster_row(1)], by=officer(), name=name).file_name == kept


def somebody_waits_for_a_row():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype <> 'advisory'")
        return cursor.fetchone()[0] > 0


@pytest.mark.django_db(transaction=True)
def test_undo_waits_for_an_edit_under_way_and_is_then_refused():
    by = officer()
    job = applied([roster_row(1)], by=by)
    codes = []

    def undo():
        try:
            actions.undo(job=job, by=by)
        except ValidationError as refusal:
            codes.append(refusal.code)
        finally:
            connection.close()

    thread = threading.Thread(target=undo)
    with transaction.atomic():
        Person.objects.update(deceased=True)
        thread.start()
        while thread.is_alive() and not somebody_waits_for_a_row():
            pass
    thread.join()

    assert codes == ["touched"]
    assert Person.objects.get().deceased


def postings():
    return set(SearchPosting.objects.values_list("key", "person_id"))


def test_undo_gives_the_search_back_its_old_words():
    by = officer()
    applied([roster_row(1)], by=by)
    before = postings()
    job = applied([roster_row(1, nama="Nama Lain"), roster_row(2)], by=by)

    actions.undo(job=job, by=by)

    assert postings() == before


def test_history_keeps_who_took_back_which_row():
    by = officer()
    job = applied([roster_row(1), roster_row(2)], by=by)
    people = set(Person.objects.values_list("pk", "name"))

    actions.undo(job=job, by=by)

    events = Person.pgh_event_model.objects.filter(pgh_label="delete")
    assert set(events.values_list("pgh_obj_id", "name")) == people
    assert {each.pgh_context.metadata["by"] for each in events} == {by.pk}
