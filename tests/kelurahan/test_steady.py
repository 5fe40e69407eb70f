"""Parts of a page that are the same for every reader."""

from django.template import Context, Template
from django.utils import translation


class Counted:
    """Counts how often it is written out."""

    times = 0

    def __str__(self):
        self.times += 1
        return "x"


def rendered(template, **context):
    return template.render(Context(context))


def test_a_steady_part_is_rendered_once():
    template, part = Template("{% load steady %}{% steady %}{{ part }}{% endsteady %}"), Counted()

    assert [rendered(template, part=part) for _ in range(3)] == ["x"] * 3
    assert part.times == 1


def test_a_steady_part_is_rendered_for_each_value_of_what_it_depends_on():
    template = Template("{% load steady %}{% steady a b %}{{ a }}{{ b }}{% endsteady %}")

    assert [rendered(template, a=a, b="<") for a in "121"] == ["1&lt;", "2&lt;", "1&lt;"]


def test_a_steady_part_is_rendered_for_each_language():
    template = Template("{% load i18n steady %}{% steady %}{% translate 'Yes' %}{% endsteady %}")
    texts = []
    for language in ("en", "id", "en"):
        with translation.override(language):
            texts.append(rendered(template))

    assert texts[0] == texts[2] != texts[1]


def test_a_steady_part_of_many_values_is_bounded():
    template = Template("{% load steady %}{% steady a %}{{ a }}{% endsteady %}")

    assert all(rendered(template, a=str(number)) == str(number) for number in range(1_000))
    assert len(template.nodelist[1].kept) <= 200
