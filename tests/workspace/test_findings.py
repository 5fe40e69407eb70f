"""The findings of an area, and the work on one."""

import re

import pytest

from accounts.models import AccessLog
from tests.factories import HouseholdFactory, PersonFactory, area
from tests.markup import problems
from tests.workspace.conftest import OTHER, OWN
from verification import actions
from verification.models import Finding, FindingStep

LIST = "/petugas/temuan/"


def finding(by, code=OWN, kind="moved", **fields):
    person = PersonFactory(household=HouseholdFactory(kelurahan=area(code), **fields))
    return actions.open_finding(household=person.household, kind=kind, source="staff", by=by)


def shown(client, query=""):
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    return [int(pk) for pk in re.findall(r'data-finding="(\d+)"', response.text)]


def do(client, found, name, **fields):
    data = {f"{name}-{field}": value for field, value in fields.items()}
    return client.post(f"{LIST}{found.pk}/{name}/", data)


def steps(found):
    return list(
        FindingStep.objects.filter(finding=found).order_by("pk").values_list("what", flat=True)
    )


def test_list_shows_open_findings_of_ones_own_area_newest_first(page, officer):
    first, second = finding(officer), finding(officer)
    finding(officer, OTHER)
    closed = finding(officer)
    actions.dismiss(finding=closed, reason="as_it_is", by=officer)

    assert shown(page) == [second.pk, first.pk]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?state=open", ["new"]), ("?state=mine", ["mine"]), ("?state=in_work", ["mine", "theirs"]),
        ("?state=dismissed", ["closed"]), ("?state=all", ["new", "mine", "theirs", "closed"]),
        ("?kind=deceased", ["new"]), ("?kind=deceased&state=mine", []), ("?rule=nik_twice", []),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(page, lurah, officer, query, names):
    found = {name: finding(officer) for name in ("mine", "theirs", "closed")}
    found["new"] = finding(officer, kind="deceased")
    actions.take(finding=found["mine"], by=lurah)
    actions.take(finding=found["theirs"], by=officer)
    actions.dismiss(finding=found["closed"], reason="as_it_is", by=officer)

    assert set(shown(page, query)) == {found[name].pk for name in names}


def test_officers_narrow_down_to_a_kelurahan(client, officer):
    client.force_login(officer)
    own, _other = finding(officer), finding(officer, OTHER)

    assert shown(client, f"?area={OWN}") == [own.pk]


@pytest.mark.parametrize("name", ["state", "kind", "rule", "area"])
@pytest.mark.parametrize("value", ["%00", "1" + "0" * 30, "' OR 1=1--", "<script>", "x" * 4000])
def test_hostile_filters_show_nothing(page, officer, name, value):
    finding(officer)

    text = page.get(f"{LIST}?{name}={value}").text

    assert name == "area" or "data-finding" not in text
    assert "<script>" not in text
    assert problems(text) == []


@pytest.mark.parametrize("place", [OWN, "32.73"])
def test_pages_follow_each_other(client, lurah, officer, place):
    client.force_login(lurah if place == OWN else officer)
    found = [finding(officer).pk for _ in range(27)]
    first = client.get(LIST).context["page"]

    second = client.get(f"{LIST}?after={first.after}").context["page"]

    assert [row.pk for row in first.rows + second.rows] == found[::-1]
    assert second.after is None


def test_list_asks_few_queries_whatever_its_length(page, officer, django_assert_num_queries):
    for _ in range(10):
        finding(officer)

    with django_assert_num_queries(5):  # session, user, page, people, count
        page.get(LIST)


@pytest.mark.parametrize("code", [OTHER, "32.76.01.1006"])
def test_a_foreign_finding_is_not_there(page, officer, code):
    administrator = officer
    administrator.area, administrator.role = None, "administrator"
    administrator.save()
    foreign = finding(administrator, code)

    assert page.get(f"{LIST}{foreign.pk}/").status_code == 404
    assert do(page, foreign, "take").status_code == 404
    assert steps(foreign) == ["opened"]


def test_page_tells_what_is_wrong_and_what_may_be_done(page, officer):
    found = finding(officer)

    text = page.get(f"{LIST}{found.pk}/").text

    assert re.findall(r'data-act="([\w-]+)"', text) == [
        "take", "note", "propose", "resolve", "dismiss",
    ]  # fmt: skip
    assert problems(text) == []


def test_facilitators_work_but_do_not_close(client, facilitator, officer):
    client.force_login(facilitator)
    found = finding(officer)

    assert do(client, found, "take").status_code == 302
    assert do(client, found, "resolve", reason="repaired").status_code == 403
    assert "resolve" not in re.findall(r'data-act="(\w+)"', client.get(f"{LIST}{found.pk}/").text)


def test_a_finding_is_worked_on_to_its_end_and_opened_again(page, lurah, officer):
    found = finding(officer)

    do(page, found, "take")
    do(page, found, "note", note="Rumah kosong.")
    do(page, found, "propose", action="delete", note="")
    do(page, found, "put-back")
    do(page, found, "resolve", reason="repaired", note="Sudah diperbaiki.")
    do(page, found, "reopen", note="Kembali lagi.")

    assert steps(found) == [
        "opened", "taken", "noted", "proposed", "put_back", "resolved", "reopened",
    ]  # fmt: skip
    last = FindingStep.objects.filter(finding=found).last()
    assert (last.by, last.note) == (lurah, "Kembali lagi.")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("take", {}), ("note", {"note": "Rumah kosong."}), ("propose", {"action": "delete"}),
        ("resolve", {"reason": "repaired"}), ("dismiss", {"reason": "unclear"}),
    ],
)  # fmt: skip
def test_a_form_that_is_sent_twice_is_done_once(page, officer, name, fields):
    found = finding(officer)

    do(page, found, name, **fields)
    do(page, found, name, **fields)

    assert len(steps(found)) == 2


def test_only_officers_approve_what_is_proposed(client, page, officer):
    found = finding(officer)
    do(page, found, "propose", action="delete")

    assert do(page, found, "approve").status_code == 403
    client.force_login(officer)
    assert do(client, found, "approve", action="delete").status_code == 302
    assert Finding.objects.get(pk=found.pk).approved_by == officer


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("note", {"note": ""}), ("note", {"note": "x" * 501}), ("note", {"note": "\x00"}),
        ("resolve", {"reason": "facts_gone"}), ("resolve", {"reason": "<b>"}),
        ("propose", {"action": "' OR 1=1"}), ("reopen", {"note": ""}),
    ],
)  # fmt: skip
def test_what_cannot_be_done_says_so_and_changes_nothing(page, officer, name, fields):
    found = finding(officer)

    response = do(page, found, name, **fields)

    assert response.status_code == 400
    assert problems(response.text) == []
    assert steps(found) == ["opened"]


def test_a_closed_finding_is_not_closed_another_way(page, officer):
    found = finding(officer)
    do(page, found, "resolve", reason="repaired")

    response = do(page, found, "dismiss", reason="unclear")

    assert response.status_code == 400
    assert 'role="alert"' in response.text
    assert Finding.objects.get(pk=found.pk).state == "resolved"


def test_an_unknown_act_is_not_there(page, officer):
    assert do(page, finding(officer), "delete").status_code == 404


def test_acts_are_never_done_by_an_address(page, officer):
    found = finding(officer)

    assert page.get(f"{LIST}{found.pk}/take/").status_code == 405
    assert steps(found) == ["opened"]


def test_officer_approves_only_what_the_page_showed(client, officer):
    found = finding(officer, kind="moved")
    actions.propose_action(finding=found, action="repair", by=officer)
    client.force_login(officer)
    shown_then = client.get(f"{LIST}{found.pk}/").text
    actions.propose_action(finding=found, action="delete", by=officer)

    response = do(client, found, "approve", action="repair")

    assert 'name="approve-action" value="repair"' in shown_then
    assert response.status_code == 400
    assert 'name="approve-action" value="delete"' in response.text
    assert Finding.objects.get(pk=found.pk).approved_by is None


def test_opening_a_finding_is_logged(page, officer):
    found = finding(officer)

    page.get(f"{LIST}{found.pk}/")

    entry = AccessLog.objects.get()
    assert (entry.action, entry.object_id) == ("view", found.pk)
