"""What can be wrong with a row or a file, and what to do about it.

Codes are stored, texts are not: they appear in the reader's language. An app adds the problems of
its own formats with `describe`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Lazy = "_StrPromise"

ROW: dict[str, Lazy] = {
    "missing": _("This must be filled in."),
    "too_long": _("Shorten this to at most %(detail)s letters."),
    "control_character": _("This holds invisible characters: type it anew."),
    "number_as_number": _(
        "This is stored as a number, so its last digits are lost. Format the column as text and"
        " enter the number again."
    ),
    "cell_error": _("The cell shows the error %(detail)s: replace the formula by its value."),
    "not_a_date": _("Write the date as 31-12-1980 or 1980-12-31."),
    "future_date": _("This day is still to come: check the year."),
    "long_past_date": _("This day lies before %(detail)s: check the year."),
    "not_whole": _("Write a whole number (%(detail)s)."),
    "not_a_choice": _("Write one of: %(detail)s."),
    "not_a_name": _("This is no name of an area: its code belongs in another column."),
    "not_an_area": _("Write the Kemendagri code, for example 32.73.05.1006."),
    "unknown_area": _("There is no area with the code %(detail)s: check it in the list of areas."),
    "foreign_area": _("%(detail)s is not in your area: send this row to its own office."),
    # Said where a number is taken outside the sender's area; it must not tell that it is.
    "not_usable": _("This number cannot be used in your file: check it, or ask Dinsos."),
    "family_disagrees": _(
        "Row %(detail)s says otherwise about the same family: find out which is right, write it in"
        " this row and send it again."
    ),
    "twice_in_file": _("Row %(detail)s is about the same: keep one of the two."),
    "too_many_cells": _("This row has more cells than the header: put names with the separator"
                        " in quotes."),
    "not_found": _("The register does not know this: check the number, or import it first."),
    "not_one_count": _("Fill in one of the columns of counts: a row holds one count."),
    "no_measure": _("Say when sending the file what is counted, or use a column that says it."),
    "ambiguous": _("More than one entry of the register fits: add the source's own number."),
}  # fmt: skip

FILE: dict[str, Lazy] = {
    "empty": _("The file is empty."),
    "no_rows": _("The file has a header but no rows."),
    "too_large": _("The file is larger than %(detail)s MB: send it in parts, or packed as .gz."),
    "missing_columns": _(
        "These columns are missing: %(detail)s. Download the template to compare."
    ),
    "double_columns": _("Two columns mean the same: %(detail)s. Keep one."),
    "wrong_extension": _("The name says otherwise, but this is a %(detail)s file: rename it."),
    "not_a_table": _("This is not a table: save it as CSV, XLSX or ODS."),
    "old_or_encrypted": _(
        "This is an old .xls or a workbook with a password: save it as .xlsx without password."
    ),
    "encrypted": _("The workbook has a password: save it without one."),
    "macros": _("The workbook holds macros: save it as .xlsx."),
    "external_links": _("The workbook takes values from other files: paste them as values."),
    "embedded_files": _("Other files are embedded in the workbook: remove them."),
    "entities": _("The workbook holds XML declarations that no spreadsheet program writes."),
    "bomb": _("The file unpacks to far more than it holds: it is damaged or an attack."),
    "too_expensive": _("Reading the workbook takes too much memory or time: save it as CSV."),
    "damaged": _("The file is damaged: save it again."),
    "several_members": _("The .zip holds %(detail)s files: pack exactly one."),
    "unknown_encoding": _("The text's encoding is not known: save it as CSV in UTF-8."),
    "long_line": _("A line is far too long: is the file really a table?"),
    "long_cell": _(
        "A cell in row %(detail)s is far too long: look for a quote that is not closed."
    ),
    "too_many_rows": _("A cell stands in row %(detail)s: delete everything below the table."),
    "too_many_columns": _(
        "A cell stands in column %(detail)s: delete everything beside the table."
    ),
    "no_programme": _("Say which programme the file is about."),
    "no_stage": _("Say which stage the file is about."),
    "broken_areas": _("The areas do not fit together: %(detail)s"),
    "no_count": _("A column of counts is missing: compare with the template."),
    "no_sheet": _("The workbook has no visible sheet."),
    "declined": _("The one who checked declined it: %(detail)s"),
    "expired": _("Nobody confirmed it within %(detail)s days: send the file again."),
    "gave_up": _("The work broke off %(detail)s times: ask the administrator."),
    "error": _("An error of the portal stopped the work (%(detail)s): nothing was changed."),
}  # fmt: skip

WARNINGS: dict[str, Lazy] = {
    "fewer_rows": _("%(area)s: %(now)s rows, %(percent)s %% fewer than the %(before)s of the last"
                    " file of this format."),
    "missing_area": _("%(area)s: no row; the last file of this format had %(before)s."),
    "more_areas": _("And %(count)s more areas with far fewer rows or none."),
    "unused_columns": _(
        "Columns that are not understood: %(columns)s. They do not reach the register; they stay in"
        " the kept file and in the workbook of refused rows. If one of them matters, give it a"
        " name from the list of columns and send the file again."
    ),
    "rechecked": _("The register changed since the preview, so the file was checked again."),
    "unpublished": _("The figures could not be published: the administrator publishes them."),
    "encoding_guessed": _("Read as Windows-1252: check letters with accents in the preview."),
}  # fmt: skip


UNDO: dict[str, Lazy] = {
    "touched": _("Rows of this import were changed since: undo or correct the later change first."),
    "referenced": _("Other entries hang on rows of this import: remove them first."),
    "state": _("Only an applied import can be undone."),
    "late": _("What the rows were before is no longer kept: correct them instead."),
    "right": _("Whoever asked for it may no longer undo imports."),
    "error": _("An error of the portal stopped the work: nothing was taken back."),
    "gave_up": _("The work broke off several times: ask the administrator."),
}


def undo_text(code: str) -> str:
    """Say why a file could not be undone; nothing when it was not refused."""
    return str(UNDO.get(code, "")) if code else ""


def describe(texts: Mapping[str, Lazy]) -> None:
    """Add texts for the row problems of an app's formats."""
    ROW.update(texts)


def row_text(code: str, detail: str) -> str:
    """Say what is wrong with a row and how to put it right."""
    return str(ROW[code]) % {"detail": detail} if code in ROW else code


def file_text(code: str, detail: str) -> str:
    """Say why a file is refused."""
    text = FILE.get(code) or ROW.get(code)
    return str(text) % {"detail": detail} if text else code


def warning_text(warning: Mapping[str, object]) -> str:
    """Say one warning of a report."""
    text = WARNINGS.get(str(warning["code"]))
    return str(text) % warning if text else str(warning["code"])
