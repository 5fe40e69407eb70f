"""Parts of a page that are the same for every reader, rendered once and kept in the process."""

from collections.abc import Hashable

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
# Of one place in a template; more kinds than this are no kinds.
MOST_KEPT = 200


class SteadyNode(template.Node):
    """Renders its content once for each language and each value of what it depends on."""

    def __init__(self, nodelist: NodeList, depends_on: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.depends_on = depends_on
        self.kept: dict[Hashable, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """Return what was rendered before for the same values, or render it now."""
        # Resolved, not rendered: writing a value out takes most of the time that is saved.
        key = get_language(), *[value.resolve(context) for value in self.depends_on]
        if (text := self.kept.get(key)) is None:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            text = self.kept[key] = self.nodelist.render(context)
        return text


@register.tag
def steady(parser: Parser, token: Token) -> SteadyNode:
    """Keep what is between `{% steady a b %}` and `{% endsteady %}`, which depends on a and b only.

    Both are hashable, take few values, and say nothing of a person or of what somebody typed.
    """
    _name, *values = token.split_contents()
    nodelist = parser.parse(("endsteady",))
    parser.delete_first_token()
    return SteadyNode(nodelist, [parser.compile_filter(value) for value in values])
