"""Limits of public forms: exact, lasting, and blind to addresses."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import RequestFactory

from accounts import limits
from accounts.models import RateLimitCount

NOON = datetime.datetime(2026, 3, 4, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


def request(address="192.0.2.1", **headers):
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


def takes(limit, count, address="192.0.2.1"):
    return [limits.take(limit, request(address)) for _ in range(count)]


@pytest.mark.django_db
def test_a_client_is_refused_beyond_its_limit():
    assert takes(limits.Limit("test", 2, 100, 60), 3) == [True, True, False]


@pytest.mark.django_db
def test_each_client_has_its_own_count():
    limit = limits.Limit("test", 1, 100, 60)

    assert takes(limit, 2) == [True, False]
    assert takes(limit, 1, "192.0.2.2") == [True]


@pytest.mark.django_db
def test_all_together_are_refused_beyond_the_common_limit():
    limit = limits.Limit("test", 5, 2, 60)

    assert [takes(limit, 1, f"192.0.2.{n}") for n in range(3)] == [[True], [True], [False]]


@pytest.mark.django_db
def test_a_refused_client_does_not_use_up_what_all_share():
    limit = limits.Limit("test", 1, 2, 60)
    takes(limit, 50)

    assert takes(limit, 1, "192.0.2.2") == [True]


@pytest.mark.django_db
def test_two_limits_do_not_share_counts():
    assert takes(limits.Limit("one", 1, 9, 60), 1) == [True]
    assert takes(limits.Limit("two", 1, 9, 60), 1) == [True]


@pytest.mark.django_db
def test_the_next_window_starts_anew(monkeypatch):
    limit = limits.Limit("test", 1, 9, 60)
    takes(limit, 2)

    later = NOON + datetime.timedelta(seconds=60)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    assert takes(limit, 1) == [True]


def test_retry_after_reaches_to_the_end_of_the_window(monkeypatch):
    now = NOON + datetime.timedelta(seconds=45.5)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    assert limits.Limit("test", 1, 1, 60).retry_after() == 15


@pytest.mark.django_db
def test_addresses_of_one_ipv6_network_are_one_client():
    limit = limits.Limit("test", 1, 9, 60)

    assert takes(limit, 1, "2001:db8:1:2::1") == [True]
    assert takes(limit, 1, "2001:db8:1:2:ffff::9") == [False]
    assert takes(limit, 1, "2001:db8:1:3::1") == [True]


def test_an_ipv4_address_written_as_ipv6_is_the_same_client():
    day = NOON.date()

    assert limits.client_key(request("::ffff:192.0.2.1"), day) == limits.client_key(
        request("192.0.2.1"), day
    )


def test_the_address_is_not_stored_and_changes_its_hash_every_day():
    today = limits.client_key(request(), NOON.date())
    tomorrow = limits.client_key(request(), NOON.date() + datetime.timedelta(days=1))

    assert len(today) == 16
    assert today != tomorrow


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "1.1.1.1, 198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", "192.0.2.1"),
    ],
)
def test_only_configured_proxies_are_believed(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies

    assert limits.client_address(request(x_forwarded_for=forwarded)) == expected


@pytest.mark.parametrize(
    ("written", "address"),
    [("203.0.113.9:5678", "203.0.113.9"), ("[2001:db8::7]:443", "2001:db8::7")],
)
def test_a_port_behind_the_address_makes_no_other_client(written, address):
    day = NOON.date()

    assert limits.client_key(request(written), day) == limits.client_key(request(address), day)
    assert limits.client_key(request(written), day) != limits.client_key(request(""), day)


@pytest.mark.parametrize("address", ["", "nonsense", "1.2.3.4.5", "unix:"])
def test_an_address_that_is_none_still_has_a_key(address):
    assert len(limits.client_key(request(address), NOON.date())) == 16


@pytest.mark.django_db(transaction=True)
def test_of_fifty_parallel_requests_exactly_the_limit_passes():
    limit = limits.Limit("test", 20, 1000, 60)

    def one(_):
        try:
            return limits.take(limit, request())
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        results = list(pool.map(one, range(50)))

    assert results.count(True) == 20


@pytest.mark.django_db
def test_old_counts_are_purged_and_recent_ones_stay():
    for window in (NOON, NOON - datetime.timedelta(days=2)):
        RateLimitCount.objects.create(name="test", client=b"x", window=window)

    assert limits.purge() == 1
    assert [count.window for count in RateLimitCount.objects.all()] == [NOON]


def test_limits_are_read_from_the_settings(settings):
    settings.LIMITS = {"search": (3, 30, 60)}

    assert limits.configured("search") == limits.Limit("search", 3, 30, 60)
