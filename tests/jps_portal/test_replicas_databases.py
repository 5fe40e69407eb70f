"""DATABASE_REPLICA_URLS is read strictly; without it nothing changes."""

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from jps_portal.databases import databases

PRIMARY = "postgresql://portal:geheim@db1:5432/jps_portal"
REPLICA = "postgresql://portal:geheim@db2:5432/jps_portal"


def test_without_replicas_there_is_one_database_and_no_router():
    assert list(databases(PRIMARY, [])) == ["default"]
    assert settings.DATABASE_ROUTERS == []


def test_each_replica_is_a_database_that_only_reads():
    found = databases(PRIMARY, [REPLICA, REPLICA.replace("db2", "db3")])

    assert list(found) == ["default", "replica_1", "replica_2"]
    assert found["replica_2"]["HOST"] == "db3"
    assert "default_transaction_read_only=on" in found["replica_1"]["OPTIONS"]["options"]
    assert "options" not in found["default"]["OPTIONS"]


def test_what_an_address_says_of_itself_is_kept():
    found = databases(
        PRIMARY, [f"{REPLICA}?sslmode=verify-full&connect_timeout=9&options=-c%20jit%3Doff"]
    )
    options = found["replica_1"]["OPTIONS"]

    assert options["sslmode"] == "verify-full"
    assert options["connect_timeout"] == "9"
    assert options["options"] == "-c jit=off -c default_transaction_read_only=on"


@pytest.mark.parametrize(
    "url", ["nonsense", "postgresql://db2", "http://db2/jps_portal", "postgresql://db2:x y/z"]
)
def test_an_address_that_is_none_is_refused_with_its_number(url):
    with pytest.raises(
        ImproperlyConfigured, match=r"DATABASE_REPLICA_URLS, address 2: use postgresql:"
    ):
        databases(PRIMARY, [REPLICA, url])


def test_no_message_repeats_a_password():
    with pytest.raises(ImproperlyConfigured) as refused:
        databases(PRIMARY, ["postgresql://portal:geheim@[db2/jps_portal"])

    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("twice", [PRIMARY, REPLICA, REPLICA.replace(":5432", "")])
def test_a_server_is_named_once(twice):
    with pytest.raises(ImproperlyConfigured, match="name each server once"):
        databases(PRIMARY, [REPLICA, twice])
