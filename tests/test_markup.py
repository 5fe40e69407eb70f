"""The checker of our pages finds what it is there for."""

import pytest

from tests.markup import problems

SOUND = (
    '<!doctype html><html lang="id"><body><h1>A</h1><h2>B</h2><p id="x">C<br>D</p></body></html>'
)


def test_a_sound_page_has_no_problems():
    assert problems(SOUND) == []


def test_a_description_for_search_engines_is_no_script():
    data = '<script type="application/ld+json">{"name": "<b>"}</script>'

    assert problems(SOUND.replace("<body>", f"<body>{data}")) == []


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ('<p id="x">', "'x' 2 times"),
        ("<div>", "</body> closes"),
        ("</div>", "</div> closes"),
        ('<p style="color:red"></p>', "style on <p>"),
        ('<p onclick="x()"></p>', "onclick on <p>"),
        ("<script></script>", "<script>"),
        ('<label for="nowhere">N</label>', "'nowhere'"),
        ("<h4>too deep</h4>", "<h4> follows <h2>"),
        ("<h1>again</h1>", "2 <h1>"),
        ('<p class="a" class="b"></p>', "class twice"),
        ('<img src="x.png">', "without alt"),
    ],
)
def test_a_fault_is_named(fault, named):
    found = problems(SOUND.replace("</body>", f"{fault}</body>"))

    assert any(named in problem for problem in found)
