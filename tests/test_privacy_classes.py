"""Every personal field has a privacy class beside its model (DESIGN.md, privacy rule 7)."""

import pytest
from django.apps import apps

from accounts.privacy import Privacy

PERSONAL_APPS = ("accounts", "imports", "recipients", "verification", "complaints")


def personal_models():
    return [
        model
        for label in PERSONAL_APPS
        if apps.is_installed(label)
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.endswith("Event")  # history repeats the tracked model's fields
    ]


@pytest.mark.parametrize("model", personal_models(), ids=lambda model: model._meta.label)
def test_every_field_has_a_privacy_class(model):
    fields = {
        field.name for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
    } | ({"pk"} if model._meta.pk.name == "pk" else set())

    assert set(model.PRIVACY) == fields
    assert all(isinstance(value, Privacy) for value in model.PRIVACY.values())
