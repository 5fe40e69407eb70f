"""Calls of actions with everything that they need; a test names only what it is about."""

import datetime

from recipients import actions
from tests.factories import HouseholdFactory, area

NIK = "3273050201700001"  # 2 January 1970, a man
DAY = datetime.date(2020, 6, 4)


def register(by, **changes):
    values = {
        "kelurahan": area(), "register_name": "DTKS", "source_id": "A-1", "register": "dtks",
    }  # fmt: skip
    return actions.register_household(**{**values, **changes}, by=by)


def add(by, household=None, **changes):
    values = {
        "name": "Tono Rusdiantono", "relation": "head", "sex": "male",
        "birth_date": datetime.date(1970, 1, 2),
    }  # fmt: skip
    return actions.add_person(
        household=household or HouseholdFactory(), by=by, **{**values, **changes}
    )


def pay(by, enrolment, stage, **changes):
    values = {"enrolment": enrolment, "stage": stage, "channel": "bjb", "paid_on": DAY}
    return actions.record_payment(**{**values, **changes}, by=by)
