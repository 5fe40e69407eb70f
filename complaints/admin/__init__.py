"""Complaints in the admin: a queue, one page to triage each, and buttons that call actions."""

from complaints.admin.queue import ComplaintAdmin
from complaints.admin.ready import AnswerTemplateAdmin

__all__ = ["AnswerTemplateAdmin", "ComplaintAdmin"]
