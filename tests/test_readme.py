"""The README: every path, command and number in it is true."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import tables
from helpers.paths import Study

HOME = Path(__file__).resolve().parents[1]
README = (HOME / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(
    path
    for path in (*HOME.glob("*.md"), *HOME.glob("data/**/README.md"), HOME / "tests" / "gold" / "README.md")
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(HOME).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target


def test_every_folder_in_the_map_exists() -> None:
    for name in re.findall(r"^\| `([\w/.]+)` \|", README, flags=re.M):
        assert (HOME / name).exists(), name


def test_every_notebook_is_in_the_map() -> None:
    assert set(re.findall(r"notebooks/(\d\d_\w+)\.ipynb", README)) == {
        path.stem for path in HOME.glob("notebooks/*.ipynb")
    }


def test_every_make_target_exists() -> None:
    makefile = (HOME / "Makefile").read_text(encoding="utf-8")
    for document in DOCUMENTS:
        for target in re.findall(r"`?make ([a-z]+)", document.read_text(encoding="utf-8")):
            assert re.search(rf"^{target}:", makefile, flags=re.M), f"{document.name}: make {target}"


def test_every_command_exists() -> None:
    for command in set(re.findall(r"python -m helpers ([a-z]+)", README)):
        ran = subprocess.run(
            [sys.executable, "-m", "helpers", command, "--help"], capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, command


def test_every_number_of_the_findings_is_a_measure(study: Study) -> None:
    measures = tables.read(study, "processed/measures").set_index("measure_id")
    hfds = measures.loc["rate_ransomware_hfds_2021"]
    least, greatest = (
        measures.loc["rate_least_2021_overall", "value"],
        measures.loc["rate_greatest_2021_overall", "value"],
    )
    assert hfds["low"] < 1 < hfds["high"], "the year no longer agrees with him"
    text = " ".join(README.split())
    assert f"{hfds['value']:.2f} a week (95% interval {hfds['low']:.2f} to {hfds['high']:.2f})" in text
    assert f"Counted in any of {measures.loc['definitions_2021', 'value']:.0f} ways" in text
    assert f"runs from {least:.2f} to {greatest:.1f} a week" in text
    articles = len(tables.read(study, "processed/articles"))
    assert f"{ {5: 'Five', 6: 'Six'}[articles] } French press articles" in text
