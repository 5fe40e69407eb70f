"""Charts made on the server: inline SVG without script, style attribute or text.

The words stand beside a chart in HTML, so that they stay legible at any width: a title that tells
the finding as a sentence, and a table of the same numbers. A chart that says something of its own
is an image with title and description; a bar inside a row of a table only repeats the number
beside it and is hidden from screen readers. Colours are classes of static/css.
"""

from kelurahan.charts.bars import Segment, bar, stacked_bar
from kelurahan.charts.columns import columns
from kelurahan.charts.lines import line
from kelurahan.charts.scale import Scale
from kelurahan.charts.shapes import Shape, shape_map

__all__ = ["Scale", "Segment", "Shape", "bar", "columns", "line", "shape_map", "stacked_bar"]
