"""Files are made anew, scanned, sealed, and forgotten in time."""

import datetime
import io
import socket
import threading
import uuid
import zlib
from contextlib import contextmanager

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from complaints import actions, evidence
from complaints.models import Complaint, Evidence
from complaints.remaking.pdf import without_remarks
from tests.complaints.factories import at_work, officer, received, report

PLACE = b"-6.914744,107.609810"


def photo(format="JPEG", size=(60, 40), **saved):
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, format, **saved)
    return file.getvalue()


def photo_with_secrets():
    exif = Image.Exif()
    exif[0x010F] = "KameraRahasia"
    exif.get_ifd(0x8825)[29] = PLACE.decode()
    return photo(exif=exif, comment=b"catatan rahasia")


def paper(**catalogue):
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for key, value in catalogue.items():
            pdf.Root["/" + key] = pdf.make_indirect(value)
        pdf.docinfo["/Author"] = "Tono Rusdiantono"
        pdf.save(file)
    return file.getvalue()


def sent(content, name="foto.jpg"):
    return SimpleUploadedFile(name, content)


def prepared(content):
    (made,) = evidence.prepare([sent(content)])
    return made


@pytest.fixture
def kept(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def keep(content=None):
        files = evidence.prepare([sent(content or photo())])
        receipt = actions.receive(report=report(), submission=uuid.uuid4(), files=files)
        return receipt.complaint.evidence.get()

    return keep


@contextmanager
def scanner(settings, answer):
    """A clamd that reads one file and answers."""
    server = socket.create_server(("127.0.0.1", 0))
    settings.CLAMD = f"127.0.0.1:{server.getsockname()[1]}"
    heard = []

    def serve():
        connection, _ = server.accept()
        with connection, connection.makefile("rb") as stream:
            stream.read(len(b"zINSTREAM\0"))
            while length := int.from_bytes(stream.read(4)):
                heard.append(stream.read(length))
            connection.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield heard
    server.close()
    thread.join(5)


def test_photo_loses_everything_but_its_pixels():
    made = prepared(photo_with_secrets())

    for secret in (b"KameraRahasia", b"catatan rahasia", PLACE, b"Exif"):
        assert secret not in made.content
    assert Image.open(io.BytesIO(made.content)).size == (60, 40)


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_other_photos_become_jpeg(format):
    assert prepared(photo(format)).content.startswith(b"\xff\xd8\xff")


def test_large_photo_is_made_smaller():
    made = prepared(photo(size=(4000, 3000)))

    assert max(Image.open(io.BytesIO(made.content)).size) == 2400


def test_photo_of_too_many_pixels_is_refused():
    with pytest.raises(ValidationError) as refused:
        prepared(photo("PNG", size=(6001, 4000)))

    assert refused.value.code == "too_many_pixels"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unknown"),
        (b"GIF89a" + bytes(40), "unknown"),
        (b"<svg onload=alert(1)>", "unknown"),
        (b"MZ" + bytes(100), "unknown"),
        (b"\xff\xd8\xff" + b"not a photo", "unreadable"),
        (b"%PDF-1.7 nothing", "unreadable"),
        (b"RIFF\0\0\0\0AVI LIST", "unreadable"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "unreadable"),
        (photo()[:300], "unreadable"),
    ],
)
def test_what_is_no_photo_or_pdf_is_refused(content, code):
    with pytest.raises(ValidationError) as refused:
        prepared(content)

    assert refused.value.code == code


def test_too_many_files_are_refused():
    with pytest.raises(ValidationError) as refused:
        evidence.prepare([sent(b"x")] * (evidence.MOST_FILES + 1))

    assert refused.value.code == "too_many"


def test_too_large_a_file_is_refused_unread():
    with pytest.raises(ValidationError) as refused:
        evidence.prepare([sent(bytes(evidence.MOST_BYTES + 1))])

    assert refused.value.code == "too_large"


def test_pdf_loses_scripts_forms_and_its_author():
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made = prepared(
        paper(OpenAction=script, AcroForm=pikepdf.Dictionary(Fields=[]), Names=script, AA=script)
    )

    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert set(pdf.Root.keys()) <= {"/Type", "/Pages", "/PageLayout"}
        assert "/Author" not in pdf.docinfo
        assert len(pdf.pages) == 1
        assert not any("/JS" in o for o in pdf.objects if isinstance(o, pikepdf.Dictionary))


def test_pdf_with_a_password_is_refused():
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(file, encryption=pikepdf.Encryption(owner="a", user="b"))

    with pytest.raises(ValidationError) as refused:
        prepared(file.getvalue())

    assert refused.value.code == "locked"


@pytest.mark.parametrize("packing", [[], ["/FlateDecode"], ["/ASCIIHexDecode", "/Fl"]])
def test_photo_inside_a_pdf_loses_where_it_was_taken(packing):
    content = photo_with_secrets() + PLACE
    for name in reversed(packing):
        content = content.hex().encode() + b">" if "Hex" in name else zlib.compress(content)
    filters = [pikepdf.Name(name) for name in (*packing, "/DCTDecode")]
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        image = pikepdf.Stream(
            pdf, content, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=60, Height=40,
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
            Filter=filters[0] if len(filters) == 1 else pikepdf.Array(filters),
        )  # fmt: skip
        pdf.add_blank_page()
        pdf.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"q 60 0 0 40 0 0 cm /Im0 Do Q")
        pdf.save(file)

    made = prepared(file.getvalue())

    assert PLACE not in made.content
    assert b"KameraRahasia" not in made.content
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        (image,) = pdf.pages[0].Resources.XObject.values()
        assert image.Filter == pikepdf.Name.DCTDecode
        assert PLACE not in image.read_raw_bytes()
        assert pikepdf.PdfImage(image).as_pil_image().size == (60, 40)


def test_jpeg_2000_inside_a_pdf_keeps_only_its_picture():
    content = photo("JPEG2000") + (8 + len(PLACE)).to_bytes(4) + b"xml " + PLACE
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        image = pikepdf.Stream(pdf, content, Filter=pikepdf.Name.JPXDecode)
        pdf.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"/Im0 Do")
        pdf.save(file)

    with pikepdf.open(io.BytesIO(prepared(file.getvalue()).content)) as pdf:
        left = pdf.pages[0].Resources.XObject.Im0.read_raw_bytes()
    assert PLACE not in left
    assert Image.open(io.BytesIO(left)).size == (60, 40)


@pytest.mark.parametrize("saved", [{"progressive": True}, {"restart_marker_rows": 1}])
def test_pixels_of_a_jpeg_stay_as_they_are(saved):
    sent = photo(**saved, comment=b"catatan")

    plain = without_remarks(sent)

    assert Image.open(io.BytesIO(plain)).tobytes() == Image.open(io.BytesIO(sent)).tobytes()
    assert b"catatan" not in plain


def test_remarks_are_cut_from_a_jpeg_that_still_opens():
    plain = without_remarks(photo_with_secrets())

    assert b"catatan" not in plain
    assert Image.open(io.BytesIO(plain)).size == (60, 40)


def test_file_at_rest_is_sealed_under_a_name_that_tells_nothing(kept, settings):
    row = kept()

    (path,) = (settings.MEDIA_ROOT / "evidence").iterdir()
    assert path.name == row.file_name
    assert not path.read_bytes().startswith(b"\xff\xd8")
    with evidence.open_kept(row) as file:
        assert file.read().startswith(b"\xff\xd8")


def test_file_waits_for_the_scanner_and_cannot_be_opened(kept, settings):
    settings.CLAMD = "127.0.0.1:9"
    row = kept()

    actions.scan_waiting()

    row.refresh_from_db()
    assert row.state == Evidence.State.WAITING
    with pytest.raises(FileNotFoundError):
        evidence.open_kept(row)


def test_clean_file_can_be_opened_after_the_scan(kept, settings):
    settings.CLAMD = "127.0.0.1:9"
    row = kept()

    with scanner(settings, b"stream: OK\0") as heard:
        actions.scan_waiting()

    row.refresh_from_db()
    assert row.state == Evidence.State.CLEAN
    with evidence.open_kept(row) as file:
        assert file.read() == b"".join(heard)


def test_infected_file_is_gone_for_good(kept, settings, django_capture_on_commit_callbacks):
    settings.CLAMD = "127.0.0.1:9"
    row = kept()

    with (
        scanner(settings, b"stream: Eicar-Signature FOUND\0"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        actions.scan_waiting()

    row.refresh_from_db()
    assert (row.state, bytes(row.key)) == (Evidence.State.INFECTED, b"")
    assert not list((settings.MEDIA_ROOT / "evidence").iterdir())


def test_scanner_that_reports_an_error_settles_nothing(kept, settings):
    settings.CLAMD = "127.0.0.1:9"
    row = kept()

    with scanner(settings, b"INSTREAM size limit exceeded. ERROR\0"):
        actions.scan_waiting()

    row.refresh_from_db()
    assert row.state == Evidence.State.WAITING


def ended_long_ago(complaint, **changes):
    by = officer()
    actions.reject(complaint=complaint, reason="other", text="Tidak.", by=by)
    ago = timezone.now() - datetime.timedelta(days=3000)
    Complaint.objects.filter(pk=complaint.pk).update(ended_at=ago, **changes)


def test_file_of_a_complaint_ended_long_ago_is_removed(
    kept, settings, django_capture_on_commit_callbacks
):
    row = kept()
    ended_long_ago(row.complaint)

    with django_capture_on_commit_callbacks(execute=True):
        assert actions.purge() == 1

    row.refresh_from_db()
    assert row.state == Evidence.State.PURGED
    assert not list((settings.MEDIA_ROOT / "evidence").iterdir())


def test_legal_hold_keeps_files_and_contact(kept):
    row = kept()
    ended_long_ago(row.complaint, legal_hold=True)

    assert actions.purge() == 0
    assert actions.purge_contacts() == 0


def test_who_complained_is_forgotten_in_time_with_every_number(db):
    complaint = received(story="NIK 3273056301800001")
    actions.reply(complaint=complaint, text="KK 3273056301800002", submission=uuid.uuid4())
    ended_long_ago(complaint)

    assert actions.purge_contacts() == 1

    complaint.refresh_from_db()
    assert (complaint.reporter_cipher, complaint.phone_index) == (None, None)
    assert complaint.numbers_cipher is None
    assert not complaint.follow_ups.exclude(numbers_cipher=None).exists()


def test_complaint_keeps_no_more_than_twenty_files(kept, settings):
    complaint = kept().complaint
    five = [prepared(photo())] * 5
    for _ in range(3):
        actions.reply(complaint=complaint, text="lagi", submission=uuid.uuid4(), files=five)

    with pytest.raises(ValidationError):
        actions.reply(complaint=complaint, text="lagi", submission=uuid.uuid4(), files=five)


def test_officer_adds_a_paper_from_the_counter(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    by = officer()
    complaint = at_work(by)

    actions.attach(complaint=complaint, files=[prepared(paper())], text="Surat RT", by=by)

    assert complaint.evidence.get().by == by
