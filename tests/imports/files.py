"""Small files of every kind, and jobs made from them without a worker."""

import io
import zipfile

import openpyxl

from imports import actions, formats
from imports.models import ImportJob
from imports.working import work_on
from tests.factories import UserFactory, area

ROSTER = (
    "id_keluarga", "id_individu", "kode_kelurahan", "nama", "nik", "no_kk", "tanggal_lahir",
    "jenis_kelamin", "hubungan_keluarga", "alamat", "rt", "rw",
)  # fmt: skip


def roster_row(number=1, family=None, **changes):
    row = {
        "id_keluarga": f"K{family or number}", "id_individu": f"P{number}",
        "kode_kelurahan": "32.73.05.1006", "nama": f"Siti Aminah {'abcdefgh'[number % 8]}",
        "nik": f"32730552018000{number:02}", "no_kk": f"32730512031500{family or number:02}",
        "tanggal_lahir": "12-01-1980", "jenis_kelamin": "P",
        "hubungan_keluarga": "kepala keluarga", "alamat": "Jl. Uji 1", "rt": "1", "rw": "2",
    }  # fmt: skip
    return {**row, **changes}


def csv_bytes(rows, *, delimiter=",", encoding="utf-8", header=None):
    header = header or list(rows[0])
    lines = [delimiter.join(header)]
    lines += [delimiter.join(f'"{row.get(name, "")}"' for name in header) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def xlsx_bytes(rows, *, header=None):
    header = header or list(rows[0])
    book = openpyxl.Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append([row.get(name) for name in header])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xlsx_with_sheet(sheet, **more):
    """Return a workbook whose sheet part is these bytes, with further parts."""
    plain = zipfile.ZipFile(io.BytesIO(xlsx_bytes([{"a": "1"}])))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name in plain.namelist():
            package.writestr(name, sheet if name.endswith("sheet1.xml") else plain.read(name))
        for name, data in more.items():
            package.writestr(name, data)
    return file.getvalue()


def ods_bytes(table, *, manifest=b"<manifest/>", before=""):
    """Return an ODS file with a table that holds this XML, and more XML before the body."""
    head = (
        '<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t"'
        f' xmlns:text="x" xmlns:style="s">{before}<office:body><office:spreadsheet>'
        '<table:table table:name="A" table:style-name="a">'
    )
    tail = "</table:table></office:spreadsheet></office:body></office:document-content>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", head + table + tail)
        package.writestr("META-INF/manifest.xml", manifest)
    return file.getvalue()


def officer(**fields):
    area("32.73.05.1006")
    return UserFactory(**{"role": "officer", **fields})


def received(rows, *, by, form="dtks_roster", name="daftar.csv", options=None):
    data = rows if isinstance(rows, bytes) else csv_bytes(rows)
    return actions.receive(
        form=formats.get(form), name=name, pieces=[data], options=options or {}, by=by,
        queue=False,
    )  # fmt: skip


def worked(job):
    """Do what the job's state asks for, as the worker would, and return it as stored."""
    assert work_on(job)
    return ImportJob.objects.get(pk=job.pk)


def checked(rows, **how):
    return worked(received(rows, **how))


def applied(rows, *, by, **how):
    job = checked(rows, by=by, **how)
    return worked(actions.confirm(job=job, by=by, queue=False))
