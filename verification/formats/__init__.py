"""The file formats of verification: each module is data for `imports`, and builds rows."""

from imports import formats, problems
from verification.formats import campaign_results, civil_answer, ministry_return
from verification.formats.texts import PROBLEMS


def register() -> None:
    """Hand all formats to the registry."""
    problems.describe(PROBLEMS)
    formats.register(civil_answer.FORMAT, campaign_results.FORMAT, ministry_return.FORMAT)
