"""Make sure that the browser tests have a Chromium: Playwright's own, else Debian's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def playwright_has_one() -> bool:
    """Tell whether Playwright finds the browser it was built for."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def run(*command: str) -> bool:
    """Run a command quietly; tell whether it succeeded."""
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def install() -> bool:
    """Try Playwright's download, then Debian's package; tell whether one worked."""
    if run(sys.executable, "-m", "playwright", "install", "chromium"):
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        return run("apt-get", "update") and run(
            "apt-get", "install", "-y", "--no-install-recommends", "chromium"
        )
    return False


def main() -> int:
    """Return 0 when a browser is there."""
    if any(map(shutil.which, NAMES)) or playwright_has_one():
        return 0
    sys.stdout.write("Chromium for the browser tests …\n")
    sys.stdout.flush()
    if install():
        return 0
    sys.stderr.write("No Chromium. Install one (Debian: apt install chromium) and try again.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
