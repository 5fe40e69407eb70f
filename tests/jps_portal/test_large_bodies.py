"""What is larger than any form is refused before it is read."""

import pytest


class Unread:
    """A body that must not be read."""

    def read(self, *args):
        raise AssertionError("the body was read")

    readline = read

    def close(self):
        pass


def post(client, path, length):
    return client.generic(
        "POST", path, b"", CONTENT_LENGTH=str(length), CONTENT_TYPE="multipart/form-data; boundary=x",
        **{"wsgi.input": Unread()},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "length"),
    [("/cari/", 1_000_001), ("/pengaduan/lacak/", 400_000_000), ("/petugas/impor/", 10**12),
     ("/admin/", 2_000_000), ("/nowhere/", 2_000_000)],
)  # fmt: skip
def test_body_larger_than_the_form_is_refused_unread(client, path, length):
    assert post(client, path, length).status_code == 413


@pytest.mark.django_db
def test_form_of_ordinary_size_passes(client):
    assert client.post("/cari/", {"name": "x" * 5_000}).status_code == 200


@pytest.mark.django_db
def test_length_that_is_no_number_is_not_believed(client):
    assert client.post("/cari/", {"name": "Tono"}, CONTENT_LENGTH="much").status_code in (200, 400)
