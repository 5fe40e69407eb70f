"""What the bank says about a payment: paid, failed or returned, with its own codes.

The layout follows what banks such as BJB send back: one row a transfer, a status and a reason
code. No official list of codes could be seen, so they stand here as data.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from imports.batch import Batch, FileRow
from imports.formats import Column, Format, Kind, Lookup, Option, Target
from imports.normalisers import as_text, choice, date, fold, whole
from imports.readers.cells import Cell
from recipients.formats import columns
from recipients.formats.finding import (
    PERSON_LOOKUPS,
    PROGRAMME_LOOKUP,
    find_person,
    find_programme,
)
from recipients.formats.programme_recipients import ENROLMENT, OPTIONS
from recipients.models import Channel, Disbursement, FailureReason

Status = Disbursement.Status
STATUSES = {
    **dict.fromkeys(("00", "0", "berhasil", "sukses", "cair", "paid", "success", "terbayar",
                     "tersalurkan", "dibayar"), Status.PAID),
    **dict.fromkeys(("gagal", "failed", "tolak", "ditolak", "99"), Status.FAILED),
    **dict.fromkeys(("retur", "returned", "kembali", "dikembalikan"), Status.RETURNED),
    **dict.fromkeys(("belum", "proses", "pending", "planned", "rencana"), Status.PLANNED),
}  # fmt: skip
REASONS = {
    **dict.fromkeys(("01", "r01", "data_tidak_sesuai", "data_tidak_padan", "nik_tidak_padan",
                     "data_mismatch"), FailureReason.DATA_MISMATCH),
    **dict.fromkeys(("02", "r02", "ganda", "data_ganda", "duplicate"), FailureReason.DUPLICATE),
    **dict.fromkeys(("03", "r03", "meninggal", "deceased"), FailureReason.DECEASED),
    **dict.fromkeys(("04", "r04", "pindah", "moved"), FailureReason.MOVED),
    **dict.fromkeys(("05", "r05", "tidak_ditemukan", "not_found"), FailureReason.NOT_FOUND),
    **dict.fromkeys(("06", "r06", "tidak_diambil", "tidak_hadir", "not_collected"),
                    FailureReason.NOT_COLLECTED),
    **dict.fromkeys(("07", "r07", "rekening_tidak_aktif", "rekening_tutup", "kartu_tidak_aktif",
                     "account"), FailureReason.ACCOUNT),
}  # fmt: skip
CHANNELS = {
    **dict.fromkeys(("bjb", "bank_bjb"), Channel.BJB),
    **dict.fromkeys(("pos", "pt_pos", "pt_pos_indonesia", "kantor_pos"), Channel.POS),
    **dict.fromkeys(("himbara", "bri", "bni", "mandiri", "btn", "bsi"), Channel.HIMBARA),
    **dict.fromkeys(("kelurahan", "kantor_kelurahan"), Channel.KELURAHAN),
    **dict.fromkeys(("e_warong", "ewarong"), Channel.E_WARONG),
}  # fmt: skip
STAGE = Lookup(
    "stage",
    "SELECT programme_id || ':' || number, id, amount FROM recipients_stage"
    " WHERE programme_id || ':' || number = ANY(%(keys)s)",
    lambda row, options: _stage_key(row, options),
)
PAYMENT = Lookup(
    "payment",
    "SELECT wanted.key, d.id FROM recipients_disbursement d JOIN unnest(%(keys)s::text[])"
    " AS wanted (key) ON d.enrolment_id = split_part(wanted.key, ':', 1)::bigint"
    " AND d.stage_id = split_part(wanted.key, ':', 2)::bigint",
    lambda row, _options: _payment_key(row),
)


def _code_or_word(words: dict[str, Any]) -> Any:
    """Return a reader of codes that a spreadsheet may have turned into numbers (1 for 01)."""
    choose = choice(words)

    def read(cell: Cell) -> str:
        text = as_text(cell)
        return choose(text if fold(text) in words else text.zfill(2))

    return read


def _stage_number(row: FileRow, options: Any) -> str:
    return str(row.values["stage"] or options.get("stage", ""))


def _stage_key(row: FileRow, options: Any) -> str | None:
    programme = row.match("programme")
    return f"{programme[0]}:{_stage_number(row, options)}" if programme else None


def _payment_key(row: FileRow) -> str | None:
    enrolment, stage = row.match("enrolment"), row.match("stage")
    return f"{enrolment[0]}:{stage[0]}" if enrolment and stage else None


def build(row: FileRow, batch: Batch) -> None:
    """Stage the payment of one family in one stage."""
    person, programme = find_person(row), find_programme(row, batch)
    enrolment, stage = row.match("enrolment"), row.match("stage")
    if person and programme and enrolment is None:
        row.refuse("not_enrolled", "nik")
    if programme and stage is None:
        row.refuse("unknown_stage", "stage", _stage_number(row, batch.options)[:20])
    outcome = _outcome(row)
    if row.problems or enrolment is None or stage is None:
        return
    found = row.match("payment")
    row_id = found[0] if found else batch.reserve("payment")[0]
    amount = row.values["amount"]
    values = (
        enrolment[0], stage[0], programme, row.values["channel"] or batch.options["channel"],
        stage[1] if amount is None else amount, *outcome,
    )  # fmt: skip
    batch.stage("payment", row, row_id, values, new=found is None)


def _outcome(row: FileRow) -> tuple[Any, ...]:
    """Return (status, paid on, failed because) as the database accepts them."""
    status, reason, day = (row.values[name] for name in ("status", "reason", "paid_on"))
    failed = status in (Status.FAILED, Status.RETURNED)
    if failed and not reason:
        row.refuse("reason_missing", "reason")
    if status == Status.PAID and day is None:
        row.refuse("date_missing", "paid_on")
    return status, day if status == Status.PAID else None, reason if failed else ""


def check_file(fields: frozenset[str], options: dict[str, str]) -> str:
    """Refuse a file that says nowhere which programme and stage it is about."""
    if "programme" not in fields and not options.get("programme"):
        return "no_programme"
    return "" if "stage" in fields or options.get("stage") else "no_stage"


FORMAT = Format(
    name="disbursement_return",
    title=_("Return file of the bank"),
    description=_("What became of each payment of a stage: paid, failed or returned, and why."),
    columns=(
        columns.NIK, columns.optional(columns.PERSON_ID), columns.optional(columns.NAME),
        columns.PROGRAMME,
        Column("stage", ("tahap", "stage", "termin"), whole(1, 200), Kind.WHOLE, empty=None,
               help=_("Number of the stage."), example="1"),
        Column("status", ("status", "status_transaksi", "kode_status", "status_penyaluran"),
               _code_or_word(STATUSES), Kind.CHOICE, needed=True, required=True,
               choices=("berhasil", "gagal", "retur", "belum"), example="berhasil"),
        Column("reason", ("kode_alasan", "alasan", "kode_gagal", "keterangan_gagal", "reason",
                          "reason_code"),
               _code_or_word(REASONS), Kind.CHOICE,
               choices=("01", "02", "03", "04", "05", "06", "07"),
               help=_("01 data do not match, 02 duplicate, 03 deceased, 04 moved, 05 not found,"
                      " 06 not collected, 07 account not active."), example=""),
        Column("paid_on", ("tanggal_bayar", "tanggal", "tgl_transaksi", "tanggal_transaksi",
                           "paid_on"),
               date, Kind.DATE, empty=None, help=_("Needed when it was paid."),
               example="04-06-2020"),
        Column("amount", ("nominal", "jumlah", "amount"), whole(0, 2_000_000_000), Kind.WHOLE,
               empty=None, help=_("Rupiah; empty means the amount of the stage."),
               example="600000"),
        Column("channel", ("kanal", "penyalur", "bank", "channel"), choice(CHANNELS), Kind.CHOICE,
               choices=("bjb", "pos", "himbara", "kelurahan", "e-warong"), example="bjb"),
    ),
    targets=(
        Target(
            "payment", "recipients.Disbursement",
            {"enrolment_id": "", "stage_id": "", "programme_id": "", "channel": "channel",
             "amount": "amount", "status": "", "paid_on": "", "failed_because": ""},
            unique=("enrolment_id", "stage_id"), unique_field="nik", label=_("payments"),
        ),
    ),
    lookups=(*PERSON_LOOKUPS, PROGRAMME_LOOKUP, ENROLMENT, STAGE, PAYMENT),
    options=(
        *OPTIONS,
        Option("stage", _("stage"), help=_("Its number, where the rows do not say it."),
               pattern=r"[0-9]{0,3}"),
        Option("channel", _("channel"), default="bjb", pattern="|".join(Channel.values)),
    ),
    build=build,
    check_file=check_file,
    permission="recipients.add_disbursement",
)  # fmt: skip
