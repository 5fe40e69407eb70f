"""The ministry's return: each correction gets exactly one answer, and says how it was matched."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from imports.actions import confirm
from recipients import actions as register
from recipients.identity import encrypt
from recipients.models import Household, Person
from tests.factories import area
from tests.imports.files import worked
from tests.verification.cycles import (
    KK,
    NIK,
    answers,
    correction,
    entry,
    previewed,
    returned,
    row_of,
    sent,
)
from verification.actions.cycles_undo import take_back_return
from verification.models import CycleChange, CycleCount, CycleLine, Finding
from verification.registry import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_media")]


@pytest.fixture
def bystander():
    """Somebody of the same kelurahan whom nobody asks about."""
    return entry(900)


def repair_asked(person, officer, **edited):
    """A correction that asks for what an officer wrote into the register meanwhile."""
    finding = correction(person, officer, kind="invalid", action="repair")
    register.change_person(person=person, by=officer, **edited)
    return finding


def changes(cycle):
    rows = CycleChange.objects.filter(cycle=cycle).select_related("person")
    return sorted((r.kind, r.person.source_id if r.person else r.name) for r in rows)


def steps(finding):
    return list(finding.steps.values_list("what", flat=True))


def test_removed_entry_that_is_gone_is_accepted(officer, bystander):
    gone, there = entry(1), entry(2)
    findings = [correction(person, officer) for person in (gone, there)]
    cycle = sent(officer)

    job = returned(cycle, [row_of(bystander), row_of(there)], officer)

    assert job.state == "applied", job.refused_code
    assert answers(cycle) == {"P1": ("accepted", "none"), "P2": ("unchanged", "source_id")}
    for finding in findings:
        finding.refresh_from_db()
    assert [(f.state, f.closed_because) for f in findings] == [
        ("resolved", "accepted"), ("open", ""),
    ]  # fmt: skip
    assert steps(findings[0])[-2:] == ["sent", "accepted"]
    assert steps(findings[1])[-2:] == ["sent", "unchanged"]


def test_refusal_keeps_its_reason_and_is_decided_anew(officer, bystander):
    person = entry(1)
    finding = correction(person, officer)
    cycle = sent(officer)

    returned(
        cycle, [row_of(person, status_usulan="Ditolak", alasan_penolakan="Orang mampu")], officer
    )

    line = CycleLine.objects.get(cycle=cycle)
    finding.refresh_from_db()
    assert (line.answer, line.reason) == ("rejected", "Orang mampu")
    assert (finding.state, finding.approved_at) == ("open", None)
    assert "Orang mampu" in finding.steps.last().note


def test_reason_holds_no_number_of_a_person(officer, bystander):
    person = entry(1)
    correction(person, officer)
    cycle = sent(officer)

    said = f"NIK {NIK.format(1)} aktif"
    returned(cycle, [row_of(person, status_usulan="ditolak", alasan_penolakan=said)], officer)

    assert "3273" not in CycleLine.objects.get(cycle=cycle).reason


def test_entry_that_is_switched_off_counts_as_removed(officer, bystander):
    person = entry(1)
    correction(person, officer)
    cycle = sent(officer)

    returned(cycle, [row_of(bystander), row_of(person, status_usulan="nonaktif")], officer)

    assert answers(cycle) == {"P1": ("accepted", "source_id")}


def test_promise_of_the_ministry_without_the_deed_is_unchanged(officer):
    person = entry(1)
    correction(person, officer)
    cycle = sent(officer)

    returned(cycle, [row_of(person, status_usulan="disetujui")], officer)

    assert answers(cycle) == {"P1": ("unchanged", "source_id")}


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ("Siti Baru", "accepted"),
        ("SITI  BARU", "accepted"),
        ("Siti Lama", "unchanged"),
        ("Siti Lain", "otherwise"),
    ],
)
def test_repair_is_answered_by_what_the_return_holds(officer, told, answer):
    person = entry(1, name="Siti Lama")
    repair_asked(person, officer, name="Siti Baru")
    cycle = sent(officer)

    returned(cycle, [row_of(person, nama=told)], officer)

    assert answers(cycle) == {"P1": (answer, "source_id")}


def test_repaired_nik_is_compared_without_being_kept_in_plain(officer):
    people = [entry(1), entry(2)]
    for person in people:
        finding = correction(person, officer, kind="invalid", action="repair")
        register.set_nik(person=person, text=NIK.format(500 + person.pk % 100), by=officer)
        assert finding.pk
    cycle = sent(officer)
    first, second = people

    returned(
        cycle,
        [row_of(first, nik=NIK.format(500 + first.pk % 100)), row_of(second)],
        officer,
    )

    assert answers(cycle) == {
        "P1": ("accepted", "source_id"), "P2": ("unchanged", "source_id"),
    }  # fmt: skip
    for line in CycleLine.objects.filter(cycle=cycle):
        assert line.asked == ["nik"]
        assert NIK.format(1).encode() not in bytes(line.entry)


def test_repair_without_values_is_accepted_once_the_fault_is_gone(officer):
    with_nik, without = entry(1, has_nik=False), entry(2, has_nik=False)
    for person in (with_nik, without):
        correction(person, officer, kind="no_nik", action="repair")
    cycle = sent(officer)

    returned(cycle, [row_of(with_nik), row_of(without, nik="")], officer)

    assert answers(cycle) == {
        "P1": ("accepted", "source_id"), "P2": ("unchanged", "source_id"),
    }  # fmt: skip


def test_entry_to_repair_that_is_gone_instead_is_said_so(officer, bystander):
    person = entry(1, name="Siti Lama")
    finding = repair_asked(person, officer, name="Siti Baru")
    cycle = sent(officer)

    returned(cycle, [row_of(bystander)], officer)

    finding.refresh_from_db()
    assert answers(cycle) == {"P1": ("not_in_return", "none")}
    assert (finding.state, finding.approved_at) == ("open", None)


def test_family_is_gone_when_none_of_its_members_is_left(officer, bystander):
    families = [entry(1), entry(2)]
    children = [
        entry(10 + n, household=head.household, relation="child") for n, head in enumerate(families)
    ]
    for head in families:
        correction(head, officer, kind="moved", whole_family=True)
    cycle = sent(officer)

    returned(cycle, [row_of(bystander), row_of(children[1])], officer)

    assert answers(cycle) == {"K1": ("accepted", "none"), "K2": ("unchanged", "source_id")}


def test_family_stays_while_only_its_head_is_switched_off(officer, bystander):
    head = entry(1)
    child = entry(10, household=head.household, relation="child")
    correction(head, officer, kind="moved", whole_family=True)
    cycle = sent(officer)

    gone = row_of(head, status_usulan="nonaktif")
    returned(cycle, [row_of(bystander), gone, row_of(child)], officer)

    assert answers(cycle) == {"K1": ("unchanged", "source_id")}


def test_kelurahan_that_is_not_in_the_file_is_not_taken_for_removed(officer, bystander):
    person = entry(1, place="32.73.05.1001")
    correction(person, officer)
    cycle = sent(officer)

    returned(cycle, [row_of(bystander)], officer)

    assert answers(cycle) == {"P1": ("not_covered", "none")}


def test_row_with_cells_nobody_can_read_is_still_an_entry(officer, bystander):
    person = entry(1)
    correction(person, officer)
    cycle = sent(officer)

    job = returned(
        cycle,
        [row_of(person, tanggal_lahir="kapan?", nik="3,27305E+15", jenis_kelamin="?", rt="9999")],
        officer,
    )

    assert job.refused == 0
    assert answers(cycle) == {"P1": ("unchanged", "source_id")}


def test_new_source_number_and_kk_are_matched_by_nik(officer, bystander):
    person = entry(1)
    correction(person, officer)
    cycle = sent(officer)

    returned(
        cycle,
        [row_of(person, id_individu="BARU-7", id_keluarga="KB", no_kk=KK.format(77))], officer,
    )  # fmt: skip

    assert answers(cycle) == {"P1": ("unchanged", "nik")}
    assert changes(cycle) == [("gone", "P900"), ("kk", "P1"), ("renumbered", "P1")]


def test_nik_typed_for_somebody_else_is_a_doubt_not_a_match(officer, bystander):
    person = entry(1, name="Siti Aminah")
    correction(person, officer)
    cycle = sent(officer)

    other = row_of(
        person, id_individu="X1", nama="Bambang Hermawan", tanggal_lahir="01-02-1955",
        kode_kelurahan="32.73.05.1006",
    )  # fmt: skip
    returned(cycle, [row_of(bystander), other], officer)

    assert answers(cycle) == {"P1": ("ambiguous", "none")}
    assert changes(cycle) == [("ambiguous", "P1")]


def test_changed_number_and_nik_are_matched_by_the_model(officer, bystander):
    person = entry(1, name="Siti Nurhaliza Rahmawati")
    correction(person, officer)
    cycle = sent(officer)

    returned(
        cycle,
        [row_of(bystander),
         row_of(person, id_individu="X1", nik=NIK.format(55), nama="Siti Nurhalisa Rahmawati")],
        officer,
    )  # fmt: skip

    line = CycleLine.objects.get(cycle=cycle)
    assert (line.answer, line.matched_by) == ("unchanged", "model")
    assert 0.9 < line.probability <= 1


def test_namesakes_born_the_same_day_are_not_guessed(officer, bystander):
    people = [entry(n, name="Siti Aminah", place="32.73.05.1001") for n in (1, 2)]
    correction(people[0], officer)
    cycle = sent(officer)

    anew = [
        row_of(p, id_individu=f"X{n}", nik="", no_kk="", alamat="Jl. Lain")
        for n, p in enumerate(people)
    ]
    returned(cycle, [row_of(bystander), *anew], officer)

    assert answers(cycle) == {"P1": ("ambiguous", "none")}


def test_twin_that_stays_does_not_hide_the_removed_double(officer):
    kept, double = entry(1), entry(2)
    Person.objects.filter(pk=double.pk).update(
        name=kept.name, nik_index=kept.nik_index,
        nik_cipher=encrypt(NIK.format(1), column="person.nik", row_id=double.pk),
    )  # fmt: skip
    correction(Person.objects.get(pk=double.pk), officer, kind="duplicate")
    cycle = sent(officer)

    returned(cycle, [row_of(kept)], officer)

    assert answers(cycle) == {"P2": ("accepted", "none")}


def test_moved_household_is_the_same_and_told_as_moved(officer):
    person = entry(1)
    area("32.73.05.1001")
    cycle = sent_about(entry(2), officer)

    returned(
        cycle,
        [row_of(person, kode_kelurahan="32.73.05.1001", alamat="Jl. Baru 9"),
         row_of(Person.objects.get(source_id="P2"))],
        officer,
    )  # fmt: skip

    assert changes(cycle) == [("moved", "P1")]
    change = CycleChange.objects.get()
    assert (change.before, change.after) == ("32.73.05.1006", "32.73.05.1001")


def sent_about(person, officer, **how):
    correction(person, officer)
    return sent(officer, **how)


def test_what_the_centre_changed_by_itself_is_told_by_kind(officer):
    area("32.73.05.1001")
    asked, named, died, gone = entry(1), entry(2), entry(3), entry(4)
    cycle = sent_about(asked, officer)

    returned(
        cycle,
        [row_of(asked), row_of(named, nama="Orang Baru", tanggal_lahir="02-02-1972"),
         row_of(died, meninggal="ya", nik=NIK.format(77), alamat="Jl. Lain"),
         row_of(gone, 5, id_individu="P5", id_keluarga="K5", nama="Baru Sekali",
                tanggal_lahir="03-03-1990", no_kk=KK.format(5))],
        officer,
    )  # fmt: skip

    assert changes(cycle) == [
        ("address", "P3"), ("appeared", "Baru Sekali"), ("birth_date", "P2"), ("died", "P3"),
        ("gone", "P4"), ("nik", "P3"), ("renamed", "P2"),
    ]  # fmt: skip
    counted = CycleCount.objects.filter(cycle=cycle, what="change")
    assert sum(counted.values_list("number", flat=True)) == 7


def test_removed_entry_that_comes_back_later_is_found_again(officer, bystander):
    person = entry(1)
    finding = correction(person, officer)
    first = sent(officer, quarter=2)
    returned(first, [row_of(bystander)], officer)
    correction(bystander, officer, kind="moved")
    second = sent(officer, quarter=3)

    returned(second, [row_of(bystander), row_of(person)], officer)

    finding.refresh_from_db()
    again = CycleLine.objects.get(cycle=second, finding=finding)
    assert (again.answer, again.was_sent, again.earlier.cycle) == ("reappeared", False, first)
    assert (finding.state, finding.approved_at) == ("open", None)
    assert steps(finding)[-1] == "reappeared"
    assert CycleLine.objects.get(cycle=first).answer == "accepted"


def test_entry_that_stays_away_is_gone_once(officer, bystander):
    entry(1)
    correction(bystander, officer)
    first = sent(officer, quarter=2)
    returned(first, [row_of(bystander)], officer)
    second = sent(officer, quarter=3)

    returned(second, [row_of(bystander)], officer)

    assert changes(first) == [("gone", "P1")]
    assert changes(second) == []


def test_unchanged_correction_goes_with_the_next_batch_and_counts_its_age(officer):
    person = entry(1)
    finding = correction(person, officer)
    returned(sent(officer, quarter=2), [row_of(person)], officer)

    second = sent(officer, quarter=3)

    line = CycleLine.objects.get(cycle=second)
    assert (line.finding, line.age, line.earlier.cycle.quarter) == (finding, 2, 2)


def test_same_file_twice_changes_nothing(officer, bystander):
    person = entry(1)
    finding = correction(person, officer)
    cycle = sent(officer)
    rows = [row_of(bystander), row_of(person)]
    returned(cycle, rows, officer)
    before = steps(finding), CycleLine.objects.get(cycle=cycle).answered_at

    returned(cycle, rows, officer, name="lagi.csv")

    assert (steps(finding), CycleLine.objects.get(cycle=cycle).answered_at) == before
    assert cycle.returns.count() == 1


def test_corrected_file_replaces_the_answers_and_keeps_what_they_were(officer, bystander):
    people = [entry(1), entry(2)]
    findings = [correction(person, officer) for person in people]
    cycle = sent(officer)
    returned(cycle, [row_of(bystander), row_of(people[1])], officer)

    returned(cycle, [row_of(bystander), row_of(people[0])], officer)

    assert answers(cycle) == {"P1": ("unchanged", "source_id"), "P2": ("accepted", "none")}
    assert {f.pk: f.state for f in Finding.objects.filter(cycle_lines__cycle=cycle)} == {
        findings[0].pk: "open", findings[1].pk: "resolved",
    }  # fmt: skip
    line = CycleLine.objects.get(cycle=cycle, person=people[0])
    assert list(line.events.values_list("answer", flat=True)) == ["", "accepted"]
    assert cycle.returns.count() == 2


def test_file_for_no_round_trip_is_refused(officer, bystander):
    correction(entry(1), officer)
    cycle = sent(officer)
    cycle.quarter = 1

    job = previewed(cycle, [row_of(bystander)], officer)

    assert (job.state, job.refused_code) == ("refused", "no_cycle")
    assert set(CycleLine.objects.values_list("answer", flat=True)) == {""}


def test_fault_in_the_middle_leaves_everything_as_it_was(officer, bystander, monkeypatch):
    finding = correction(entry(1), officer)
    cycle = sent(officer)

    def fail(*_args):
        raise RuntimeError

    monkeypatch.setattr("verification.reconciling.changing.count", fail)
    job = returned(cycle, [row_of(bystander)], officer)

    finding.refresh_from_db()
    cycle.refresh_from_db()
    assert (job.state, cycle.state, finding.state) == ("failed", "sent", "open")
    assert answers(cycle) == {"P1": ("", "")}
    assert not cycle.returns.exists()


def test_listeners_are_called_once_for_each_answer(
    officer, bystander, monkeypatch, django_capture_on_commit_callbacks
):
    heard = []
    monkeypatch.setattr("verification.registry._listeners", [heard.append])
    people = [entry(1), entry(2), entry(3)]
    findings = [correction(person, officer) for person in people]
    cycle = sent(officer)

    with django_capture_on_commit_callbacks(execute=True):
        returned(
            cycle,
            [row_of(bystander), row_of(people[1]), row_of(people[2], status_usulan="ditolak")],
            officer,
        )  # fmt: skip

    assert {(one.finding_id, one.event) for one in heard} == {
        (findings[0].pk, Event.ACCEPTED), (findings[1].pk, Event.UNCHANGED),
        (findings[2].pk, Event.REJECTED),
    }  # fmt: skip
    assert len(heard) == 3


def test_register_itself_is_not_touched(officer, bystander):
    correction(entry(1), officer)
    cycle = sent(officer)
    before = list(Household.objects.values()), list(Person.objects.values())

    returned(cycle, [row_of(bystander, nama="Lain", alamat="Lain")], officer)

    assert (list(Household.objects.values()), list(Person.objects.values())) == before


def test_rows_of_another_city_are_refused(officer, bystander):
    area("32.76.01.1006")
    correction(entry(1), officer)
    cycle = sent(officer)

    job = returned(
        cycle, [row_of(bystander), row_of(bystander, kode_kelurahan="32.76.01.1006")], officer
    )

    assert job.refused == 1


def test_household_without_a_source_number_is_matched_by_nik(officer, bystander):
    person = entry(1)
    Person.objects.filter(pk=person.pk).update(source_id="")
    Household.objects.filter(pk=person.household_id).update(source_id="")
    correction(Person.objects.get(pk=person.pk), officer)
    cycle = sent(officer)
    row = row_of(bystander, 1, id_individu="P1", id_keluarga="K1", nama=person.name)

    returned(cycle, [row_of(bystander), row], officer)

    assert CycleLine.objects.get(cycle=cycle).matched_by == "nik"


def test_file_read_before_the_keys_were_rotated_is_read_again(officer, bystander, settings):
    person = entry(1)
    correction(person, officer)
    cycle = sent(officer)
    rows = [row_of(bystander, id_individu="X9"), row_of(person)]
    job = previewed(cycle, rows, officer)
    settings.IDENTITY_KEYS = f"2:{'QUJD' * 10}QUI=,{settings.IDENTITY_KEYS}"
    call_command("rotate_keys", verbosity=0)

    worked(confirm(job=job, by=officer, queue=False))

    assert answers(cycle) == {"P1": ("unchanged", "source_id")}
    assert ("renumbered", "P900") in changes(cycle)


def neighbours(place, numbers):
    return [entry(number, place=place) for number in numbers]


def test_few_rows_of_a_kelurahan_prove_nothing_of_those_who_lack(officer, bystander):
    person = entry(1, place="32.73.05.1001")
    neighbours("32.73.05.1001", range(10, 16))
    correction(person, officer)
    cycle = sent(officer)

    returned(cycle, [row_of(bystander, kode_kelurahan="32.73.05.1001")], officer)

    assert answers(cycle) == {"P1": ("not_covered", "none")}
    assert changes(cycle) == [("moved", "P900")]


def test_half_of_a_kelurahan_covers_it(officer):
    person = entry(1)
    others = neighbours("32.73.05.1006", range(10, 20))
    correction(person, officer)
    cycle = sent(officer)

    returned(cycle, [row_of(other) for other in others[:5]], officer)

    assert answers(cycle) == {"P1": ("accepted", "none")}


def test_source_number_given_to_somebody_else_is_a_doubt(officer, bystander):
    person = entry(1)
    correction(person, officer)
    cycle = sent(officer)

    other = row_of(
        person, nama="Zulkifli Harahap", nik=NIK.format(777), no_kk=KK.format(777),
        tanggal_lahir="01-02-1999",
    )  # fmt: skip
    returned(cycle, [row_of(bystander), other], officer)

    assert answers(cycle) == {"P1": ("ambiguous", "none")}


def test_family_whose_members_moved_elsewhere_here_is_looked_at_by_hand(officer, bystander):
    person = entry(1)
    correction(person, officer, whole_family=True)
    cycle = sent(officer)
    Person.objects.filter(pk=person.pk).update(household=bystander.household)

    returned(cycle, [row_of(bystander)], officer)

    assert answers(cycle) == {"K1": ("ambiguous", "none")}


def test_older_round_trip_does_not_overrule_a_newer_one(officer, bystander):
    person = entry(1)
    finding = correction(person, officer)
    older = sent(officer)
    returned(older, [row_of(bystander), row_of(person)], officer)
    newer = sent(officer, quarter=4)
    returned(newer, [row_of(person), row_of(bystander)], officer)

    job = returned(older, [row_of(bystander)], officer)

    finding.refresh_from_db()
    assert (job.refused_code, finding.state) == ("later_answers", "open")
    older.refresh_from_db()
    with pytest.raises(ValidationError):
        take_back_return(cycle=older, by=officer)
