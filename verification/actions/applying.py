"""Writes a proposal's content to the register through the register's own actions."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from kelurahan.models import Area
from recipients import actions as register
from recipients.models import Household
from verification.actions import findings
from verification.models import CloseReason, Proposal, ProposalKind
from verification.payloads import Content, Values

REGISTER_NAME = "Usulan"


def apply_content(proposal: Proposal, content: Content, *, by: User) -> Household:
    """Write the content; return the household it is about. Raises what the register refuses."""
    if proposal.kind == ProposalKind.DEACTIVATE:
        household = _about(proposal)
        if content.on is None:
            raise AssertionError("a deactivation has a day")
        return register.deactivate_household(
            household=household, reason=content.reason, on=content.on, by=by
        )
    household = _added(proposal, content, by) if proposal.household_id is None else _about(proposal)
    if proposal.kind == ProposalKind.CHANGE:
        _change_household(household, content.household, by=by)
    for pk, values in content.people.items():
        _change_person(household, pk, values, by=by)
    for values in content.members:
        register.add_person(household=household, by=by, **_with_nik_text(values))
    return household


def settle(proposal: Proposal, *, by: User) -> None:
    """Close the finding that an applied proposal settles."""
    finding = proposal.finding
    if finding is None or not finding.is_open:
        return
    removed = proposal.kind == ProposalKind.DEACTIVATE
    reason = CloseReason.REMOVED if removed else CloseReason.REPAIRED
    findings.resolve(finding=finding, reason=reason, by=by, note=str(proposal))


def _about(proposal: Proposal) -> Household:
    if proposal.household is None:
        raise AssertionError("the database keeps the household of such a proposal")
    return proposal.household


def _added(proposal: Proposal, content: Content, by: User) -> Household:
    details = {name: value for name, value in content.household.items() if name != "kk"}
    return register.register_household(
        kelurahan=proposal.kelurahan, register_name=REGISTER_NAME,
        source_id=f"usulan-{proposal.pk}", register=Household.Register.NON_DTKS,
        kk=content.household.get("kk", ""), by=by, **details,
    )  # fmt: skip


def _change_household(household: Household, values: Values, *, by: User) -> None:
    changes: dict[str, Any] = {k: v for k, v in values.items() if k not in ("kk", "kelurahan")}
    if "kelurahan" in values:
        changes["kelurahan"] = _kelurahan(values["kelurahan"])
    if changes:
        register.change_household(household=household, by=by, **changes)
    if "kk" in values:
        register.set_kk(household=household, text=values["kk"], by=by)


def _kelurahan(code: str) -> Area:
    area = Area.objects.filter(pk=code, level=Area.Level.KELURAHAN, valid_until=None).first()
    if area is None:
        raise ValidationError(_("There is no kelurahan with this code."))
    return area


def _change_person(household: Household, pk: int, values: Values, *, by: User) -> None:
    person = household.people.filter(pk=pk).first()
    if person is None:
        raise ValidationError(_("This person does not belong to the household."))
    changes: dict[str, Any] = {k: v for k, v in values.items() if k != "nik"}
    if changes:
        register.change_person(person=person, by=by, **changes)
    if "nik" in values:
        register.set_nik(person=person, text=values["nik"], by=by)


def _with_nik_text(values: Values) -> dict[str, Any]:
    return {("nik_text" if name == "nik" else name): value for name, value in values.items()}
