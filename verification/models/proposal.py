"""Proposals (usulan): what a kelurahan wants changed in the register, on its way to Dinsos."""

from itertools import pairwise

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.privacy import Privacy
from kelurahan.models import Area, within
from recipients.models import Household
from verification.models.finding import Finding


class ProposalKind(models.TextChoices):
    ADD = "add", _("add a household (usulan)")
    CHANGE = "change", _("change an entry")
    DEACTIVATE = "deactivate", _("deactivate a household")


class ProposalState(models.TextChoices):
    """Who has signed last; an applied one is in the register."""

    PROPOSED = "proposed", _("waiting for the lurah")
    LURAH = "lurah", _("waiting for the kecamatan")
    KECAMATAN = "kecamatan", _("waiting for Dinsos")
    APPLIED = "applied", _("in the register")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


UNDER_WAY = (ProposalState.PROPOSED, ProposalState.LURAH, ProposalState.KECAMATAN)
STEPS = (*UNDER_WAY, ProposalState.APPLIED)
PROPOSAL_MOVES = (
    *pairwise(STEPS),
    *((state, ProposalState.REFUSED) for state in UNDER_WAY),
    *((state, ProposalState.WITHDRAWN) for state in UNDER_WAY),
)
DINSOS = (Role.OFFICER, Role.ADMINISTRATOR)
# Who proposed it may only take it back; every other step is somebody else's.
_FOUR_EYES = """
IF (NEW.after IN ('proposed', 'withdrawn')) IS DISTINCT FROM EXISTS (
    SELECT FROM verification_proposal WHERE id = NEW.proposal_id AND proposed_by_id = NEW.by_id
) THEN
    RAISE check_violation USING MESSAGE =
        'proposal ' || NEW.proposal_id || ': "' || NEW.after || '" is not a step of this person';
END IF;
RETURN NEW;
"""
# The desk whose work a state is, and the desk above it, which signs for who proposed it there.
DESKS: dict[str, tuple[tuple[Role, ...], tuple[Role, ...]]] = {
    ProposalState.PROPOSED: ((Role.LURAH,), (Role.KECAMATAN,)),
    ProposalState.LURAH: ((Role.KECAMATAN,), DINSOS),
    ProposalState.KECAMATAN: (DINSOS, ()),
}


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> "ProposalQuerySet":
        """Proposals from the area that `user` is assigned to."""
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        return self.filter(within("kelurahan__code", user.scope))

    def under_way(self) -> "ProposalQuerySet":
        """Proposals that are not decided."""
        return self.filter(state__in=UNDER_WAY)

    def waiting_for(self, user: User) -> "ProposalQuerySet":
        """Proposals whose next step is `user`'s, oldest first; never one's own."""
        turn = Q(pk__in=[])
        for state, (desk, above) in DESKS.items():
            if user.role in desk:
                turn |= Q(state=state)
            elif user.role in above:
                turn |= Q(state=state, proposed_by__role__in=desk)
        others = self.visible_to(user).exclude(proposed_by=user.pk)
        return others.filter(turn).order_by("pk")


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), exclude=["secrets", "payload", "before"])
class Proposal(models.Model):
    """One wish of a kelurahan with its evidence; see verification.payloads for its content.

    `payload` is the content without identity numbers, which `secrets` seals. `before` are the
    facts that it was made upon: it is stale once they differ. `content_tag` tells the same
    content sent twice.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=ProposalKind)
    kelurahan = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="kelurahan")
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="proposals",
        verbose_name=_("household"),
    )  # fmt: skip
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, blank=True, related_name="proposals",
        verbose_name=_("finding"), help_text=_("The finding that this settles, if there is one."),
    )  # fmt: skip
    payload = models.JSONField(_("content"))
    secrets = models.BinaryField(_("identity numbers, sealed"))
    before = models.JSONField(_("facts it was made upon"))
    content_tag = models.BinaryField(max_length=32, editable=False)
    evidence = models.CharField(_("evidence"), max_length=500)
    discussed_on = models.DateField(_("day of the musyawarah kelurahan"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=ProposalState, default=ProposalState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals",
        verbose_name=_("proposed by"),
    )  # fmt: skip
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    refused_because = models.CharField(_("refused because"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = ProposalQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        (
            "id", "kind", "kelurahan", "household", "finding", "payload", "before", "content_tag",
            "evidence", "discussed_on", "state", "proposed_by", "decided_by", "decided_at",
            "refused_because", "created_at", "updated_at",
        ),
        Privacy.PRIVATE,
    ) | {"secrets": Privacy.MASKED}  # fmt: skip

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        permissions = [
            ("sign_lurah", _("Can sign a proposal for the kelurahan")),
            ("sign_kecamatan", _("Can sign a proposal for the kecamatan")),
            ("apply_proposal", _("Can apply a proposal to the register")),
        ]
        indexes = [models.Index(fields=["state", "kelurahan"], name="proposal_state_kelurahan")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="add", state="applied", household__isnull=False)
                | Q(~Q(state="applied"), kind="add", household__isnull=True)
                | Q(~Q(kind="add"), household__isnull=False),
                name="proposal_household_exactly_when_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="add") | Q(discussed_on__isnull=False),
                name="proposal_to_add_was_discussed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNDER_WAY, decided_by=None, decided_at=None)
                | Q(
                    ~Q(state__in=UNDER_WAY), decided_by__isnull=False, decided_at__isnull=False
                ),
                name="proposal_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(~Q(refused_because=""), state="refused")
                | Q(~Q(state="refused"), refused_because=""),
                name="proposal_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | ~Q(decided_by=F("proposed_by")),
                name="proposal_applied_by_another",
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="proposal_has_evidence"),
            models.UniqueConstraint(
                fields=["content_tag"], condition=Q(state__in=UNDER_WAY),
                name="proposal_under_way_once",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.FSM(name="legal_moves", field="state", transitions=[*PROPOSAL_MOVES]),
            pgtrigger.Protect(
                name="begins_proposed", operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__state="proposed"),
            ),
            pgtrigger.ReadOnly(
                name="content_stays",
                fields=["kind", "kelurahan", "payload", "content_tag", "proposed_by"],
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return gettext("proposal %(id)s") % {"id": self.pk}

    @property
    def is_under_way(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.state in UNDER_WAY

    def is_turn_of(self, user: User) -> bool:
        """Whether the next step is for this role: its desk's, or the next one's.

        The desk above steps in where the proposer sits at the desk itself. Nobody's turn comes
        on what they proposed. The area is another question.
        """
        desk, above = DESKS.get(self.state, ((), ()))
        if self.proposed_by_id == user.pk:
            return False
        return user.role in desk or (user.role in above and self.proposed_by.role in desk)


class ProposalStep(models.Model):
    """One signature, refusal or withdrawal: append-only."""

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, related_name="steps", verbose_name=_("proposal")
    )
    before = models.CharField(_("from"), max_length=9, choices=ProposalState, blank=True)
    after = models.CharField(_("to"), max_length=9, choices=ProposalState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    PRIVACY = dict.fromkeys(
        ("id", "proposal", "before", "after", "by", "at", "note"), Privacy.PRIVATE
    )

    class Meta:
        verbose_name = _("step of a proposal")
        verbose_name_plural = _("steps of proposals")
        ordering = ["pk"]
        constraints = [
            # Each signature is given once, whoever sends it twice or at the same moment.
            models.UniqueConstraint(fields=["proposal", "after"], name="proposal_step_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="four_eyes", when=pgtrigger.Before, operation=pgtrigger.Insert,
                func=_FOUR_EYES,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.after}"
