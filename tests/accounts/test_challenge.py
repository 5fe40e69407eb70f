"""The gate before public forms: work or patience for more uses, each answer once, never endless."""

import base64
import datetime
import json
from concurrent.futures import ThreadPoolExecutor

import altcha
import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from accounts import challenge, limits
from accounts.challenge import proof, waiting
from accounts.limits import Limit
from accounts.models import RateLimitCount

HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _easy(monkeypatch):
    for name, value in {"COST": 1, "FEWEST_TRIES": 1, "MOST_TRIES": 3}.items():
        monkeypatch.setattr(proof, name, value)


@pytest.fixture
def later(monkeypatch):
    """Move the clock; a window of a day keeps every test within one."""
    start = timezone.now().replace(hour=12)
    moved = [start]
    monkeypatch.setattr("django.utils.timezone.now", lambda: moved[0])
    return lambda seconds: moved.append(moved.pop() + datetime.timedelta(seconds=seconds))


def make_gate(free=1, ceiling=100, name="test", in_all=1000, **options):
    options = {"by_proof": 20, "by_waiting": 5, "wait": 30, **options}
    return challenge.Gate(Limit(name, free, in_all, 86_400), ceiling, **options)


def post(address="192.0.2.1", **data):
    return RequestFactory().post("/", data, REMOTE_ADDR=address)


def solve(text):
    asked = altcha.Challenge.from_dict(json.loads(text))
    return altcha.Payload(asked, altcha.solve_challenge(asked)).to_base64()


def uses(gate, request=None):
    """How often the gate lets this client through before it asks or refuses."""
    count = 0
    while gate.enter(request or post()).is_allowed:
        count += 1
    return count


@pytest.mark.django_db
def test_within_the_limit_nothing_is_asked():
    assert uses(make_gate(free=3)) == 3


@pytest.mark.django_db
def test_beyond_the_limit_a_question_is_asked():
    gate = make_gate(free=0)

    entry = gate.enter(post())

    assert not entry.is_allowed
    assert json.loads(entry.question.proof)["parameters"]["data"] == {"form": "test"}
    assert entry.question.wait == entry.retry_after == 30


@pytest.mark.django_db
def test_a_proof_of_work_grants_so_many_uses():
    gate = make_gate(free=0, by_proof=4)
    asked = gate.enter(post()).question

    assert gate.enter(post(proof=solve(asked.proof))).is_allowed
    assert uses(gate) == 3


@pytest.mark.django_db
def test_a_proof_is_taken_once():
    gate = make_gate(free=0, by_proof=1)
    answer = solve(gate.ask().proof)
    gate.enter(post(proof=answer))

    again = gate.enter(post(proof=answer))

    assert not again.is_allowed
    assert again.question.is_repeated


@pytest.mark.django_db(transaction=True)
def test_of_fifty_parallel_requests_with_one_proof_only_its_uses_pass():
    gate = make_gate(free=0, by_proof=3)
    answer = solve(gate.ask().proof)

    def one(_):
        try:
            return gate.enter(post(proof=answer)).is_allowed
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        assert list(pool.map(one, range(50))).count(True) == 3


@pytest.mark.django_db
def test_a_proof_for_another_form_grants_nothing():
    answer = solve(make_gate(name="other").ask().proof)

    assert not make_gate(free=0).enter(post(proof=answer)).is_allowed


@pytest.mark.django_db
def test_an_expired_proof_grants_nothing():
    gate = make_gate(free=0, lifetime=-HOUR)

    assert not gate.enter(post(proof=solve(gate.ask().proof))).is_allowed


def changed(answer, **parameters):
    data = json.loads(base64.b64decode(answer))
    data["challenge"]["parameters"] |= parameters
    return base64.b64encode(json.dumps(data).encode()).decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "parameters", [{"keyPrefix": ""}, {"cost": 0}, {"expiresAt": 2**40}, {"data": {"form": "x"}}]
)
def test_an_easier_challenge_than_was_signed_grants_nothing(parameters):
    gate = make_gate(free=0)
    answer = changed(solve(gate.ask().proof), **parameters)

    assert not gate.enter(post(proof=answer)).is_allowed


@pytest.mark.django_db
def test_a_wrong_solution_grants_nothing():
    gate = make_gate(free=0)
    asked = altcha.Challenge.from_dict(json.loads(gate.ask().proof))
    wrong = altcha.Payload(asked, altcha.Solution(1, "00" * 32)).to_base64()

    assert not gate.enter(post(proof=wrong)).is_allowed


def encoded(data):
    return base64.b64encode(json.dumps(data).encode()).decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "posted",
    [
        "x", "ä", "=" * 9, "A" * 100_000, encoded([]), encoded({"challenge": 1, "solution": 2}),
        encoded({"challenge": {"parameters": "x"}, "solution": {}}), "\x00",
        encoded({"challenge": {"parameters": []}, "solution": []}),
        base64.b64encode(b"[" * 2_900).decode(),
    ],
)  # fmt: skip
def test_whatever_is_posted_is_no_error_and_grants_nothing(posted):
    gate = make_gate(free=0)

    assert not gate.enter(post(proof=posted, ticket=posted)).is_allowed


@pytest.mark.django_db
def test_a_ticket_grants_nothing_before_the_wait_is_over(later):
    gate = make_gate(free=0)
    first = gate.enter(post()).question
    later(20)

    again = gate.enter(post(ticket=first.ticket))

    assert not again.is_allowed
    assert again.question.ticket == first.ticket
    assert 10 <= again.question.wait <= 11


@pytest.mark.django_db
def test_a_ticket_grants_fewer_uses_after_the_wait_and_once(later):
    gate = make_gate(free=0, by_waiting=2)
    ticket = gate.enter(post()).question.ticket
    later(32)

    assert gate.enter(post(ticket=ticket)).is_allowed
    assert uses(gate, post(ticket=ticket)) == 1
    assert gate.enter(post(ticket=ticket)).question.ticket != ticket


@pytest.mark.django_db
def test_a_ticket_expires(later):
    gate = make_gate(free=0, lifetime=HOUR)
    ticket = gate.ask().ticket
    later(3_700)

    assert not gate.enter(post(ticket=ticket)).is_allowed


def test_a_ticket_for_another_form_is_none(later):
    ticket = waiting.make("other", wait=0, lifetime=HOUR)

    assert waiting.read("other", ticket.text)
    assert waiting.read("test", ticket.text) is None
    assert waiting.read("other", ticket.text + "x") is None


@pytest.mark.django_db
def test_no_number_of_answers_passes_the_ceiling():
    gate = make_gate(free=1, ceiling=5, by_proof=3)
    passed = [gate.enter(post(proof=solve(gate.ask().proof))).is_allowed for _ in range(9)]

    end = gate.enter(post())

    assert passed.count(True) == 5
    assert end.question is None
    assert end.retry_after >= 1


@pytest.mark.django_db
def test_what_all_share_ends_for_everybody_and_no_answer_helps():
    gate = make_gate(free=1, in_all=2)

    entries = [gate.enter(post(f"192.0.2.{n}")) for n in range(3)]

    assert [entry.is_allowed for entry in entries] == [True, True, False]
    assert entries[-1].question is None


@pytest.mark.django_db
def test_a_client_that_is_asked_does_not_use_up_what_all_share():
    gate = make_gate(free=0, in_all=1)
    for _ in range(5):
        gate.enter(post())

    assert RateLimitCount.objects.filter(client=limits.EVERYONE).count() == 0


@pytest.mark.django_db
def test_a_grant_is_the_clients_who_brings_the_answer():
    gate = make_gate(free=0, by_proof=9)
    gate.enter(post(proof=solve(gate.ask().proof)))

    assert not gate.enter(post("192.0.2.2")).is_allowed


@pytest.mark.django_db
def test_an_ordinary_use_takes_one_statement(django_assert_num_queries):
    gate = make_gate()

    with django_assert_num_queries(1):
        gate.enter(post())


def test_nothing_of_the_answers_can_be_read_in_the_counts(db):
    gate = make_gate(free=0)
    gate.enter(post(proof=solve(gate.ask().proof)))

    spent = RateLimitCount.objects.get(name="spent")

    assert len(spent.client) == 16
    assert spent.window > timezone.now()


def test_gates_are_read_from_the_settings(settings):
    settings.LIMITS = {"search": (3, 30, 60)}
    settings.CEILINGS = {"search": 2}

    gate = challenge.gate("search")

    assert gate.limit == Limit("search", 3, 30, 60)
    assert gate.ceiling == 3
