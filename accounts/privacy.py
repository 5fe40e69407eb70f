"""The three classes of personal fields; every model names one for each of its fields.

A model carries `PRIVACY = {"field": Privacy.MASKED, …}`; tests/test_privacy_classes.py fails on
a field without a class.
"""

import enum


class Privacy(enum.Enum):
    """Who may read a field, and in which form."""

    PUBLIC = "public"  # anyone may read it as it is
    MASKED = "masked"  # the public reads a part of it, or a fixed mask
    PRIVATE = "private"  # staff of the area only
