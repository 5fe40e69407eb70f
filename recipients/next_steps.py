"""What a resident can do next: plain words for every reason, in one table."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recipients.models import FailureReason

NO_PROGRAMME = "no_programme"
PLANNED = "planned"
PAID = "paid"


@dataclass(frozen=True)
class Advice:
    """What a situation means, and what to do about it, first things first."""

    meaning: Promise
    steps: tuple[Promise, ...]


_BRING = _("Bring the KTP and the family card (KK) to the kelurahan office.")

ADVICE: dict[str, Advice] = {
    FailureReason.DATA_MISMATCH: Advice(
        _("The name or NIK on the list differs from the civil registry, so nothing was paid."),
        (
            _BRING,
            _("Ask which letter or digit differs and have it corrected on the list."),
            _("If the KTP or KK itself is wrong, have it corrected at Disdukcapil first."),
        ),
    ),
    FailureReason.DUPLICATE: Advice(
        _("The family is on the list more than once. Aid is paid to one entry only."),
        (
            _BRING,
            _("Ask which entry is kept and whether aid is paid to it."),
        ),
    ),
    FailureReason.DECEASED: Advice(
        _("The civil registry says that the recipient has died."),
        (
            _("If that is wrong, take the KTP to Disdukcapil and have the entry corrected."),
            _("If it is right, bring the death certificate and the KK to the kelurahan office."),
            _("Ask whether another member of the family can hold the card."),
        ),
    ),
    FailureReason.MOVED: Advice(
        _("The list says that the recipient has moved away."),
        (
            _("If you still live there, ask the RT and RW for a letter that says so."),
            _("Take the letter, the KTP and the KK to the kelurahan office."),
            _("If you have moved, ask at the kelurahan office of your new address."),
        ),
    ),
    FailureReason.NOT_FOUND: Advice(
        _("Nobody was found at the address on the list."),
        (
            _BRING,
            _("Give your present address and a telephone number."),
        ),
    ),
    FailureReason.NOT_COLLECTED: Advice(
        _("The aid was ready but was not collected in time."),
        (
            _("Ask at the place named above whether it can still be collected."),
            _("Bring the KTP, the KK and the card, if you were given one."),
        ),
    ),
    FailureReason.ACCOUNT: Advice(
        _("The bank account or the card is not active, so the bank could not pay."),
        (
            _("Take the KTP and the card to a branch of the bank and have it activated."),
            _("Tell the kelurahan office once the card works."),
        ),
    ),
    PLANNED: Advice(
        _("A payment has been set down but not made yet."),
        (_("You need to do nothing. Look here again later."),),
    ),
    NO_PROGRAMME: Advice(
        _("The family is on the list but in none of the programmes shown here."),
        (_("Ask at the kelurahan office for which programmes you can be proposed (usulan)."),),
    ),
    PAID: Advice(
        _("Everything set down for this family has been paid."),
        (
            _("If something did not reach you, ask at the place named above for the receipt."),
            _("If that does not help, tell the kelurahan office or the Dinas Sosial."),
        ),
    ),
}
