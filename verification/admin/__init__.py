"""Verification in the admin: evidence to read. The work itself is done under /petugas/."""

from verification.admin.evidence import CampaignAdmin, FindingAdmin, ProposalAdmin
from verification.admin.exclusions import ExclusiveProgrammesAdmin

__all__ = ["CampaignAdmin", "ExclusiveProgrammesAdmin", "FindingAdmin", "ProposalAdmin"]
