"""Addresses and steps that the tests of the complaints' admin share."""

import re

from django.urls import reverse

from complaints import actions
from complaints.models import Complaint
from tests.complaints.factories import at_work, officer, received

QUEUE = "/admin/complaints/complaint/"
FIND = f"{QUEUE}find/"


def url(complaint, name="change"):
    return reverse(f"admin:complaints_complaint_{name}", args=[complaint.pk])


def listed(response):
    """Return the numbers of the complaints in the queue, in their order."""
    return [int(number) for number in re.findall(r"complaint/(\d+)/change/", response.text)]


def asked(client, complaint, button):
    """Return the hidden submission of a button's form."""
    page = client.get(url(complaint, button)).text
    return re.search(r'name="submission" value="([^"]+)"', page)[1]


def press(client, complaint, button, **data):
    """Open a button's form and send it."""
    page = client.get(url(complaint, button)).text
    hidden = dict(re.findall(r'type="hidden" name="(submission|token)" value="([^"]+)"', page))
    return client.post(url(complaint, button), {**hidden, **data})


def current(complaint):
    return Complaint.objects.get(pk=complaint.pk)


def verified(**changes):
    complaint = received(**changes)
    actions.verify(complaint=complaint, by=officer())
    return current(complaint)


def answered(**changes):
    by = officer()
    complaint = at_work(by, **changes)
    actions.answer(complaint=complaint, text="Sudah dibayarkan.", by=by)
    return current(complaint)
