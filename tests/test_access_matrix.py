"""Every address of the portal × every role × own and foreign area (tests/access_matrix.py)."""

import datetime
import hashlib

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts import actions
from accounts.models import AccessLog
from complaints import actions as working
from complaints import receipts
from complaints.models import AnswerTemplate, Evidence
from imports.models import ImportJob
from kelurahan.models import Release
from recipients.identity import blind_index, encrypt
from recipients.models import Household, Person, ShownHour
from tests.access_matrix import ADMINISTRATOR, ANONYMOUS, ROLES, ROWS
from tests.complaints.factories import at_work, received
from tests.factories import (
    DisbursementFactory,
    EnrolmentFactory,
    HouseholdFactory,
    PersonFactory,
    ProgrammeFactory,
    UserFactory,
    area,
)
from tests.verification.doubles import pair_of
from verification import actions as verifying
from verification.actions import cycles
from verification.models import ExclusiveProgrammes, Task

OWN, FOREIGN = "32.73.05.1006", "32.76.01.1006"
AREAS = {
    "facilitator": OWN, "lurah": OWN, "kecamatan": "32.73.05", "officer": "32.73",
    "administrator": None,
}  # fmt: skip
SCOPED = [row for row in ROWS if row.args and row.scoped]


def routes(patterns, prefix="", namespace=""):
    """Yield the name, or where there is none the route, of every URL pattern."""
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, route, inner)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else route


def test_every_address_has_exactly_one_row():
    rows = [row.name for row in ROWS]

    assert sorted(rows) == sorted(routes(get_resolver().url_patterns))


def job(code, user):
    return ImportJob.objects.create(
        format="dtks_roster", uploaded_by=user, scope=code, file_name="f.csv", size=1,
        stored_as=f"{code}.csv", sha256=hashlib.sha256(code.encode()).hexdigest(),
    )  # fmt: skip


def complaints_of(code, user, household):
    """Complaints in every state that some button needs."""
    complaint = at_work(user, area=area(code), kind="privacy", detail="leave_out")
    working.match_household(complaint=complaint, household=household, by=user)
    assigned, answered = received(area=area(code)), at_work(user, area=area(code))
    working.verify(complaint=assigned, by=user)
    working.assign(complaint=assigned, to=user, by=user)
    working.hold(complaint=answered, is_held=True, by=user)
    working.answer(complaint=answered, text="Sudah.", by=user)
    file = Evidence.objects.create(
        complaint=complaint, follow_up=complaint.follow_ups.first(), format="pdf",
        file_name=f"{code} {user.pk}", key=b"", size=1, sha256=b"0" * 32, state="clean",
    )  # fmt: skip
    return {
        "complaint": complaint.pk, "received_complaint": received(area=area(code)).pk,
        "assigned_complaint": assigned.pk, "answered_complaint": answered.pk,
        "evidence": file.pk, "entry_of_another": 1,
    }  # fmt: skip


def campaign_of(code, person):
    """A campaign under way in the kelurahan `code`, and one person to visit."""
    today, officer = timezone.localdate(), UserFactory(area=area(code[:5]))
    campaign = verifying.plan_campaign(
        name="Uji", area=area(code), opens_on=today, deadline=today, by=officer
    )
    verifying.start_campaign(campaign=campaign, by=officer)
    return {"campaign": campaign.pk, "task": Task.objects.get(person=person, campaign=campaign).pk}


def doubles_in(code):
    """A pair that waits in the kelurahan `code`, and two entries that were merged."""
    waiting, merged = (
        pair_of(*(PersonFactory(household__kelurahan=area(code)) for _ in range(2)))
        for _ in range(2)
    )
    officer = UserFactory(area=area(code[:5]))
    made = verifying.merge(kept=merged.first, gone=merged.second, pair=merged, by=officer)
    return {
        "pair": waiting.pk, "cluster": waiting.cluster, "merge": made.pk,
        "duplicate_model": waiting.model_id,
    }  # fmt: skip


def cycle_of(code):
    """A round trip of the city of the kelurahan `code`."""
    city = area(code[:5])
    return cycles.open_cycle(area=city, year=2020, quarter=2, by=UserFactory(area=city))


def exclusion(in_force):
    """Two programmes that exclude each other, or did."""
    first, second = (ProgrammeFactory(slug=f"{name}-{in_force}") for name in "ab")
    return ExclusiveProgrammes.objects.create(
        first=first, second=second, legal_basis="Uji", in_force=in_force
    ).pk


def objects_of(code):
    """One object of every kind in the kelurahan `code`, as it stands in an address."""
    household = HouseholdFactory(kelurahan=area(code))
    person = PersonFactory(household=household)
    Household.objects.filter(pk=household.pk).update(
        kk_cipher=encrypt("1" * 16, column="household.kk", row_id=household.pk),
        kk_index=blind_index("1" * 16),
    )
    Person.objects.filter(pk=person.pk).update(
        nik_cipher=encrypt("1" * 16, column="person.nik", row_id=person.pk),
        nik_index=blind_index("1" * 16), nik_status="malformed",
    )  # fmt: skip
    aside = HouseholdFactory(
        kelurahan=area(code), status="deactivated", deactivated_because="moved",
        deactivated_on=datetime.date(2020, 6, 4),
    )  # fmt: skip
    payment = DisbursementFactory(enrolment__household=household)
    user = UserFactory(role="lurah", area=area(code))
    entry = actions.record_access(by=user, action=AccessLog.Action.VIEW)
    complaint = received(area=area(code))
    found = verifying.open_finding(household=household, kind="moved", source="staff", by=user)
    proposal = verifying.propose(
        kind="deactivate", household=household, content={"reason": "moved", "on": "2020-06-04"},
        evidence="Uji.", by=user,
    )  # fmt: skip
    return {
        "proposal": proposal.pk, "refuse": "refuse", **doubles_in(code),
        "area": code, "kecamatan_code": code[:8], "household": household.pk, "set_aside": aside.pk, "person": person.pk,
        "left_out": PersonFactory(household=household, hidden_from_search=True).pk,
        "payment": payment.pk, "enrolment": payment.enrolment_id, "stage": payment.stage_id,
        "programme": payment.programme_id, "slug": payment.programme.slug,
        "suspended": EnrolmentFactory(household=aside, status="suspended").pk,
        "user": user.pk, "shut_user": UserFactory(area=area(code), is_active=False).pk,
        "log_entry": entry.pk, "job": job(code, user).pk, "format": "dtks_roster",
        "person_type": ContentType.objects.get_for_model(Person).pk, "app": "recipients",
        "link": receipts.link_of(complaint.submission),
        **campaign_of(code, person),
        "cycle": cycle_of(code).pk, "collect": "kumpulkan",
        "finding": found.pk, "take": "take", "filter_of_another": 1,
        "passkey": Authenticator.objects.create(user=user, type="webauthn", data={}).pk,
        **complaints_of(code, user, household),
    }  # fmt: skip


@pytest.fixture
def own(db):
    release = Release.objects.create(
        number=1, published_at=datetime.datetime(2020, 6, 4, tzinfo=datetime.UTC),
        figures_count=0, sha256="0" * 64,
    )  # fmt: skip
    hour = ShownHour.objects.create(hour=release.published_at, people=1, of=100)
    template = AnswerTemplate.objects.create(title="Uji", text="Sudah.").pk
    kept = {"data_file": "figures.csv", "key": "uji", "city": OWN[:5], "area_order": "persen"}
    kept |= {"report_year": 2020, "report_quarter": 2}
    kept |= {"release": release.pk, "hour": hour.pk, "answer_template": template}
    return objects_of(OWN) | kept | {"exclusion": exclusion(True), "lifted": exclusion(False)}


@pytest.fixture
def foreign(own):
    return own | objects_of(FOREIGN)


@pytest.fixture
def clients(db, settings):
    settings.STAFF_MFA_REQUIRED = False
    found = {ANONYMOUS: Client()}
    for role in ROLES:
        found[role] = Client()
        found[role].force_login(UserFactory(role=role, area=AREAS[role] and area(AREAS[role])))
    return found


def address(row, objects):
    if "/" in row.name:  # a route without a name
        return "/" + row.name.replace("<path:object_id>", str(objects[row.args[0]]))
    return reverse(row.name, args=[objects[arg] for arg in row.args])


def answers(row, clients, objects):
    path, found = address(row, objects), {}
    for role, client in clients.items():
        found[role] = getattr(client, row.method)(path)
        if found[role].streaming:
            list(found[role])  # a file stays open until it is sent
    return found


def is_sent_away(response):
    """Towards the log-in, directly or by way of another page of staff."""
    return response.status_code == 302 and response["Location"].startswith(
        ("/petugas/akun/", "/admin/")
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_only_the_rows_roles_get_through(row, clients, own):
    found = answers(row, clients, own)
    anonymous = found.pop(ANONYMOUS)

    expected = {role: row.ok if role in row.allowed else row.denied for role in found}
    assert {role: response.status_code for role, response in found.items()} == expected
    if ANONYMOUS in row.allowed:
        assert anonymous.status_code == row.ok
    else:
        assert is_sent_away(anonymous) or anonymous.status_code == row.denied != 403


@pytest.mark.parametrize("row", SCOPED, ids=lambda row: row.name)
def test_foreign_object_answers_like_none_at_all(row, clients, foreign):
    missing = dict.fromkeys(row.args, 10**9)
    here, nowhere = answers(row, clients, foreign), answers(row, clients, foreign | missing)
    everywhere = here.pop(ADMINISTRATOR).status_code
    here.pop(ANONYMOUS)

    hidden = 403 if row.allowed == {ADMINISTRATOR} else 404
    assert {role: response.status_code for role, response in here.items()} == {
        role: nowhere[role].status_code for role in here
    }
    assert {response.status_code for response in here.values()} <= {404, hidden}
    assert everywhere == (row.ok if ADMINISTRATOR in row.allowed else row.denied)


def test_staff_without_second_factor_are_sent_to_set_one_up(clients, own, settings):
    settings.STAFF_MFA_REQUIRED = True
    rows = [row for row in ROWS if row.name.startswith(("admin", "imports", "workspace"))]

    for row in rows:
        found = answers(row, {"officer": clients["officer"]}, own)
        assert found["officer"].get("Location") == reverse("mfa_index"), row.name


def test_pages_of_staff_are_kept_by_no_cache(clients, own):
    rows = [row for row in ROWS if ANONYMOUS not in row.allowed and row.method == "get"]

    for row in rows:
        for response in answers(row, clients, own).values():
            assert "no-store" in response["Cache-Control"], row.name
