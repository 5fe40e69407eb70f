"""Findings, proposals and campaigns, with everything that was done about each."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import EvidenceAdmin
from accounts.admin.sections import Link, Section, history_section, page_of
from verification.board import board
from verification.evidence import facts, sentence
from verification.models import Campaign, Finding, Proposal

TRAIL = (_("When"), _("Who"), _("What"), _("Note"))


@admin.register(Finding)
class FindingAdmin(EvidenceAdmin):
    list_display = ("told", "kind", "state", "source", "household", "opened_at")
    list_filter = ("state", "kind", "source")
    list_select_related = ("household",)
    ordering = ("-pk",)
    fields = (
        "told", "kind", "source", "household", "person", "stage", "enrolment", "state", "action",
        "approved_by", "approved_at", "taken_by", "closed_because", "closed_by", "closed_at",
        "times_reopened", "opened_at",
    )  # fmt: skip
    records_views = True

    @admin.display(description=_("finding"))
    def told(self, finding: Finding) -> str:
        """What is wrong, in a sentence."""
        return sentence(finding)

    def sections(self, request: HttpRequest, obj: Finding) -> list[Section]:
        """The facts that a rule saw, and every step."""
        steps = obj.steps.select_related("by").order_by("pk")
        trail = [(step.at, step.by or "–", step.get_what_display(), step.note) for step in steps]
        home = Link(str(obj.household), page_of(obj.household))
        return [
            Section(_("Household"), (_("Household"),), [(home,)]),
            Section(_("Facts"), (_("What"), _("Value")), facts(obj)),
            Section(_("Steps"), TRAIL, trail),
            history_section(obj),
        ]


@admin.register(Proposal)
class ProposalAdmin(EvidenceAdmin):
    """Without its content, which only the page of proposals shows beside the register."""

    list_display = ("__str__", "kind", "state", "kelurahan", "proposed_by", "created_at")
    list_filter = ("state", "kind")
    list_select_related = ("kelurahan", "proposed_by")
    ordering = ("-pk",)
    fields = (
        "kind", "kelurahan", "household", "finding", "evidence", "discussed_on", "state",
        "proposed_by", "created_at", "decided_by", "decided_at", "refused_because",
    )  # fmt: skip
    records_views = True

    def sections(self, request: HttpRequest, obj: Proposal) -> list[Section]:
        """Every signature."""
        trail = [
            (step.at, step.by, step.get_after_display(), step.note)
            for step in obj.steps.select_related("by")
        ]
        return [Section(_("Signatures"), TRAIL, trail), history_section(obj)]


@admin.register(Campaign)
class CampaignAdmin(EvidenceAdmin):
    list_display = ("name", "area", "state", "opens_on", "deadline")
    list_filter = ("state",)
    list_select_related = ("area",)
    fields = tuple(field.name for field in Campaign._meta.fields if field.name != "id")
    ordering = ("-pk",)

    def sections(self, request: HttpRequest, obj: Campaign) -> list[Section]:
        """Progress by kelurahan, the best first."""
        lines = [(line.name, line.done, line.target) for line in board(obj).kelurahan]
        headings = ("Kelurahan", _("people re-verified"), _("people to be re-verified"))
        return [Section(_("Progress"), headings, lines), history_section(obj)]
