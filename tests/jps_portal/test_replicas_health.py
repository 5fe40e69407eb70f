"""A replica is read only while it is proven to be in step; what is lost is asked ever more rarely."""

import psycopg
import pytest

from jps_portal.replica_health import LONGEST_PAUSE, PrimaryPositions, Replica
from jps_portal.replica_watch import Watch
from tests.jps_portal.conftest import Clock

SYSTEM = 7


class Servers:
    """What each server answers, or that it does not."""

    def __init__(self, **answers):
        self.answers = answers

    def probe(self, alias):
        servers = self

        class Probe:
            def ask(self, question):
                answer = servers.answers[alias]
                if answer is None:
                    raise psycopg.OperationalError
                return answer

            def renew_pool(self):
                pass

            def close(self):
                pass

        return Probe()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def servers():
    return Servers(default=(100, SYSTEM), replica_1=(100, SYSTEM, True))


@pytest.fixture
def watch(servers, clock):
    return Watch(["replica_1"], max_lag=5, clock=clock, probe=servers.probe)


def look(watch, clock, *, seconds=1):
    clock.now += seconds
    watch.ask_primary()
    watch.ask_replica("replica_1")
    return [replica.alias for replica in watch.in_turn()]


def test_nothing_is_read_from_a_replica_that_was_not_asked(watch):
    assert list(watch.in_turn()) == []


def test_a_replica_that_holds_all_is_in_step(watch, clock):
    assert look(watch, clock) == ["replica_1"]


def test_a_replica_of_an_unknown_age_is_left_out(watch, clock, servers):
    servers.answers["replica_1"] = (50, SYSTEM, True)

    assert look(watch, clock) == []


def test_lag_is_the_age_of_what_is_missing():
    positions = PrimaryPositions()
    for at, position in ((1, 10), (2, 20), (3, 20), (7, 30)):
        positions.note(at, position)

    assert positions.lag(30) == 0
    assert positions.lag(29) == positions.lag(20) == 4
    assert positions.lag(9) == float("inf")


def test_at_first_nothing_is_said_of_a_replica(watch, clock, servers, caplog):
    watch.ask_replica("replica_1")

    assert not caplog.records
    assert watch.replicas["replica_1"].pause() == 1


def test_a_replica_is_left_out_beyond_the_bound_and_not_before(watch, clock, servers):
    look(watch, clock)
    servers.answers["default"] = (200, SYSTEM)

    assert look(watch, clock, seconds=5) == ["replica_1"]
    assert look(watch, clock, seconds=1) == []


def test_replicas_stay_in_step_while_the_primary_is_away(watch, clock, servers):
    look(watch, clock)
    servers.answers["default"] = None

    assert look(watch, clock, seconds=1_000) == ["replica_1"]


def test_a_replica_that_stopped_answering_its_probe_is_not_read(watch, clock):
    look(watch, clock)
    clock.now += 5

    assert list(watch.in_turn()) == []


@pytest.mark.parametrize("answer", [None, (100, SYSTEM + 1, True), (100, SYSTEM, False)])
def test_what_is_away_or_no_replica_of_this_primary_is_left_out(watch, clock, servers, answer):
    look(watch, clock)
    servers.answers["replica_1"] = answer

    assert look(watch, clock) == []

    servers.answers["replica_1"] = (100, SYSTEM, True)
    assert look(watch, clock) == ["replica_1"]


def test_the_pause_doubles_while_a_replica_is_away_and_has_an_end(clock):
    replica = Replica("replica_1", 5, clock)
    pauses = []
    for _ in range(8):
        replica.failed("away")
        pauses.append(replica.pause())

    assert pauses == [1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]


def test_a_replica_that_comes_and_goes_is_asked_ever_more_rarely(clock):
    replica = Replica("replica_1", 5, clock)
    for _ in range(3):
        replica.failed("away")
        replica.answered(0)
    replica.failed("away")

    assert replica.pause() == 8


def test_a_calm_minute_makes_up_for_earlier_failures(clock):
    replica = Replica("replica_1", 5, clock)
    for _ in range(3):
        replica.failed("away")
    replica.answered(0)
    clock.now += 61
    replica.failed("away")

    assert replica.pause() == 1


def test_a_lagging_replica_is_asked_every_second(clock):
    replica = Replica("replica_1", 5, clock)
    for _ in range(9):
        replica.answered(60)

    assert replica.pause() == 1


def test_replicas_take_turns(clock):
    servers = Servers(
        default=(100, SYSTEM), replica_1=(100, SYSTEM, True), replica_2=(100, SYSTEM, True)
    )
    watch = Watch(["replica_1", "replica_2"], max_lag=5, clock=clock, probe=servers.probe)
    look(watch, clock)
    watch.ask_replica("replica_2")

    first = [next(watch.in_turn()).alias for _ in range(4)]

    assert first in (["replica_1", "replica_2"] * 2, ["replica_2", "replica_1"] * 2)
