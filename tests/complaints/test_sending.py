"""The outbox: nothing personal in a message, tried again, never lost."""

import datetime
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.utils import timezone

from complaints import actions, receipts
from complaints.models import Message
from complaints.sealing import Contact
from tests.complaints.factories import received

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(settings):
    """A provider that answers `server.status` and keeps what it was sent."""
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.headers["Authorization"], json.loads(body)))
            self.send_response(server.status)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.status, server.heard = 200, heard
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_GATEWAY_TOKEN = "kunci"
    yield server
    server.shutdown()
    server.server_close()


def test_message_names_the_code_and_nothing_personal(gateway, settings):
    complaint = received(reporter=Contact("Tono Rusdiantono", "+6281234567890"))

    assert actions.send_waiting() == 1

    ((token, body),) = gateway.heard
    assert (token, body["to"]) == ("Bearer kunci", "+6281234567890")
    assert receipts.written(receipts.code_of(complaint)) in body["message"]
    assert "Tono" not in body["message"]
    assert complaint.kind not in body["message"]


def test_sent_message_keeps_no_address(gateway):
    received()

    actions.send_waiting()

    message = Message.objects.get()
    assert (message.state, message.to_cipher) == ("sent", None)


def test_message_is_sent_once(gateway):
    received()
    actions.send_waiting()

    assert actions.send_waiting() == 0
    assert len(gateway.heard) == 1


def test_failing_gateway_loses_nothing(gateway):
    gateway.status = 503
    received()

    assert actions.send_waiting() == 0

    message = Message.objects.get()
    assert (message.state, message.attempts) == ("waiting", 1)
    assert message.next_at > timezone.now()


def test_message_is_given_up_after_days(gateway):
    gateway.status = 503
    received()
    Message.objects.update(created_at=timezone.now() - datetime.timedelta(days=4))

    actions.send_waiting()

    assert Message.objects.get().state == "given_up"


def test_email_goes_to_the_address_that_was_given():
    received(reporter=Contact(email="tono@example.id"))

    actions.send_waiting()

    (letter,) = mail.outbox
    assert letter.to == ["tono@example.id"]


def test_mail_server_that_is_down_leaves_the_message_waiting(settings, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    received(reporter=Contact(email="tono@example.id"))

    actions.send_waiting()

    assert Message.objects.get().state == "waiting"


def test_answer_goes_to_the_person_it_is_about():
    received(
        reporter=Contact("Kader", "+6281111111111"), concerned=Contact("Ibu", "+6282222222222"),
        answer_to="concerned",
    )  # fmt: skip

    assert Message.objects.count() == 1


def test_without_gateway_messages_go_to_a_file(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    complaint = received()

    actions.send_waiting()

    file = tmp_path / "messages.log"
    assert receipts.written(receipts.code_of(complaint)) in file.read_text()
    assert "7890" not in file.read_text()  # with the code it would open the complaint
    assert file.stat().st_mode & 0o077 == 0


def test_address_that_no_message_can_be_written_to_holds_nobody_up(gateway):
    received(reporter=Contact(email="tono@contoh.id\nBcc: lain@contoh.id"))
    received(reporter=Contact(email="warga@contoh.id"))

    actions.send_waiting()

    assert [message.to for message in mail.outbox] == [["warga@contoh.id"]]
    assert Message.objects.get(state="waiting").attempts == 1


def test_provider_that_speaks_no_http_is_tried_again(settings):
    server = socket.create_server(("127.0.0.1", 0))
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.getsockname()[1]}/"
    received()

    def mumble():
        connection, _address = server.accept()
        connection.recv(1 << 16)
        connection.sendall(b"halo\r\n\r\n")
        connection.close()

    threading.Thread(target=mumble, daemon=True).start()

    assert actions.send_waiting() == 0
    assert Message.objects.get().attempts == 1
    server.close()
