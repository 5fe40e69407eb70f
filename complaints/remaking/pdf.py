"""A PDF without scripts, forms, attachments, links, and what tells of its making."""

import io
import re

import pikepdf

from complaints.remaking.refused import RefusedError

MOST_PAGES = 50
# Of the catalogue only what shows pages stays; of a page only what draws it.
CATALOGUE = ("/Type", "/Pages", "/PageLayout")
PAGE = ("/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Group")
PAGES = ("/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Kids", "/Count")
# On any object: its making, something to run, or what a program keeps for itself.
EVERYWHERE = (
    "/Metadata", "/PieceInfo", "/AA", "/A", "/JS", "/AF", "/LastModified", "/Thumb", "/Properties",
)  # fmt: skip
PICTURE_BOXES = (b"jP  ", b"ftyp", b"jp2h", b"jp2c")
JPEG = (pikepdf.Name.DCTDecode, pikepdf.Name("/DCT"))

# A segment's marker, after any filling; the pixels of a scan, with the restarts among them.
_SEGMENT = re.compile(rb"\xff+([\x01-\xfe])")
_PIXELS = re.compile(rb"(?:[^\xff]|\xff+[\x00\xd0-\xd7])*+", re.DOTALL)
_SCAN, _END = 0xDA, 0xD9


def made_anew(content: bytes) -> bytes:
    """Return the pages and nothing else."""
    try:
        sent = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        raise RefusedError("locked") from None
    with sent:
        if len(sent.pages) > MOST_PAGES:
            raise RefusedError("too_many_pages")
        _keep_only(sent.Root, CATALOGUE)
        for page in sent.pages:
            _keep_only(page.obj, PAGE)
            _strip(page.obj.get("/Resources"))
        del sent.docinfo
        for thing in sent.objects:
            _strip(thing)
        made = io.BytesIO()
        sent.remove_unreferenced_resources()
        sent.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return made.getvalue()


def _keep_only(thing: pikepdf.Object, kept: tuple[str, ...]) -> None:
    for key in [key for key in thing.keys() if key not in kept]:  # noqa: SIM118 - no mapping
        del thing[key]


def _strip(thing: pikepdf.Object | None) -> None:
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key in EVERYWHERE:
        if key in thing:
            del thing[key]
    if thing.get("/Type") == pikepdf.Name.Pages:
        _keep_only(thing, PAGES)
    if isinstance(thing, pikepdf.Stream):
        _strip_photo(thing)


def _strip_photo(thing: pikepdf.Stream) -> None:
    """Take the remarks out of a JPEG, packed once more or not, and out of a JPEG 2000.

    It is the last filter that says what a picture is: `[/FlateDecode /DCTDecode]` is a packed JPEG.
    """
    filters = thing.get("/Filter", pikepdf.Array())
    chain = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    if chain == [pikepdf.Name.JPXDecode]:
        boxes = _without_boxes(thing.read_raw_bytes())
        thing.write(boxes, filter=pikepdf.Name.JPXDecode)
    if not chain or chain[-1] not in JPEG:
        return
    found = thing.get("/DecodeParms")
    own = found[-1] if isinstance(found, pikepdf.Array) and len(found) else found
    jpeg = without_remarks(_unpacked(thing, chain[:-1]))
    parameters = own if isinstance(own, pikepdf.Dictionary) else None
    thing.write(jpeg, filter=pikepdf.Name.DCTDecode, decode_parms=parameters)


def _unpacked(thing: pikepdf.Stream, outer: list[pikepdf.Object]) -> bytes:
    """Return a JPEG as it was before these filters packed it."""
    if not outer:
        return thing.read_raw_bytes()
    with pikepdf.new() as pdf:
        packed = pikepdf.Stream(pdf, thing.read_raw_bytes(), Filter=pikepdf.Array(outer))
        return packed.read_bytes()


def _without_boxes(jpeg: bytes) -> bytes:
    """Return a JPEG 2000 with nothing but the boxes that make its picture."""
    if jpeg.startswith(b"\xff\x4f"):  # in no box at all
        return jpeg
    kept, at = [], 0
    while at + 8 <= len(jpeg):
        size = int.from_bytes(jpeg[at : at + 4])
        if size == 1:
            size = int.from_bytes(jpeg[at + 8 : at + 16])
        end = at + size if size >= 8 else len(jpeg)
        if jpeg[at + 4 : at + 8] in PICTURE_BOXES:
            kept.append(jpeg[at:end])
        at = end
    return b"".join(kept)


def without_remarks(jpeg: bytes) -> bytes:
    """Return a JPEG without the segments that tell where, when and with what it was taken.

    JFIF (APP0) and Adobe (APP14) stay: they say how its colours are meant. What stands behind its
    end goes too.
    """
    if not jpeg.startswith(b"\xff\xd8"):
        raise RefusedError("unreadable")
    kept, at = [jpeg[:2]], 2
    while found := _SEGMENT.match(jpeg, at):
        marker, at = found[1][0], found.end()
        if marker == _END:
            kept.append(found[0])
            break
        end = at + int.from_bytes(jpeg[at : at + 2])
        pixels = _PIXELS.match(jpeg, end) if marker == _SCAN else None
        upto = pixels.end() if pixels else end
        if not (0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)):
            kept.append(b"\xff" + found[1] + jpeg[at:upto])
        at = upto
    return b"".join(kept)
