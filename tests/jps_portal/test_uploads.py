"""Uploads on their way into the portal never get a name on disk."""

import io
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.http.multipartparser import MultiPartParser
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from jps_portal.uploads import NamelessFileUploadHandler

LARGE = b"3273055201800001;Siti Aminah\n" * 200_000


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def sent(folder):
    requests = []

    def send(*files):
        requests.append(RequestFactory().post("/", {"file": files}))
        return requests[-1].FILES.getlist("file")

    yield send
    for request in requests:
        request.close()


def a_file(data, name="daftar.csv"):
    return SimpleUploadedFile(name, data, "text/csv")


def test_large_upload_is_read_whole_and_leaves_no_name(sent, folder, settings):
    assert len(LARGE) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE

    [file] = sent(a_file(LARGE))

    assert list(folder.iterdir()) == []
    assert not hasattr(file, "temporary_file_path")
    assert (file.name, file.content_type, file.size) == ("daftar.csv", "text/csv", len(LARGE))
    assert file.multiple_chunks()
    assert b"".join(file.chunks()) == LARGE
    file.seek(0)
    assert file.read() == LARGE


def test_large_upload_does_not_fill_the_memory(sent):
    [file] = sent(a_file(LARGE))

    assert not isinstance(file.file, io.BytesIO)
    assert file.file.fileno() >= 0


def test_small_upload_stays_in_memory(sent):
    [file] = sent(a_file(b"nama\nSiti\n"))

    assert isinstance(file.file, io.BytesIO)
    assert file.read() == b"nama\nSiti\n"


def test_two_large_files_of_one_form_stay_apart(sent):
    taken = sent(a_file(b"first" + LARGE), a_file(b"other" + LARGE))

    assert [file.read(5) for file in taken] == [b"first", b"other"]


def test_interrupted_upload_gives_its_space_back(folder):
    class Broken(NamelessFileUploadHandler):
        def receive_data_chunk(self, raw_data, start):
            super().receive_data_chunk(raw_data, start)
            raise StopUpload(connection_reset=True)

    handler = Broken()
    body = encode_multipart(BOUNDARY, {"file": a_file(LARGE)})
    meta = {"CONTENT_TYPE": MULTIPART_CONTENT, "CONTENT_LENGTH": len(body)}

    MultiPartParser(meta, io.BytesIO(body), [handler]).parse()

    assert handler.file.closed
