"""A real Chromium on a live server with a small register."""

import os
import shutil
from functools import partial
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import Playwright, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.town import build_town

# Debian's names; Playwright's own build, if installed, is preferred.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
# Playwright keeps an event loop in this thread; the tests themselves stay synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # pytest-django sets up only databases that some test names
            item.add_marker(pytest.mark.django_db)


def chromium_path(playwright: Playwright) -> str:
    """Return a Chromium; its absence is a failure, since a skipped test proves nothing."""
    found = [playwright.chromium.executable_path, *map(shutil.which, NAMES)]
    for path in found:
        if path and Path(path).exists():
            return path
    pytest.fail("No Chromium: run `make browser`, or install one (Debian: apt install chromium)")


def note(complaints, message):
    """Keep what a page says on the console, but not Chromium's own hints to developers."""
    if not message.text.startswith("[DOM]"):
        complaints.append(message.text)


@pytest.fixture(scope="package")
def server(django_db_setup, django_db_blocker):
    """A live server on a town that is built once and gone before any other test runs."""
    with django_db_blocker.unblock():
        live = LiveServer("127.0.0.1")
        build_town()
        yield live
        live.stop()
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="package")
def browser(server):
    """One Chromium for all; closed before the server, whose connections it holds open."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(playwright), args=list(QUIET)
        )
        yield chromium
        chromium.close()
        # Beside Playwright's loop Django sees other connections than without it: close them here.
        connections.close_all()


@pytest.fixture
def new_page(browser, server):
    """Return a function that opens a page of the portal in a fresh browser context."""
    contexts = []

    def open_page(path="/", **options):
        context = browser.new_context(base_url=server.url, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", partial(note, page.complaints))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("requestfailed", lambda request: page.complaints.append(request.url))
        assert page.goto(path).status < 500, page.content()
        return page

    yield open_page
    for context in contexts:
        context.close()
