"""A small register: two kelurahan, one programme in two stages, one payment of every kind."""

import datetime

from kelurahan.publishing import publish
from recipients import search
from recipients.models import Person
from tests import factories
from tests.verification.doubles import content_of, pair_of
from verification import actions
from verification.models import DuplicateModel

KELURAHAN = "32.73.05.1006"
CARD_HOLDER = "Tono Rusdiantono"
OFFICER = "petugas.uji"
FACILITATOR = "fasilitator.uji"
PASSWORD = "kata-sandi-uji"
NAMESAKES = (
    "Hidayat", "Kusnadi", "Mulyana", "Permana", "Rohendi", "Sudrajat", "Suhendar", "Suryana",
    "Wahyudin", "Yuliana",
)  # fmt: skip
PEOPLE = (
    (CARD_HOLDER, "paid", ""),
    ("Siti Nurhaliza Rahmawati", "failed", "data_mismatch"),
    ("Asep Sunandar", "planned", ""),
    *((f"Dadang {name}", "failed", "data_mismatch") for name in NAMESAKES),
)


def start_re_verification(officer):
    """Let a facilitator visit everybody; nothing of it is published."""
    factories.UserFactory(username=FACILITATOR, role="facilitator", area=factories.area(KELURAHAN))
    planned = actions.plan_campaign(
        name="Verifikasi ulang", area=factories.area("32.73"), by=officer,
        opens_on=datetime.date(2021, 7, 1), deadline=datetime.date(2021, 7, 31),
    )  # fmt: skip
    actions.start_campaign(campaign=planned, by=officer)


def pair_up():
    """Let a search have found three pairs that are tied to each other."""
    people = Person.objects.order_by("pk")[:4]
    for first, second, probability in zip(people, people[1:], (0.99, 0.98, 0.97), strict=False):
        pair_of(first, second, probability=probability, cluster=people[0].pk)
    DuplicateModel.objects.create(
        version=3_000, content=content_of({("name", "same"): 9.5}), is_active=True,
        trained_at=people[0].created_at,
    )  # fmt: skip


def build_town():
    """Fill the database and publish its figures."""
    factories.area("32.73.05.1001", name="Sukamaju")
    programme = factories.ProgrammeFactory()
    for name, status, reason in PEOPLE:
        household = factories.HouseholdFactory(kelurahan=factories.area(KELURAHAN))
        person = factories.PersonFactory(household=household, name=name)
        search.index_people([person.pk])
        enrolment = factories.EnrolmentFactory(household=household, programme=programme)
        for number in (1, 2):
            factories.DisbursementFactory(
                enrolment=enrolment,
                stage=factories.StageFactory(programme=programme, number=number),
                status=status if number == 2 else "paid",
                failed_because=reason if number == 2 else "",
            )
    officer = factories.UserFactory(username=OFFICER)
    publish()
    start_re_verification(officer)
    pair_up()
