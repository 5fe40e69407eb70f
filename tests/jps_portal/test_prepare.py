import os

import pytest
from django.core.management import call_command

from jps_portal.management.commands import prepare


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").write_text("{}")
    return tmp_path / "staticfiles.json"


def test_static_files_are_collected_when_none_were(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path

    assert not prepare.static_files_are_fresh()


def test_static_files_older_than_the_collection_are_fresh(collected):
    assert prepare.static_files_are_fresh()


def test_static_file_newer_than_the_collection_is_noticed(collected):
    os.utime(collected, (0, 0))

    assert not prepare.static_files_are_fresh()


@pytest.mark.django_db
@pytest.mark.parametrize("demo", [True, False])
def test_only_a_demo_is_filled(settings, monkeypatch, demo):
    settings.DEMO = demo
    called = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **_options: called.append(name))
    monkeypatch.setattr(prepare, "static_files_are_fresh", lambda: True)

    call_command("prepare")

    assert called == (["migrate", "load_demo", "demo_logins"] if demo else ["migrate"])
