import pytest
from django.core.exceptions import ImproperlyConfigured

from jps_portal import env


def test_missing_variable_is_named_with_the_remedy(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)

    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY is not set: see \.env\.example"):
        env.text("SECRET_KEY")


def test_short_secret_is_refused_without_being_told(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "short-but-secret")

    with pytest.raises(ImproperlyConfigured, match="at least 50") as refused:
        env.secret("SECRET_KEY", shortest=50)

    assert "short-but-secret" not in str(refused.value)


@pytest.mark.parametrize("value", ["yes", "True", "1", "", "on"])
def test_boolean_other_than_true_and_false_is_refused(monkeypatch, value):
    monkeypatch.setenv("DEBUG", value)

    with pytest.raises(ImproperlyConfigured, match="use true or false"):
        env.boolean("DEBUG", default=False)


@pytest.mark.parametrize(("value", "expected"), [("true", True), ("false", False)])
def test_boolean_is_read(monkeypatch, value, expected):
    monkeypatch.setenv("DEBUG", value)

    assert env.boolean("DEBUG", default=not expected) is expected


@pytest.mark.parametrize("value", ["-1", "1.5", "two", "", "²"])
def test_number_that_is_not_whole_is_refused(monkeypatch, value):
    monkeypatch.setenv("TRUSTED_PROXIES", value)

    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        env.whole_number("TRUSTED_PROXIES", default=0)


def test_words_are_split_at_commas_without_blanks(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example, ,b.example ")

    assert env.words("ALLOWED_HOSTS") == ["a.example", "b.example"]
