"""A small register: two kelurahan, one programme in two stages, one payment of every kind."""

from kelurahan.publishing import publish
from recipients import search
from tests import factories

KELURAHAN = "32.73.05.1006"
CARD_HOLDER = "Tono Rusdiantono"
OFFICER = "petugas.uji"
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
    factories.UserFactory(username=OFFICER)
    publish()
