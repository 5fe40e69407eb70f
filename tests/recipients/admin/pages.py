"""Numbers and addresses that the tests of the register's admin share."""

import re

from django.urls import reverse

NIK = "3273050201700001"
KK = "3273050102030004"
FIND = "/admin/recipients/person/find/"


def url(obj, name="change"):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{name}", args=[obj.pk])


def list_url(name):
    return reverse(f"admin:recipients_{name}_changelist")


def digits(text):
    return re.sub(r"\D", "", re.sub(r"<[^>]*>", " ", text))
