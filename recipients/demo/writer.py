"""Writing invented families into the register by COPY, a few hundred at a time."""

from collections.abc import Iterator
from itertools import batched

from django.db import connection
from django.utils import timezone

from recipients.bulk import copy_in, reserve_ids
from recipients.demo import rows
from recipients.demo.programmes import ProgrammeOf, programmes
from recipients.demo.rows import Job, Maker, Offer, Texts
from recipients.demo.spread import City, Plan
from recipients.demo.workers import made
from recipients.models import (
    Disbursement,
    Enrolment,
    Household,
    Person,
    Programme,
    SearchNeighbour,
    SearchPosting,
    SearchWord,
    Stage,
)
from recipients.search import vocabulary

# Enough families for one COPY to be worth it, few enough for bounded memory.
AT_ONCE = 1000
TABLES = tuple(
    model._meta.db_table
    for model in (Household, Person, Enrolment, Disbursement, SearchPosting, SearchWord,
                  SearchNeighbour)
)  # fmt: skip


def write(plan: Plan, *, processes: int = 0) -> Iterator[int]:
    """Write a plan's families; after each COPY yield how many of them are written.

    Memory does not grow with the register. The caller holds the transaction. `processes` make
    rows beside this one; each is worth its start only for ten thousand families or more.
    """
    maker = Maker(plan, store_programmes(plan.city), timezone.now())
    written, spellings = 0, set[vocabulary.Spelling]()
    for texts in made(maker, _jobs(plan), processes=processes):
        _copy(texts)
        spellings |= texts.spellings
        written += texts.families
        yield written
    _finish(spellings)


def _copy(texts: Texts) -> None:
    copy_in(Household, rows.HOUSEHOLD, texts.households)
    copy_in(Person, rows.PERSON, texts.people)
    copy_in(Enrolment, rows.ENROLMENT, texts.enrolments)
    copy_in(Disbursement, rows.DISBURSEMENT, texts.disbursements)
    copy_in(SearchPosting, rows.POSTING, texts.postings)


def _finish(spellings: set[vocabulary.Spelling]) -> None:
    """Let the search know the words, and the planner what is in the tables."""
    with connection.cursor() as cursor:
        vocabulary.keep_from_purge(cursor)
        vocabulary.add(cursor, spellings)
        # Else it may take tables for empty that this transaction has filled.
        cursor.execute(f"ANALYZE {', '.join(TABLES)}")
    vocabulary.recount()


def _jobs(plan: Plan) -> Iterator[Job]:
    """Cut the plan into jobs and reserve their ids."""
    everyone = (
        (place, number)
        for place, part in enumerate(plan.kelurahan)
        for number in range(len(part.sizes))
    )
    for families in batched(everyone, AT_ONCE):
        people = sum(plan.kelurahan[place].sizes[number] for place, number in families)
        yield Job(
            list(families),
            reserve_ids(Household, len(families)),
            reserve_ids(Person, people),
            reserve_ids(Enrolment, len(families) * rows.MOST_ENROLMENTS),
        )


def store_programmes(city: City) -> Offer:
    """Make the city's programmes and stages where missing; return their ids."""
    offer = Offer({}, {})
    for programme in programmes(city):
        _store_programme(programme, offer)
    return offer


def _store_programme(programme: ProgrammeOf, offer: Offer) -> None:
    columns = ("name", "funder_level", "funder", "legal_basis", "benefit", "description")
    row, _ = Programme.objects.get_or_create(
        slug=programme.slug, defaults={name: getattr(programme, name) for name in columns}
    )
    offer.programmes[programme.slug] = row.pk
    for stage in programme.stages:
        stored, _ = Stage.objects.get_or_create(
            programme=row,
            number=stage.number,
            defaults={
                "period_start": stage.start,
                "period_end": stage.end,
                "amount": stage.amount,
                "goods": stage.goods,
            },
        )
        offer.stages[programme.slug, stage.number] = stored.pk
