"""Tries are counted exactly, whatever happens at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import RequestFactory

from accounts import attempts
from accounts.models import RateLimitCount
from tests.factories import UserFactory

PARALLEL = 12


def request_from(address="192.0.2.1"):
    return RequestFactory().post("/petugas/akun/masuk/", REMOTE_ADDR=address)


def at_once(work):
    """Call `work` from many threads at once, each with a database connection of its own."""

    def call(number):
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(PARALLEL) as threads:
        return list(threads.map(call, range(PARALLEL * 3)))


@pytest.mark.django_db(transaction=True)
def test_parallel_tries_of_one_address_pass_exactly_as_often_as_allowed():
    passed = at_once(lambda n: attempts.take_password(request_from(), f"name{n}"))

    assert sum(passed) == attempts.TRIES_PER_ADDRESS


@pytest.mark.django_db(transaction=True)
def test_parallel_tries_at_one_account_pass_exactly_as_often_as_allowed():
    passed = at_once(
        lambda n: attempts.take_password(request_from(f"192.0.2.{n + 1}"), "lurah.antapani")
    )

    assert sum(passed) == attempts.WRONG_PASSWORDS_PER_ACCOUNT


@pytest.mark.django_db(transaction=True)
def test_code_used_in_parallel_works_once():
    user = UserFactory()

    passed = at_once(lambda _: attempts.use_time_step(user, 57_000_000, seconds=30))

    assert sum(passed) == 1


@pytest.mark.django_db
def test_name_is_counted_alike_in_any_case_and_with_blanks():
    for name in ("lurah", "LURAH", " Lurah "):
        attempts.take_password(request_from(), name)

    assert RateLimitCount.objects.get(name="login-account").count == 3


@pytest.mark.django_db
def test_counters_hold_no_name_and_no_address():
    attempts.take_password(request_from("192.0.2.77"), "lurah.antapani")

    kept = repr(list(RateLimitCount.objects.values_list()))
    assert "lurah" not in kept
    assert "192.0.2.77" not in kept


@pytest.mark.django_db
def test_forged_cookie_makes_no_browser_known():
    request = request_from()
    request.COOKIES[attempts.KNOWN_BROWSER_COOKIE] = "x:y:z"

    for _ in range(attempts.WRONG_PASSWORDS_PER_ACCOUNT):
        attempts.take_password(request_from("192.0.2.2"), "lurah")

    assert not attempts.take_password(request, "lurah")
