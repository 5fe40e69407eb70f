"""Public reads go to a real replica, everything else to the primary, and nobody notices a loss."""

import threading

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import InternalError, OperationalError, connection, connections, router, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from jps_portal import replicas
from kelurahan import page_cache, reading
from kelurahan.models import Area, Release
from kelurahan.publishing import publish
from recipients import search
from recipients.models import Person
from tests.factories import HouseholdFactory, PersonFactory, area
from tests.jps_portal.conftest import ALIAS, Clock, wait_until

IN_RECOVERY = "SELECT pg_is_in_recovery()"


@reading.may_lag
def where(_request):
    """Tell whether this request reads from a server that replays another's changes."""
    with reading.connection().cursor() as cursor:
        cursor.execute(IN_RECOVERY)
        return HttpResponse(str(cursor.fetchone()[0]))


def reads_replica(rf):
    return where(rf.get("/")).content == b"True"


def tables_read(captured):
    return " ".join(query["sql"] for query in captured if query["sql"].startswith("SELECT"))


def test_a_public_page_reads_from_the_replica(replicated, rf):
    assert reads_replica(rf)


def test_statistics_are_read_from_the_replica(replicated, client):
    area("32.73")
    publish()
    replicated.catch_up()
    client.get("/statistik/32.73/")  # the first Release is confirmed by the primary

    with (
        CaptureQueriesContext(connection) as primary,
        CaptureQueriesContext(connections[ALIAS]) as replica,
    ):
        response = client.get("/statistik/32.73/")

    assert response.status_code == 200
    assert "kelurahan_area" in tables_read(replica)
    assert not tables_read(primary)


def test_a_name_is_searched_on_the_replica(replicated, client):
    person = PersonFactory(name="Tono Rusdiantono")
    search.index_people([person.pk])
    replicated.catch_up()

    with (
        CaptureQueriesContext(connection) as primary,
        CaptureQueriesContext(connections[ALIAS]) as replica,
    ):
        response = client.post("/cari/", {"name": "tono rusdiantono", "area": ""})

    assert "Tono Rusdiantono" in response.content.decode()
    assert "recipients_person" in tables_read(replica)
    assert "recipients_person" not in tables_read(primary)
    assert "recipients_searchposting" not in tables_read(primary)


def test_limits_are_counted_on_the_primary(replicated, client):
    with CaptureQueriesContext(connections[ALIAS]) as replica:
        client.post("/cari/", {"name": "tono rusdiantono", "area": ""})

    assert "accounts_" not in " ".join(query["sql"] for query in replica)


def test_whoever_is_signed_in_reads_the_primary(replicated, rf, settings):
    request = rf.get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "any"

    assert where(request).content == b"False"


def test_a_page_that_does_not_say_it_may_lag_reads_the_primary(replicated):
    assert reading.database() == "default"
    assert router.db_for_read(Person) == "default"


@pytest.mark.parametrize("label", ["sessions.Session", "complaints.Complaint", "accounts.User"])
def test_what_must_be_read_where_it_is_written_is_read_on_the_primary(replicated, label):
    with reading.lagging():
        assert router.db_for_read(apps.get_model(label)) == "default"
        assert router.db_for_read(Person) == ALIAS


def test_a_transaction_reads_the_primary(replicated):
    with reading.lagging(), transaction.atomic():
        assert router.db_for_read(Person) == "default"


def test_a_write_goes_to_the_primary(replicated):
    with reading.lagging():
        written = Area.objects.create(code="32", name="Jawa Barat", level=Area.Level.PROVINCE)

    assert written._state.db == "default"
    assert Area.objects.using("default").filter(pk="32").exists()


def test_a_write_through_a_replica_fails_loudly(replicated):
    with pytest.raises(InternalError, match="read-only"):
        Session.objects.using(ALIAS).create(
            session_key="k", session_data="", expire_date="2030-01-01T00:00Z"
        )


def test_own_sql_that_writes_fails_on_the_replica_and_is_not_tried_on_the_primary(replicated):
    area("32.73")
    replicated.catch_up()

    with (
        reading.lagging(),
        reading.connection().cursor() as cursor,
        pytest.raises(InternalError, match="read-only"),
    ):
        cursor.execute("DELETE FROM kelurahan_area")

    assert Area.objects.filter(pk="32.73").exists()


def test_a_replica_made_a_primary_still_takes_no_write(replicated):
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SHOW default_transaction_read_only")

        assert cursor.fetchone() == ("on",)


def test_a_replica_is_never_migrated(replicated):
    assert not router.allow_migrate(ALIAS, "recipients")
    assert router.allow_migrate("default", "recipients")
    assert not MigrationExecutor(connection).loader.detect_conflicts()


def test_a_replica_lost_within_a_request_is_not_noticed(replicated, rf):
    with reading.lagging(), reading.connection().cursor() as cursor:
        cursor.execute(IN_RECOVERY)
        before = cursor.fetchone()
        replicated.server.kill()
        cursor.execute(IN_RECOVERY)
        after = cursor.fetchone()
        rest_of_the_request = reading.database()

    assert (before, after, rest_of_the_request) == ((True,), (False,), "default")
    assert replicas.states() == {ALIAS: "connection lost"}


def test_rows_are_read_to_the_end_where_the_replica_is_lost(replicated):
    for code in ("32.73", "32.76", "32.77"):
        area(code)
    cities = Area.objects.filter(level=Area.Level.CITY)
    replicated.catch_up()

    with reading.lagging():
        begun = cities.iterator(chunk_size=1)
        first = next(begun)
        replicated.server.kill()
        rest = list(begun)
        again = list(cities.iterator(chunk_size=1))

    assert [first, *rest] == again
    assert len(again) == 3


def test_a_lost_replica_is_taken_back(replicated, rf):
    replicated.server.kill()
    assert not reads_replica(rf)

    replicated.server.start()
    replicated.catch_up()

    assert reads_replica(rf)
    assert reads_replica(rf)  # no connection from before is left in the pool


def test_a_replica_that_takes_no_connection_is_left_out(replicated, rf):
    connections[ALIAS].close()
    connections[ALIAS].close_pool()
    replicated.server.kill()

    assert not reads_replica(rf)
    assert not replicated.replica.is_in_step()


def test_a_request_that_waits_for_a_replica_that_hangs_is_answered_by_the_primary(replicated):
    hangs = (
        "SELECT pg_is_in_recovery() FROM pg_sleep(CASE WHEN pg_is_in_recovery() THEN 60 ELSE 0 END)"
    )
    waiting = "FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    run = replicated.server.run

    def notice():
        wait_until(lambda: run(f"SELECT count(*) {waiting}") == (1,))
        replicated.clock.now += 10
        replicated.watch.cut_silent()
        run(f"SELECT pg_terminate_backend(pid) {waiting}")

    noticing = threading.Thread(target=notice)
    with reading.lagging(), reading.connection().cursor() as cursor:
        noticing.start()
        cursor.execute(hangs)
        answer = cursor.fetchone()
    noticing.join()

    assert answer == (False,)
    assert replicas.states() == {ALIAS: "silent"}


def test_a_wrong_statement_is_no_fault_of_the_replica(replicated):
    with reading.lagging(), reading.connection().cursor() as cursor:
        cursor.execute("SET statement_timeout = 1")
        with pytest.raises(OperationalError):
            cursor.execute("SELECT pg_sleep(5)")
        cursor.execute("RESET statement_timeout")

        assert reading.database() == ALIAS
    assert replicated.replica.is_in_step()


def test_a_replica_whose_replay_is_held_back_is_left_out_and_taken_back(replicated, rf):
    replicated.server.hold_back()
    area("32.73")
    replicated.flush()
    replicated.look(seconds=4)
    within_bound = reads_replica(rf)
    replicated.look(seconds=4)

    assert within_bound
    assert not reads_replica(rf)
    assert replicas.states() == {ALIAS: "lagging"}

    replicated.server.let_go()
    replicated.catch_up()
    assert reads_replica(rf)
    assert Area.objects.using(ALIAS).filter(pk="32.73").exists()


def test_an_idle_primary_leaves_its_replica_in_step(replicated, rf):
    for _ in range(3):
        replicated.look(seconds=600)

    assert replicated.replica.lag == 0
    assert reads_replica(rf)


def test_readyz_tells_of_each_replica_and_stays_ready_without_it(replicated, client):
    before = client.get("/readyz").json()
    replicated.replica.failed("away")
    after = client.get("/readyz")

    assert (before[ALIAS], after.json()[ALIAS]) == ("in step", "away")
    assert after.status_code == 200


def test_pages_do_not_go_back_to_an_older_release(replicated, client, settings):
    HouseholdFactory()
    publish()
    replicated.catch_up()
    client.get("/statistik/32.73/")
    replicated.server.hold_back()
    publish(force=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = "any"  # who is signed in reads the primary
    assert client.get("/statistik/32.73/").context["release"].number == 2
    client.cookies.clear()

    with reading.lagging():
        held = Release.objects.newest().number
    response = client.get("/statistik/32.73/")

    assert held == 1
    assert response.context["release"].number == 2
    assert response.context["page"].published


def test_a_kept_release_is_shown_with_its_own_figures(replicated, client, settings, monkeypatch):
    settings.PAGE_CACHE_SECONDS = 60
    monkeypatch.setattr(page_cache, "pages", page_cache.PageCache(clock=Clock()))
    HouseholdFactory()
    replicated.catch_up()
    replicated.server.hold_back()
    publish()
    client.cookies[settings.SESSION_COOKIE_NAME] = "any"  # who is signed in reads the primary
    client.get("/statistik/32.73/")
    client.cookies.clear()

    response = client.get("/statistik/32.73.05/")  # looks no Release up, and is not kept yet

    assert response.context["page"].published


def test_the_watch_finds_the_replica_by_itself(replicated, rf):
    watch = replicas.Watch([ALIAS], max_lag=60)
    try:
        watch.start()
        wait_until(lambda: watch.replicas[ALIAS].is_in_step())
    finally:
        watch.end()
