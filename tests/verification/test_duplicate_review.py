"""Officers decide about likely doubles; a merge changes little and is undone exactly."""

import datetime
import re
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from recipients import search
from recipients.actions import change_person, deactivate_household
from recipients.models import Enrolment, Household, Person
from tests.factories import EnrolmentFactory, HouseholdFactory, PersonFactory, UserFactory, area
from tests.verification.doubles import pair_of
from verification.actions import (
    DecidedSinceError,
    approve_action,
    decide,
    decide_cluster,
    merge,
    open_finding,
    propose_action,
    undo,
)
from verification.actions.duplicates import stamp
from verification.models import DuplicatePair, Finding, FindingStep, Merge

pytestmark = pytest.mark.django_db
ELSEWHERE = "32.73.05.1001"


@pytest.fixture
def lurah():
    return UserFactory(role="lurah", area=area("32.73.05.1006"))


@pytest.fixture
def pair():
    return pair_of()


def merged(pair, officer):
    decide(pair=pair, verdict="same", by=officer, kept=pair.first)
    return Merge.objects.get()


def rows(*models):
    """Return every row of these tables without the stamp that each write moves."""
    return {
        model: sorted(
            tuple(sorted((key, str(value)) for key, value in row.items() if key != "updated_at"))
            for row in model.objects.values()
        )
        for model in models
    }


@pytest.mark.parametrize("verdict", ["same", "different", "unsure"])
def test_decision_is_kept_with_who_and_when(pair, lurah, verdict):
    decide(pair=pair, verdict=verdict, by=lurah, note="ditanyakan ke RT")

    pair.refresh_from_db()
    assert (pair.state, pair.decided_by, pair.note) == (verdict, lurah, "ditanyakan ke RT")
    assert pair.events.count() == 1


@pytest.mark.parametrize("verdict", ["waiting", "gone", "", "perhaps"])
def test_nothing_but_a_verdict_is_a_decision(pair, lurah, verdict):
    with pytest.raises(ValidationError):
        decide(pair=pair, verdict=verdict, by=lurah)


def test_same_decision_sent_twice_is_one(pair, lurah):
    seen = stamp([pair])

    for _ in range(2):
        decide(pair=pair, verdict="different", by=lurah, seen=seen)

    assert pair.events.count() == 1


def test_later_of_two_officers_is_told_and_nothing_is_lost(pair, lurah, officer):
    seen = stamp([pair])
    decide(pair=pair, verdict="different", by=lurah, seen=seen)

    with pytest.raises(DecidedSinceError, match=lurah.username):
        decide(pair=pair, verdict="same", by=officer, kept=pair.first, seen=seen)

    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == ("different", lurah)
    assert not Merge.objects.exists()


def test_decision_about_entries_that_changed_is_refused(pair, lurah):
    seen = stamp([pair])
    DuplicatePair.objects.update(facts="1" * 32)

    with pytest.raises(DecidedSinceError):
        decide(pair=pair, verdict="same", by=lurah, seen=seen)


def test_pair_reaching_out_of_the_area_is_not_decided_there(lurah):
    pair = pair_of(second=PersonFactory(household__kelurahan=area(ELSEWHERE)))

    with pytest.raises(PermissionDenied):
        decide(pair=pair, verdict="same", by=lurah)


def test_same_by_a_lurah_waits_for_dinsos(pair, lurah):
    decide(pair=pair, verdict="same", by=lurah, kept=pair.first)

    assert not Merge.objects.exists()
    assert list(DuplicatePair.objects.to_merge()) == [pair]


def test_merge_keeps_one_entry_and_sets_the_other_aside(pair, officer):
    made = merged(pair, officer)

    assert (made.kept, made.gone, made.pair) == (pair.first, pair.second, pair)
    assert set(Person.objects.listed()) == {pair.first}
    assert Person.objects.count() == 2


def test_merged_pair_waits_no_more(pair, officer):
    merged(pair, officer)

    assert not DuplicatePair.objects.waiting().exists()
    assert not DuplicatePair.objects.to_merge().exists()


def test_other_pairs_of_a_merged_entry_wait_no_more(pair, officer):
    pair_of(pair.second, PersonFactory())

    merged(pair, officer)

    assert not DuplicatePair.objects.waiting().exists()


def test_family_without_anybody_left_is_set_aside_as_listed_twice(pair, officer):
    merged(pair, officer)

    household = Household.objects.get(pk=pair.second.household_id)
    assert (household.status, household.deactivated_because) == ("deactivated", "duplicate")


def test_family_with_others_stays(pair, officer):
    PersonFactory(household=pair.second.household, relation="spouse")

    merged(pair, officer)

    assert Household.objects.get(pk=pair.second.household_id).status == "active"


def test_card_goes_to_the_kept_entry_of_the_same_household(officer):
    home = HouseholdFactory()
    pair = pair_of(PersonFactory(household=home), PersonFactory(household=home))
    card = EnrolmentFactory(household=home, card_holder=pair.second)

    merged(pair, officer)

    card.refresh_from_db()
    assert card.card_holder == pair.first


def test_card_of_another_household_stays_with_it(pair, officer):
    card = EnrolmentFactory(household=pair.second.household, card_holder=pair.second)

    merged(pair, officer)

    card.refresh_from_db()
    assert card.card_holder == pair.second


def test_merge_asks_the_ministry_to_delete_the_entry(pair, officer):
    merged(pair, officer)

    (finding,) = Finding.objects.approved()
    assert (finding.person, finding.kind, finding.action) == (pair.second, "duplicate", "delete")
    assert finding.approved_by == officer


def test_merge_joins_the_finding_that_is_open_already(pair, officer):
    known = open_finding(
        household=pair.second.household, person=pair.second, kind="duplicate", source="complaint",
        by=officer,
    )  # fmt: skip

    assert merged(pair, officer).finding == known


def test_merge_sent_twice_is_one(pair, officer):
    first = merge(kept=pair.first, gone=pair.second, by=officer)

    assert merge(kept=pair.first, gone=pair.second, by=officer) == first
    assert Merge.objects.count() == 1


def test_merged_entry_is_not_merged_elsewhere(pair, officer):
    merged(pair, officer)

    with pytest.raises(ValidationError):
        merge(kept=PersonFactory(), gone=pair.second, by=officer)


def test_nobody_is_merged_into_a_merged_entry(pair, officer):
    merged(pair, officer)

    with pytest.raises(ValidationError):
        merge(kept=pair.second, gone=PersonFactory(), by=officer)


def test_entry_with_merged_ones_stays(pair, officer):
    merged(pair, officer)

    with pytest.raises(ValidationError):
        merge(kept=PersonFactory(), gone=pair.first, by=officer)


def test_lurah_merges_nobody(pair, lurah):
    with pytest.raises(PermissionDenied):
        merge(kept=pair.first, gone=pair.second, by=lurah)


def test_stranger_to_the_pair_is_not_kept(pair, officer):
    with pytest.raises(ValidationError):
        decide(pair=pair, verdict="same", by=officer, kept=PersonFactory())


def test_merged_pair_is_decided_otherwise_only_once_it_is_undone(pair, officer):
    merged(pair, officer)

    with pytest.raises(ValidationError):
        decide(pair=DuplicatePair.objects.get(), verdict="different", by=officer)


def test_undo_restores_every_row(officer):
    home = HouseholdFactory()
    pair = pair_of(PersonFactory(), PersonFactory(household=home))
    EnrolmentFactory(household=home, card_holder=pair.second)
    before = rows(Person, Household, Enrolment, DuplicatePair)

    undo(merge=merged(pair, officer), by=officer)

    assert rows(Person, Household, Enrolment, DuplicatePair) == before


def test_undo_restores_every_row_within_one_household(officer):
    home = HouseholdFactory()
    pair = pair_of(PersonFactory(household=home), PersonFactory(household=home))
    EnrolmentFactory(household=home, card_holder=pair.second)
    before = rows(Person, Household, Enrolment, DuplicatePair)

    undo(merge=merged(pair, officer), by=officer)

    assert rows(Person, Household, Enrolment, DuplicatePair) == before


def test_undo_leaves_later_edits_of_the_kept_entry(pair, officer):
    made = merged(pair, officer)
    change_person(person=pair.first, by=officer, name="Tono Rusdianto")

    undo(merge=made, by=officer)

    pair.first.refresh_from_db()
    pair.second.refresh_from_db()
    assert (pair.first.name, pair.second.merged_into) == ("Tono Rusdianto", None)


def test_undo_gives_back_no_card_that_somebody_else_holds_by_now(officer):
    home = HouseholdFactory()
    pair = pair_of(PersonFactory(household=home), PersonFactory(household=home))
    card = EnrolmentFactory(household=home, card_holder=pair.second)
    made = merged(pair, officer)
    other = PersonFactory(household=home, name="Orang Ketiga")
    Enrolment.objects.update(card_holder=other)

    undo(merge=made, by=officer)

    card.refresh_from_db()
    assert card.card_holder == other


def test_undo_takes_back_a_family_that_a_later_merge_emptied(officer):
    home = HouseholdFactory()
    first = pair_of(PersonFactory(), PersonFactory(household=home))
    second = pair_of(PersonFactory(), PersonFactory(household=home, relation="child"))
    made = merge(kept=first.first, gone=first.second, by=officer)
    merge(kept=second.first, gone=second.second, by=officer)
    home.refresh_from_db()
    assert home.status == "deactivated"

    undo(merge=made, by=officer)

    home.refresh_from_db()
    assert home.status == "active"


def test_undo_closes_the_finding(pair, officer):
    made = undo(merge=merged(pair, officer), by=officer)

    assert not Finding.objects.get(pk=made.finding_id).is_open
    assert not Finding.objects.approved().exists()


def test_undo_puts_a_joined_finding_back_as_it_stood(pair, officer):
    known = open_finding(
        household=pair.second.household, person=pair.second, kind="duplicate", source="complaint",
        by=officer,
    )  # fmt: skip
    propose_action(finding=known, action="repair", by=officer)
    approve_action(finding=known, by=officer)
    known.refresh_from_db()
    before = (known.state, known.action, known.approved_by, known.approved_at)

    undo(merge=merged(pair, officer), by=officer)

    known.refresh_from_db()
    assert (known.state, known.action, known.approved_by, known.approved_at) == before


def test_undo_leaves_open_what_the_ministry_was_asked_already(pair, officer):
    made = merged(pair, officer)
    FindingStep.objects.create(finding=made.finding, what="sent", before="open", after="open")

    undo(merge=made, by=officer)

    made.finding.refresh_from_db()
    assert made.finding.is_open
    assert made.finding.steps.last().what == "noted"


def test_undo_sent_twice_is_one(pair, officer):
    made = merged(pair, officer)

    first, second = undo(merge=made, by=officer), undo(merge=made, by=officer)

    assert first.undone_at == second.undone_at


def test_undone_pair_may_be_merged_the_other_way_round(pair, officer):
    undo(merge=merged(pair, officer), by=officer)

    decide(pair=pair, verdict="same", by=officer, kept=pair.second)

    assert Merge.objects.in_force().get().kept == pair.second


def test_merge_is_never_changed_or_deleted(pair, officer):
    made = merged(pair, officer)

    for change in (lambda: Merge.objects.update(changed={}), made.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_merge_keeps_nothing_personal(officer):
    pair = pair_of(PersonFactory(name="Nama Sangat Khusus"), PersonFactory(name="Nama Khusus"))

    assert "Khusus" not in str(merged(pair, officer).changed)


def test_cluster_is_decided_at_once(officer):
    a, b, c, d = (PersonFactory() for _ in range(4))
    pairs = [pair_of(*two, cluster=a.pk) for two in ((a, b), (b, c), (c, d), (a, d))]

    made = decide_cluster(
        cluster=a.pk, kept=b, same=[a.pk, c.pk], different=[d.pk], by=officer, seen=stamp(pairs)
    )

    assert {merge.gone for merge in made} == {a, c}
    states = dict(DuplicatePair.objects.values_list("pk", "state"))
    assert [states[p.pk] for p in pairs] == ["same", "same", "different", "different"]


def test_cluster_of_a_lurah_merges_nobody(lurah):
    pair = pair_of()

    made = decide_cluster(
        cluster=pair.cluster, kept=pair.first, same=[pair.second_id], different=[], by=lurah,
        seen=stamp([pair]),
    )  # fmt: skip

    assert made == []
    assert DuplicatePair.objects.to_merge().count() == 1


def test_cluster_refuses_strangers(officer):
    pair = pair_of()

    with pytest.raises(ValidationError):
        decide_cluster(
            cluster=pair.cluster, kept=pair.first, same=[PersonFactory().pk], different=[],
            by=officer, seen=stamp([pair]),
        )  # fmt: skip


def test_cluster_decided_by_another_in_the_meantime_is_refused(officer, lurah):
    pair = pair_of()
    seen = stamp([pair])
    decide(pair=pair, verdict="different", by=lurah)

    with pytest.raises(DecidedSinceError):
        decide_cluster(
            cluster=pair.cluster, kept=pair.first, same=[pair.second_id], different=[],
            by=officer, seen=seen,
        )  # fmt: skip


def test_cluster_with_a_pair_no_longer_alike_is_decided(officer):
    pair = pair_of()
    third = PersonFactory()
    pair_of(pair.second, third, cluster=pair.cluster, state="gone")

    decide_cluster(
        cluster=pair.cluster, kept=pair.first, same=[pair.second_id], different=[], by=officer,
        seen=stamp([pair]),
    )  # fmt: skip

    assert Merge.objects.get().gone == pair.second


def test_decision_about_an_entry_edited_meanwhile_is_refused(pair, lurah, officer):
    seen = stamp([pair])
    change_person(person=pair.second, by=officer, name="Nama Lain")

    with pytest.raises(DecidedSinceError):
        decide(pair=DuplicatePair.objects.get(), verdict="same", by=lurah, seen=seen)


def test_undo_leaves_a_family_set_aside_that_no_merge_in_force_emptied(officer):
    pair = pair_of()
    home = pair.second.household
    undo(merge=merge(kept=pair.first, gone=pair.second, by=officer), by=officer)
    home.refresh_from_db()
    deactivate_household(
        household=home, reason="duplicate", on=datetime.date(2020, 6, 4), by=officer
    )
    made = merge(kept=pair.first, gone=pair.second, by=officer)

    undo(merge=made, by=officer)

    home.refresh_from_db()
    assert home.status == "deactivated"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_undone_cluster_waits_as_a_whole_again(officer, order):
    first, second, third = PersonFactory(), PersonFactory(), PersonFactory()
    pairs = [pair_of(first, second), pair_of(second, third, cluster=first.pk)]
    before = rows(Person, Household, DuplicatePair)
    merges = decide_cluster(
        cluster=first.pk, kept=first, same=[second.pk, third.pk], different=[], by=officer,
        seen=stamp(pairs),
    )  # fmt: skip

    for place in order:
        undo(merge=merges[place], by=officer)

    assert rows(Person, Household, DuplicatePair) == before


def test_undone_entry_is_found_by_name_again(pair, officer):
    # Its family stays in force, so that nothing but the undo itself tells the search.
    PersonFactory(household=pair.second.household, relation="spouse")

    def keys():
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_jsonb(p)::text FROM recipients_searchposting p ORDER BY 1")
            return cursor.fetchall()

    search.index_people([pair.first_id, pair.second_id])
    before = keys()
    made = merged(pair, officer)
    assert keys() != before

    undo(merge=made, by=officer)

    assert keys() == before


@pytest.mark.parametrize("side", ["kept", "gone"])
def test_merge_that_reaches_out_of_the_area_is_not_seen_there(lurah, officer, side):
    sides = {"kept": PersonFactory(), "gone": PersonFactory()}
    sides[side] = PersonFactory(household__kelurahan=area(ELSEWHERE))
    merge(**sides, by=officer)

    assert not Merge.objects.visible_to(lurah).exists()


def locked_by(work):
    """Return what an action locks outside its savepoints, in order."""
    with CaptureQueriesContext(connection) as queries:
        work()
    return [
        table.group(1)
        for query in queries
        if "FOR NO KEY UPDATE" in query["sql"]
        and (table := re.search(r'FROM "(\w+)"', query["sql"]))
    ]


def test_merge_locks_households_before_people(pair, officer):
    locked = locked_by(lambda: merge(kept=pair.first, gone=pair.second, by=officer))

    assert locked.index("recipients_household") < locked.index("recipients_person")


def test_undo_locks_the_pair_first_as_a_decision_does(pair, officer):
    made = merged(pair, officer)

    locked = locked_by(lambda: undo(merge=made, by=officer))

    assert locked.index("verification_duplicatepair") < locked.index("recipients_household")


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_the_same_moment_merge_once():
    officer, pair = UserFactory(), pair_of()
    seen, told = stamp([pair]), []

    def work(kept):
        try:
            decide(pair=pair, verdict="same", by=officer, kept=kept, seen=seen, note=str(kept.pk))
        except ValidationError as error:
            told.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[one]) for one in (pair.first, pair.second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Merge.objects.in_force().count() == 1
    assert len(told) == 1


@pytest.mark.parametrize("name", ["merges", "kept_in", "merged"])
def test_undo_of_an_import_sees_what_hangs_on_a_merge(name):
    # imports.applying asks every relation that is not hidden before it deletes people.
    assert name in {relation.get_accessor_name() for relation in Person._meta.related_objects}
