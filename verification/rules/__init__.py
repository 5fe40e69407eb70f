"""The quality rules, in the order in which they run; each module holds those of one subject."""

from verification.rules import civil, families, numbers, payments, people
from verification.rules.base import RULES, Rule

__all__ = ["RULES", "Rule", "civil", "families", "numbers", "payments", "people"]
