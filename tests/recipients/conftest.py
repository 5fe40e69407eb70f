import pytest

from recipients import shown
from recipients.search import lexicon


@pytest.fixture(autouse=True)
def _memory_of_this_test_alone():
    """What one test wrote is rolled back; what is kept of it in memory must go as well."""
    lexicon.forget()
    shown.forget()
