"""Nothing a person typed reaches a log line."""

import io
import json
import logging
import logging.config

import pytest
from django.db import IntegrityError

from jps_portal.logs import LOGGING
from tests.factories import HouseholdFactory


@pytest.fixture
def lines():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    configurator = logging.config.DictConfigurator(LOGGING)
    handler.setFormatter(configurator.configure_formatter(dict(LOGGING["formatters"]["json"])))
    log = logging.getLogger("portal")
    log.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    log.removeHandler(handler)


def test_log_line_is_one_json_object(lines):
    logging.getLogger("portal").warning("register is empty")

    (line,) = lines()
    assert line["event"] == "register is empty"
    assert line["level"] == "warning"


def test_private_link_of_a_complaint_is_cut_out(lines):
    logging.getLogger("portal").error("Internal Server Error: %s", "/pengaduan/s/GeHeImEs-_1/")

    (line,) = lines()
    assert line["event"] == "Internal Server Error: /pengaduan/s/…/"


@pytest.mark.django_db
def test_refused_row_is_logged_without_its_contents(lines):
    HouseholdFactory(source_id="RAHASIA-1")
    log = logging.getLogger("portal")

    try:
        HouseholdFactory(source_id="RAHASIA-1")
    except IntegrityError:
        log.exception("household refused")

    (line,) = lines()
    assert line["exception"] == "IntegrityError"
    assert any("django/db" in frame for frame in line["frames"])
    assert "RAHASIA" not in json.dumps(line)
