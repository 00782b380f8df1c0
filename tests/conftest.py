"""A copy of the study that a test may damage."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

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
