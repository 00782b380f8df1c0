"""What several test modules need: the study, a copy that a test may damage, a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from helpers.paths import Study

HOME = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def study() -> Study:
    """Return the study of this repository; no test writes to it."""
    return Study.find(HOME)


@pytest.fixture
def damaged(tmp_path: Path) -> Study:
    """Return a copy of the study's data and prose, for tests that change files."""
    for folder in ("data", "reports"):
        shutil.copytree(HOME / folder, tmp_path / folder)
    (tmp_path / "notebooks").mkdir()
    return Study.find(tmp_path)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium; without one the browser tests are left out, but never in CI."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path and not os.environ.get("CI"):
        pytest.skip("no Chromium here: install it to run the browser tests")
    assert path, "CI must run the browser tests: install chromium"
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Return an open browser that fetches nothing by itself."""
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=options)
        yield opened
        opened.close()
