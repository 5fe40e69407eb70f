"""A proposal's way: facilitator → lurah → kecamatan → Dinsos, which applies it to the register."""

import datetime
import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import crypto, permissions
from accounts.models import User
from kelurahan.models import Area
from recipients.bulk import reserve_ids
from recipients.models import Household
from verification import facts, payloads
from verification.actions._common import acting
from verification.actions.applying import apply_content, settle
from verification.models import (
    UNDER_WAY,
    Finding,
    Proposal,
    ProposalKind,
    ProposalState,
    ProposalStep,
)
from verification.payloads import Content

PROPOSE, APPLY = "verification.add_proposal", "verification.apply_proposal"
LONGEST_NOTE = 300
SIGN_LURAH, SIGN_KECAMATAN = "verification.sign_lurah", "verification.sign_kecamatan"
# What the signature that a state waits for makes of it.
SIGNED = {
    ProposalState.PROPOSED: ProposalState.LURAH,
    ProposalState.LURAH: ProposalState.KECAMATAN,
}


class StaleProposalError(ValidationError):
    """The register has changed since; `fingerprint` is what approving it nevertheless must name."""

    def __init__(self, fingerprint: str) -> None:
        super().__init__(_("The register has changed since this was proposed: compare again."))
        self.fingerprint = fingerprint


@transaction.atomic
def propose(
    *,
    kind: ProposalKind,
    content: Mapping[str, Any],
    evidence: str,
    by: User,
    household: Household | None = None,
    kelurahan: Area | None = None,
    discussed_on: datetime.date | None = None,
    finding: Finding | None = None,
) -> Proposal:
    """Send a wish on its way; `content` is what verification.payloads.read takes.

    To add a household name its `kelurahan`, for anything else the `household`. The same content
    sent twice is one proposal. Raises ValidationError saying which part cannot be proposed.
    """
    place = _place(kind, household, kelurahan)
    permissions.require(by, PROPOSE, place.pk)
    read = payloads.read(kind, content)
    _refuse_strangers(household, read, finding)
    payload, secrets = payloads.store(read)
    tag = crypto.tag(_canonical(kind, place, household, payload, secrets))
    if known := Proposal.objects.under_way().filter(content_tag=tag).first():
        return known
    (row_id,) = reserve_ids(Proposal, 1)
    proposal = Proposal(
        pk=row_id, kind=kind, kelurahan=place, household=household, finding=finding,
        payload=payload, secrets=crypto.seal(secrets, place=f"proposal:{row_id}"), content_tag=tag,
        before=facts.facts_of(household, read), evidence=" ".join(evidence.split()),
        discussed_on=discussed_on, proposed_by=by,
    )  # fmt: skip
    proposal.full_clean()
    with acting(by):
        proposal.save(force_insert=True)
    _step(proposal, before="", by=by)
    return proposal


def _place(kind: str, household: Household | None, kelurahan: Area | None) -> Area:
    if kind == ProposalKind.ADD and household is None and kelurahan is not None:
        if kelurahan.level == Area.Level.KELURAHAN:
            # One addition after the other: a form sent twice at once finds the first.
            return Area.objects.select_for_update(no_key=True).get(pk=kelurahan.pk)
    elif kind != ProposalKind.ADD and household is not None:
        return Household.objects.select_for_update(no_key=True).get(pk=household.pk).kelurahan
    raise ValidationError(_("Say which household this is about, or where the new one lives."))


def _refuse_strangers(
    household: Household | None, content: Content, finding: Finding | None
) -> None:
    people = household.people.filter(pk__in=content.people).count() if household else 0
    if people != len(content.people) or (
        finding is not None and (household is None or finding.household_id != household.pk)
    ):
        raise ValidationError(_("This person does not belong to the household."))


def _canonical(
    kind: str, place: Area, household: Household | None, payload: object, secrets: str
) -> str:
    subject = household.pk if household else place.pk
    return json.dumps(["proposal", kind, subject, payload, secrets], sort_keys=True)


@transaction.atomic
def sign(*, proposal: Proposal, by: User, note: str = "") -> Proposal:
    """Pass a proposal on as lurah or kecamatan; one that was signed already stays as it is.

    Nobody signs what they proposed: a colleague at the same desk does, or the desk above, whose
    one signature then stands for both.
    """
    proposal = _locked(proposal)
    if proposal.steps.filter(by=by, after__in=SIGNED.values()).exists():
        return proposal
    if proposal.state not in SIGNED:
        _require_one(by, (SIGN_LURAH, SIGN_KECAMATAN), proposal)
        raise ValidationError(_("This proposal does not wait for a signature."))
    _require_turn(proposal, by)
    _require_one(by, (SIGN_LURAH, SIGN_KECAMATAN), proposal)
    return _sign_up_to(proposal, _own_signature(by), by=by, note=note)


def _own_signature(by: User) -> ProposalState:
    return ProposalState.KECAMATAN if by.has_perm(SIGN_KECAMATAN) else ProposalState.LURAH


def _sign_up_to(proposal: Proposal, last: ProposalState, *, by: User, note: str = "") -> Proposal:
    """Give every signature that is missing up to `last`, which must not be given yet."""
    while proposal.state != last:
        _move(proposal, SIGNED[ProposalState(proposal.state)], by=by, note=note)
    return proposal


def _require_turn(proposal: Proposal, by: User) -> None:
    if not proposal.is_turn_of(by):
        raise PermissionDenied


def _require_one(by: User, allowed: tuple[str, ...], proposal: Proposal) -> None:
    """Raise PermissionDenied without one of these permissions, or outside the area."""
    permission = next((each for each in allowed if by.has_perm(each)), allowed[0])
    permissions.require(by, permission, proposal.kelurahan_id)


@transaction.atomic
def approve(*, proposal: Proposal, by: User, knowing: str = "", note: str = "") -> Proposal:
    """Apply a proposal to the register, as Dinsos; an applied one stays as it is.

    Where the register has changed since it was proposed, `knowing` must be the fingerprint of
    the facts of today (facts.fingerprint): StaleProposalError tells it.
    """
    proposal = _locked(proposal)
    permissions.require(by, APPLY, proposal.kelurahan_id)
    if proposal.state == ProposalState.APPLIED:
        return proposal
    _refuse_decided(proposal)
    if proposal.proposed_by_id == by.pk:
        raise PermissionDenied
    if not proposal.is_turn_of(by):
        raise ValidationError(_("The kecamatan has not signed this proposal yet."))
    content = facts.content_of(proposal)
    if proposal.household_id:
        proposal.household = Household.objects.select_for_update(no_key=True).get(
            pk=proposal.household_id
        )
    now = facts.current(proposal, content)
    if now != proposal.before and knowing != facts.fingerprint(now):
        raise StaleProposalError(facts.fingerprint(now))
    household = apply_content(proposal, content, by=by)
    _sign_up_to(proposal, ProposalState.KECAMATAN, by=by)
    _move(proposal, ProposalState.APPLIED, by=by, note=note, household=household)
    settle(proposal, by=by)
    return proposal


@transaction.atomic
def refuse(*, proposal: Proposal, reason: str, by: User) -> Proposal:
    """Refuse a proposal, saying why, as whoever it waits for; a refused one stays as it is."""
    proposal = _locked(proposal)
    _require_one(by, (SIGN_LURAH, SIGN_KECAMATAN, APPLY), proposal)
    if proposal.state == ProposalState.REFUSED:
        return proposal
    _refuse_decided(proposal)
    _require_turn(proposal, by)
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_NOTE:
        raise ValidationError(_("Say in a few words why this is refused."))
    return _move(proposal, ProposalState.REFUSED, by=by, note=reason, refused_because=reason)


@transaction.atomic
def withdraw(*, proposal: Proposal, by: User) -> Proposal:
    """Take one's own proposal back while nobody has decided it."""
    proposal = _locked(proposal)
    permissions.require(by, PROPOSE, proposal.kelurahan_id)
    if proposal.proposed_by_id != by.pk:
        raise PermissionDenied
    if proposal.state == ProposalState.WITHDRAWN:
        return proposal
    _refuse_decided(proposal)
    return _move(proposal, ProposalState.WITHDRAWN, by=by)


def _locked(proposal: Proposal) -> Proposal:
    return (
        Proposal.objects.select_for_update(no_key=True, of=("self",))
        .select_related("household", "finding", "proposed_by")
        .get(pk=proposal.pk)
    )


def _refuse_decided(proposal: Proposal) -> None:
    if proposal.state not in UNDER_WAY:
        raise ValidationError(_("This proposal is decided already."))


def _move(
    proposal: Proposal, to: ProposalState, *, by: User, note: str = "", **fields: Any
) -> Proposal:
    before = proposal.state
    if to not in UNDER_WAY:
        fields |= {"decided_by": by, "decided_at": timezone.now()}
    for name, value in fields.items():
        setattr(proposal, name, value)
    proposal.state = to
    with acting(by):
        proposal.save(update_fields=["state", *fields, "updated_at"])
    _step(proposal, before=before, by=by, note=note)
    return proposal


def _step(proposal: Proposal, *, before: str, by: User, note: str = "") -> None:
    ProposalStep.objects.create(
        proposal=proposal, before=before, after=proposal.state, by=by,
        note=" ".join(note.split())[:LONGEST_NOTE],
    )  # fmt: skip
