"""A search of the register: what it finds, keeps, gives back, and how it goes on after a kill."""

import datetime
import itertools
import json
import stat

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recipients import actions as register
from recipients.matching import draining
from recipients.models import Household, MatchTraits, Person
from tests.factories import PersonFactory, UserFactory
from verification import actions
from verification.duplicates import (
    candidates,
    leases,
    results,
    running,
    spec,
    starting,
    storing,
    versions,
    work,
)
from verification.models import DuplicateModel, DuplicatePair, DuplicateRun

pytestmark = pytest.mark.django_db
NIK = "3273015203840007"
TWICE = {
    "name": "Entin Suhartini", "birth_date": datetime.date(1984, 3, 12), "sex": "female",
    "mother_name": "Iyah Rokayah", "birth_place": "Garut",
}  # fmt: skip


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def twice(officer):
    """Two entries of one person in two families, among others."""
    one, other = PersonFactory(**TWICE, source_id="A1"), PersonFactory(**TWICE, source_id="A2")
    for person in (one, other):
        register.set_nik(person=person, text=NIK, by=officer)
    PersonFactory(name="Dadang Kosasih", birth_date=datetime.date(1955, 7, 9))
    PersonFactory(name="Lilis Karlina", birth_date=datetime.date(1999, 12, 3), sex="female")
    return one, other


def search(**options):
    run = starting.new_run()
    assert running.work_on(run, threads=1, **options)
    run.refresh_from_db()
    return run


def pairs(**filters):
    return set(DuplicatePair.objects.filter(**filters).values_list("first_id", "second_id"))


def tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = %s", [work.SCHEMA])
        return cursor.fetchone()[0]


def test_two_entries_of_one_person_are_found(twice):
    run = search()

    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second) == twice
    assert pair.state == "waiting"
    assert pair.probability > run.model.content["threshold"]
    assert pair.cluster == twice[0].pk
    assert (run.state, run.people, run.pairs) == ("done", 4, 1)


def test_evidence_sums_to_the_weight_and_names_nobody(twice):
    search()

    pair = DuplicatePair.objects.get()
    assert sum(bits for _comparison, _level, bits in pair.evidence) == pytest.approx(
        pair.weight, abs=0.1
    )
    told = json.dumps(pair.evidence)
    assert NIK not in told
    assert "Entin" not in told


def test_nobody_of_a_household_set_aside_is_compared(twice, officer):
    register.deactivate_household(
        household=twice[1].household, reason="moved", on=datetime.date(2026, 1, 1), by=officer
    )

    run = search()

    assert not pairs()
    assert run.people == 3


def test_nobody_merged_is_compared(twice):
    Person.objects.filter(pk=twice[1].pk).update(merged_into=twice[0])

    search()

    assert not pairs()


def test_searching_again_changes_nothing(twice):
    search()
    before = list(DuplicatePair.objects.values())

    search()

    assert list(DuplicatePair.objects.values()) == before


def test_an_undecided_pair_that_is_no_longer_alike_is_gone(twice):
    search()
    Person.objects.filter(pk=twice[1].pk).update(
        name="Wawan", birth_date=datetime.date(1950, 1, 2), sex="male", mother_name="Aan",
        birth_place="Solo", nik_cipher=None, nik_index=None, nik_status="absent", nik_warnings=[],
    )  # fmt: skip

    search()

    assert pairs(state="gone") == {(twice[0].pk, twice[1].pk)}


def test_a_pair_that_is_gone_waits_again_when_it_is_found_again(twice):
    search()
    DuplicatePair.objects.update(state="gone")

    search()

    assert DuplicatePair.objects.get().state == "waiting"


def decide(officer, state="different"):
    DuplicatePair.objects.update(state=state, decided_by=officer, decided_at=timezone.now())


@pytest.mark.parametrize("state", ["different", "same", "unsure"])
def test_a_decided_pair_stays_decided(twice, officer, state):
    search()
    decide(officer, state)

    search()

    assert DuplicatePair.objects.get().state == state


def test_a_decided_pair_stays_when_an_address_is_tidied_up(twice, officer):
    search()
    decide(officer)
    Household.objects.update(address="Jalan Uji No. 1")

    search()

    assert DuplicatePair.objects.get().state == "different"


def test_what_was_said_of_changed_entries_stays_said(twice, officer):
    search()
    register.change_person(person=twice[0], by=officer, birth_place="Bandung")
    actions.decide(pair=DuplicatePair.objects.get(), verdict="different", by=officer)

    search()

    assert DuplicatePair.objects.get().state == "different"


def test_what_was_said_during_a_search_stays_said(twice, officer):
    search()
    run = starting.new_run()
    actions.decide(pair=DuplicatePair.objects.get(), verdict="different", by=officer)
    DuplicatePair.objects.update(facts="01" + "0" * 30)

    assert running.work_on(run, threads=1)

    assert DuplicatePair.objects.get().state == "different"


def test_storing_locks_pairs_in_the_order_of_decisions(twice):
    run = search(keep=True)

    with CaptureQueriesContext(connection) as queries:
        storing.store(run, spec.load(run.model.content))

    first = next(q["sql"] for q in queries if "verification_duplicatepair" in q["sql"])
    assert "ORDER BY id FOR NO KEY UPDATE" in first


def test_a_decided_pair_waits_again_when_its_facts_change(twice, officer):
    search()
    decide(officer)
    register.change_person(person=twice[1], by=officer, birth_place="Tasikmalaya")

    search()

    pair = DuplicatePair.objects.get()
    assert (pair.state, pair.decided_by, pair.decided_at) == ("waiting", None, None)
    told = pair.events.order_by("pgh_id").values_list("state", flat=True)
    assert "different" in told


def test_a_decided_pair_stays_when_keys_are_rotated(twice, officer, settings):
    search()
    decide(officer)
    before = DuplicatePair.objects.get().facts
    settings.IDENTITY_KEYS = (
        f"2:QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=,{settings.IDENTITY_KEYS}"
    )

    search()

    pair = DuplicatePair.objects.get()
    assert pair.state == "different"
    assert pair.facts[:2] == "02" != before[:2]


def test_entries_tied_together_are_one_cluster():
    assert storing.components([(5, 7), (2, 9), (7, 9), (20, 21)]) == {
        5: 2, 7: 2, 2: 2, 9: 2, 20: 20, 21: 20,
    }  # fmt: skip


def test_a_number_of_many_holders_alone_makes_nobody_the_same(officer):
    for place, name in enumerate(("Wahyu", "Tedi Rustandi", "Mimin", "Ujang Kosim", "Rina Sari")):
        person = PersonFactory(name=name, birth_date=datetime.date(1960 + 7 * place, 3, 9 + place))
        register.set_nik(person=person, text=NIK, by=officer)

    search()

    assert not pairs()


# --- going on after a kill


class KilledError(BaseException):
    """What a kill looks like from inside: nothing after it runs, not even the release."""


def kill_before(monkeypatch, phase, chunk=0):
    whole = running.Search._chunk

    def chunk_or_die(self, name, number, statements, settings):
        if (name, number) == (phase, chunk):
            raise KilledError
        whole(self, name, number, statements, settings)

    monkeypatch.setattr(running.Search, "_chunk", chunk_or_die)
    monkeypatch.setattr(leases, "release", lambda _run, _lease: None)


@pytest.mark.parametrize(
    "phase", [running.ENTRIES, running.CANDIDATES, running.PAIRS, running.SCORING]
)
def test_a_killed_search_goes_on_with_the_chunk_that_was_not_done(twice, monkeypatch, phase):
    run = starting.new_run()
    with monkeypatch.context() as dying:
        kill_before(dying, phase)
        with pytest.raises(KilledError):
            running.work_on(run, threads=1)
    DuplicateRun.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    done = {name: work.done(run.pk, name) for name in (running.ENTRIES, running.PAIRS)}
    worked = []
    whole = running.Search._chunk
    monkeypatch.setattr(
        running.Search, "_chunk",
        lambda self, name, *rest: (worked.append(name), whole(self, name, *rest))[1],
    )  # fmt: skip

    assert running.work_on(run, threads=1)

    assert pairs() == {(twice[0].pk, twice[1].pk)}
    assert not {name for name, chunks in done.items() if chunks} & set(worked)


def test_a_search_whose_tables_a_crash_emptied_begins_again(twice, monkeypatch):
    run = starting.new_run()
    with monkeypatch.context() as dying:
        kill_before(dying, running.SCORING)
        with pytest.raises(KilledError):
            running.work_on(run, threads=1)
    DuplicateRun.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    with connection.cursor() as cursor:
        for part in ("done", "entry", "pair", "found"):
            cursor.execute(f"TRUNCATE {work.table(run.pk, part)}")

    assert running.work_on(run, threads=1)

    assert pairs() == {(twice[0].pk, twice[1].pk)}


def test_a_search_that_another_worker_took_over_writes_nothing(twice, monkeypatch):
    run = starting.new_run()
    whole = storing.store

    def stolen(*arguments):
        DuplicateRun.objects.filter(pk=run.pk).update(lease="0" * 32)
        return whole(*arguments)

    monkeypatch.setattr(storing, "store", stolen)

    assert not running.work_on(run, threads=1)

    assert not pairs()
    assert DuplicateRun.objects.get().state == "running"


def test_a_search_under_lease_is_left_alone(twice):
    run = starting.new_run()
    leases.claim(run)

    assert not running.work_on(run, threads=1)


def test_a_search_that_fails_says_so_and_leaves_no_tables(twice, monkeypatch):
    def broken(*_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(storing, "store", broken)

    with pytest.raises(ZeroDivisionError):
        running.work_on(starting.new_run(), threads=1)

    run = DuplicateRun.objects.get()
    assert run.state == "failed"
    assert run.finished_at
    assert not tables()


def test_a_search_that_was_tried_too_often_is_given_up(twice):
    run = starting.new_run()
    DuplicateRun.objects.update(attempts=leases.MOST_ATTEMPTS)

    with pytest.raises(RuntimeError):
        running.work_on(run, threads=1)

    assert DuplicateRun.objects.get().state == "failed"


def test_an_abandoned_search_is_queued_again(twice, django_capture_on_commit_callbacks):
    run = starting.new_run()
    leases.claim(run)
    DuplicateRun.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))

    with django_capture_on_commit_callbacks(execute=True):
        assert starting.resume_abandoned() == 1

    assert DuplicateRun.objects.get().state == "done"
    assert pairs()


def test_a_search_at_work_is_not_queued_again(twice):
    leases.claim(starting.new_run())

    assert starting.resume_abandoned() == 0


def test_no_work_is_left_after_a_search(twice):
    search()

    assert not tables()


def test_chunks_cover_all_keys_once():
    low, high = -(2**63), 2**63 - 1
    ranges = []
    for chunk in range(7):
        (statement,) = candidates.raw_sql(1, chunk, 7, all_take_part=True)
        words = statement.split("BETWEEN ")[1].split(" ")
        ranges.append((int(words[0]), int(words[2])))

    assert ranges[0][0] == low
    assert ranges[-1][1] == high
    assert all(before[1] + 1 == after[0] for before, after in itertools.pairwise(ranges))


# --- who asks


def test_an_officer_starts_a_search(twice, officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run = starting.start_search(by=officer)

    run.refresh_from_db()
    assert (run.state, run.by) == ("done", officer)


def test_a_search_that_waits_is_not_started_twice(officer):
    assert starting.start_search(by=officer) == starting.start_search(by=officer)


def test_a_lurah_may_not_start_a_search():
    with pytest.raises(PermissionDenied):
        starting.start_search(by=UserFactory(role="lurah"))


def test_the_shipped_model_is_stored_once():
    assert versions.active_model() == versions.active_model()
    assert DuplicateModel.objects.filter(is_shipped=True).count() == 1


def test_new_shipped_weights_become_a_new_version():
    # As portals have it that were installed before weights for missing mothers were shipped.
    halves = {name: spec.shipped()[name] for name in ("threshold", "within", "across")}
    older = DuplicateModel.objects.create(
        version=1, content=halves, trained_at=timezone.now(), is_shipped=True, is_active=True
    )

    model = versions.active_model()

    older.refresh_from_db()
    assert (model.version, model.content, model.is_shipped) == (2, spec.shipped(), True)
    assert (older.is_active, older.content) == (False, halves)


def test_a_model_that_no_longer_fits_gives_way_to_the_shipped_one():
    DuplicateModel.objects.create(
        version=5, content={"threshold": 0.9}, trained_at=timezone.now(), is_active=True
    )

    assert versions.active_model().is_shipped
    assert DuplicateModel.objects.filter(is_active=True).count() == 1


# --- the command


def found_by_command(path, **options):
    call_command("find_duplicates", json=path, verbosity=0, **options)
    return json.loads(path.read_text())


def test_command_writes_pairs_of_source_ids(twice, tmp_path):
    told = found_by_command(tmp_path / "pairs.json")

    assert told["people"] == 4
    (pair,) = told["pairs"]
    assert (pair["first"], pair["second"]) == ("A1", "A2")
    assert (pair["first_id"], pair["second_id"]) == (twice[0].pk, twice[1].pk)
    assert told["threshold"] < pair["probability"] <= 1


def test_file_is_for_its_owner_alone_and_nothing_lies_beside_it(twice, tmp_path):
    found_by_command(tmp_path / "pairs.json")

    assert stat.S_IMODE((tmp_path / "pairs.json").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.json"]


def test_file_names_the_register_where_there_are_several(twice, tmp_path):
    Person.objects.filter(pk=twice[1].pk).update(source_register="DTSEN")

    (pair,) = found_by_command(tmp_path / "pairs.json")["pairs"]

    assert (pair["first_register"], pair["second_register"]) == ("", "DTSEN")


def test_a_lower_threshold_writes_more_but_officers_see_no_more(twice, tmp_path):
    likely = PersonFactory(**TWICE | {"mother_name": "", "birth_place": ""})
    Person.objects.filter(pk=likely.pk).update(name="Entin S", birth_date=datetime.date(1984, 3, 2))

    told = found_by_command(tmp_path / "pairs.json", threshold=0.1)

    assert told["threshold"] == 0.1
    assert len(told["pairs"]) >= DuplicatePair.objects.count()


def test_command_refuses_a_threshold_that_is_none(tmp_path):
    with pytest.raises(CommandError):
        call_command("find_duplicates", threshold=1.5)

    assert not DuplicateRun.objects.exists()


def test_command_leaves_another_search_alone(twice, tmp_path):
    leases.claim(starting.new_run())

    with pytest.raises(CommandError) as refused:
        call_command("find_duplicates", json=tmp_path / "pairs.json", verbosity=0)

    assert refused.value.returncode == 3
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_finished_is_not_left_behind(twice, tmp_path, monkeypatch):
    def broken(*_arguments, **_options):
        raise OSError

    monkeypatch.setattr(results, "_with_sources", broken)

    with pytest.raises(OSError):
        call_command("find_duplicates", json=tmp_path / "pairs.json", verbosity=0)

    assert not list(tmp_path.iterdir())


def test_a_run_does_not_start_before_all_traits_are_made(twice):
    assert draining.drain(processes=0)
    Person.objects.filter(pk=twice[1].pk).update(name="Entin Suhartinah")

    search()

    assert not draining.stale.waiting(1)


def test_a_first_search_makes_nobodys_traits_twice(monkeypatch):
    people = [person.pk for person in PersonFactory.create_batch(3)]
    made = []
    whole = draining.store.write
    monkeypatch.setattr(
        draining.store, "write", lambda ids, **how: (made.extend(ids), whole(ids, **how))[1]
    )

    search()

    assert sorted(made) == sorted(people)


def test_a_search_makes_traits_that_were_lost(monkeypatch):
    person = PersonFactory()
    draining.drain(processes=0)
    MatchTraits.objects.all().delete()

    assert search().people == 1
    assert MatchTraits.objects.get().person_id == person.pk
