"""What waits for a member of staff, for the admin's first page. Apps hand it over in `ready()`."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Notice:
    """One line that leads to the work."""

    text: str
    url: str
    is_urgent: bool = False


type Panel = Callable[[User], list[Notice]]

_panels: list[Panel] = []


def register_panel(panel: Panel) -> None:
    """Ask `panel` from now on what waits for whoever opens the first page."""
    if panel not in _panels:
        _panels.append(panel)


def notices_for(user: User) -> list[Notice]:
    """Return what waits for `user`, in the order of registration."""
    return [notice for panel in _panels for notice in panel(user)]
