"""Sending what waits in the outbox: each message at least once, tried again for three days."""

import datetime

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from accounts.crypto import UnreadableError
from complaints import receipts, sealing
from complaints.gateways import GatewayError, gateway
from complaints.models import Message

BATCH = 200
FIRST_WAIT = datetime.timedelta(minutes=1)
LONGEST_WAIT = datetime.timedelta(hours=6)
GIVE_UP_AFTER = datetime.timedelta(days=3)
log = structlog.get_logger(__name__)
# A message names the code and nothing else: whoever reads it on the lock screen learns no more.
TEXTS = {
    Message.About.RECEIVED: _("Your complaint %(code)s has been received. Follow it at %(at)s"),
    Message.About.QUESTION: _("There is a question about complaint %(code)s. Answer at %(at)s"),
    Message.About.ANSWERED: _("Complaint %(code)s has been answered. Read it at %(at)s"),
    Message.About.CHANGED: _("Complaint %(code)s has moved on. Read more at %(at)s"),
}


def send_waiting() -> int:
    """Send the messages that are due; return how many were sent."""
    due = Message.objects.filter(state=Message.State.WAITING, next_at__lte=timezone.now())
    return sum(_send(number) for number in due.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _send(number: int) -> bool:
    """Send one message under its lock; a crash before the commit sends it once more."""
    message = (
        Message.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("complaint")
        .filter(pk=number, state=Message.State.WAITING, next_at__lte=timezone.now())
        .first()
    )
    if message is None:
        return False
    try:
        _hand_over(message)
    except (GatewayError, OSError, UnreadableError, ValueError) as error:
        _try_later(message, error)
        return False
    _settle(message, Message.State.SENT)
    return True


def _hand_over(message: Message) -> None:
    to = sealing.open_text(message.to_cipher, column="message", row_id=message.pk)
    with override(message.complaint.language):
        text = _text(message)
        subject = gettext("Your complaint")
    if message.way == Message.Way.SMS:
        gateway().send(to=to, text=text)
    else:
        EmailMessage(subject, text, to=[to]).send()


def _text(message: Message) -> str:
    code = receipts.written(receipts.code_of(message.complaint))
    at = settings.PORTAL_URL + reverse("complaints:track")
    return str(TEXTS[Message.About(message.about)]) % {"code": code, "at": at}


def _try_later(message: Message, error: Exception) -> None:
    # smtplib's errors are OSErrors, those of an address that cannot be written into a message are
    # ValueErrors: whoever typed it must not hold up everybody else's. Their texts name the address.
    log.warning("message not sent", message=message.pk, way=message.way, error=type(error).__name__)
    if timezone.now() - message.created_at > GIVE_UP_AFTER:
        _settle(message, Message.State.GIVEN_UP)
        return
    message.attempts += 1
    message.next_at = timezone.now() + min(FIRST_WAIT * 2**message.attempts, LONGEST_WAIT)
    message.save(update_fields=["attempts", "next_at"])


def _settle(message: Message, state: Message.State) -> None:
    message.state = state
    message.to_cipher = None
    message.sent_at = timezone.now() if state == Message.State.SENT else None
    message.save(update_fields=["state", "to_cipher", "sent_at"])
