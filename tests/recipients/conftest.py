import pytest

from recipients.search import lexicon


@pytest.fixture(autouse=True)
def _words_of_this_test_alone():
    """What one test wrote is rolled back; the words kept in memory must go as well."""
    lexicon.forget()
