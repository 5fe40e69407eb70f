"""The ministry's return: each correction gets exactly one answer."""

import pytest

from tests.verification.cycles import NIK, answers, correction, entry, returned, row_of, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_media")]


@pytest.fixture
def bystander():
    """Somebody of the same kelurahan whom nobody asks about."""
    return entry(900)


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
    assert list(findings[0].steps.values_list("what", flat=True))[-2:] == ["sent", "accepted"]
    assert list(findings[1].steps.values_list("what", flat=True))[-2:] == ["sent", "unchanged"]
