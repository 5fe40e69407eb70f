"""A PDF without scripts, forms, attachments, links, and what tells of its making."""

import io

import pikepdf

from complaints.remaking.refused import RefusedError

MOST_PAGES = 50
# Of the catalogue only what shows pages stays; of a page only what draws it.
CATALOGUE = ("/Type", "/Pages", "/PageLayout")
PAGE = ("/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Group")
# On any object: its making, or something to run.
EVERYWHERE = ("/Metadata", "/PieceInfo", "/AA", "/A", "/JS", "/AF", "/LastModified", "/Thumb")


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


def _strip(thing: pikepdf.Object) -> None:
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key in EVERYWHERE:
        if key in thing:
            del thing[key]
    if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") == pikepdf.Name.DCTDecode:
        pixels = without_remarks(thing.read_raw_bytes())
        thing.write(pixels, filter=pikepdf.Name.DCTDecode)


def without_remarks(jpeg: bytes) -> bytes:
    """Return a JPEG without the segments that tell where, when and with what it was taken.

    JFIF (APP0) and Adobe (APP14) stay: they say how its colours are meant.
    """
    if not jpeg.startswith(b"\xff\xd8"):
        raise RefusedError("unreadable")
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        marker = jpeg[at + 1]
        if not (0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)):
            kept.append(jpeg[at:end])
        at = end
    return b"".join((*kept, jpeg[at:]))
