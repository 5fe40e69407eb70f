"""What may be done about a proposal, by whom it waits for and by who proposed it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from verification import actions
from verification.actions import StaleProposalError
from verification.models import Proposal
from workspace.forms import without_numbers

APPLY = "verification.apply_proposal"


class SignForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=300, required=False, validators=[without_numbers]
    )


class ApproveForm(SignForm):
    """`knowing` is the fingerprint of the facts that were shown."""

    knowing = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, validators=[without_numbers],
        help_text=gettext_lazy("Who proposed it reads this. No names or numbers of people."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    """A button that asks for nothing."""


@dataclass(frozen=True)
class Act:
    """One thing to do about a proposal; `name` is its place in the address."""

    name: str
    label: str | Promise
    form: type[forms.Form]
    run: Callable[..., Proposal]
    is_shown: Callable[[Proposal, User], bool]


def _may_sign(proposal: Proposal, user: User) -> bool:
    return proposal.is_turn_of(user) and not user.has_perm(APPLY)


def _may_apply(proposal: Proposal, user: User) -> bool:
    return proposal.is_turn_of(user) and user.has_perm(APPLY)


def _may_withdraw(proposal: Proposal, user: User) -> bool:
    return proposal.is_under_way and proposal.proposed_by_id == user.pk


ACTS: Sequence[Act] = (
    Act("sign", gettext_lazy("Sign"), SignForm, actions.sign, _may_sign),
    Act("approve", gettext_lazy("Write to the register"), ApproveForm, actions.approve,
        _may_apply),
    Act("refuse", gettext_lazy("Refuse"), RefuseForm, actions.refuse, Proposal.is_turn_of),
    Act("withdraw", gettext_lazy("Withdraw"), WithdrawForm, actions.withdraw, _may_withdraw),
)  # fmt: skip
BY_NAME = {act.name: act for act in ACTS}


@dataclass(frozen=True)
class Outcome:
    """What became of one of several proposals that were signed at once."""

    proposal: Proposal
    is_done: bool
    text: str


def advance_all(proposals: QuerySet[Proposal], by: User) -> list[Outcome]:
    """Sign each proposal, or apply it as Dinsos; one that cannot be stops no other."""
    act = actions.approve if by.has_perm(APPLY) else actions.sign
    return [_advanced(proposal, act, by) for proposal in proposals.order_by("pk")]


def _advanced(proposal: Proposal, act: Callable[..., Proposal], by: User) -> Outcome:
    try:
        done = act(proposal=proposal, by=by)
    except StaleProposalError:
        return Outcome(proposal, False, _("The register has changed since: open it and compare."))
    except ValidationError as error:
        return Outcome(proposal, False, " ".join(error.messages))
    except PermissionDenied:
        return Outcome(proposal, False, _("It does not wait for you."))
    proposal.state = done.state
    return Outcome(proposal, True, str(done.get_state_display()))
