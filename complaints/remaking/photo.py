"""A photo made anew from its pixels: no comment, no place, no camera, no profile."""

import io

from PIL import Image, ImageOps

from complaints.remaking.refused import RefusedError

MOST_PIXELS = 24_000_000
LONGEST_SIDE = 2_400
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")


def made_anew(content: bytes) -> bytes:
    """Return a JPEG of at most LONGEST_SIDE pixels a side, upright, with nothing but pixels."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as sent:
        if sent.width * sent.height > MOST_PIXELS:
            raise RefusedError("too_many_pixels")
        # Reads a JPEG at a fraction of its size where that is enough: less memory, less time.
        sent.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(sent)
    upright = upright.convert("RGBA") if "transparency" in upright.info else upright
    pixels = Image.new("RGB", upright.size, "white")
    pixels.paste(upright, mask=upright if upright.mode in ("RGBA", "LA") else None)
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    made = io.BytesIO()
    pixels.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()
