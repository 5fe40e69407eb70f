"""The frame of every chart that says something of its own."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from kelurahan.registry import Text


def image(
    *, chart_id: str, title: Text, description: Text, size: tuple[int, int], css: str,
    content: SafeString,
) -> SafeString:  # fmt: skip
    """Return an SVG image with its words; it stretches to its place. `chart_id` is unique."""
    return format_html(
        '<svg class="{css}" role="img" aria-labelledby="{id}-title {id}-desc" '
        'viewBox="0 0 {width} {height}" preserveAspectRatio="none">'
        '<title id="{id}-title">{title}</title><desc id="{id}-desc">{description}</desc>'
        "{content}</svg>",
        css=css,
        id=chart_id,
        width=str(size[0]),
        height=str(size[1]),
        title=title,
        description=description,
        content=content,
    )
