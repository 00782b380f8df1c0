"""The report's tree as a tagged PDF: Typst prints it, and refuses what PDF/UA-1 does not allow.

A print takes longer than all else of the report, so the last one of each language is kept, by what it was printed from:
a sentence changed in one language prints that language alone.
"""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from helpers import tables
from helpers.errors import InputError
from helpers.paths import Study
from helpers.report.references import Node


def files(document: Node, folder: Path) -> dict[str, bytes]:
    """Return what Typst reads, by the names that it knows them by.

    Parameters
    ----------
    document : dict
        The report's tree.
    folder : Path
        Holds ``report.typ``.
    """
    return {
        "main": (folder / "report.typ").read_bytes(),
        "document.json": json.dumps(document, ensure_ascii=False, sort_keys=True).encode(),
    }


def kept(study: Study, language: str, read: dict[str, bytes]) -> Path:
    """Return where the PDF of a language is kept, by all that it is printed from."""
    programs = f"{version('typst')} {version('matplotlib')}"  # the second for its fonts
    parts = [Path(__file__).read_bytes(), programs.encode(), *read.values()]
    digest = hashlib.sha256(b"\n".join(parts)).hexdigest()
    return study.root / "build" / f"report.{language}.{digest}.pdf"


def printed(place: Path, read: dict[str, bytes]) -> bytes:
    """Return the PDF that is kept at a place, or else print it; see `compiled`."""
    return place.read_bytes() if place.is_file() else compiled(read)


def keep(place: Path, content: bytes) -> None:
    """Keep a PDF, and no other of its language."""
    tables.replace(place, content)
    language = place.name.split(".")[1]
    for other in set(place.parent.glob(f"report.{language}.*.pdf")) - {place}:
        other.unlink(missing_ok=True)


def compiled(read: dict[str, bytes]) -> bytes:
    """Return the PDF.

    The tree reaches Typst as JSON data, so that no word of it is ever read as Typst markup. Fonts come from the
    wheels of typst and matplotlib alone, and no clock is read: the same tree gives the same bytes everywhere.

    Parameters
    ----------
    read : dict of bytes
        What Typst reads; see `files`.

    Raises
    ------
    InputError
        Typst refuses the document, for instance a figure without an alternative text.
    """
    import typst

    try:
        return typst.compile(  # type: ignore[no-any-return, call-overload]
            read,
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=0,
            ignore_system_fonts=True,
            font_paths=_fonts(),
        )
    except typst.TypstError as error:
        what = f"cannot be printed ({error.message} {' '.join(error.hints)})"
        raise InputError(
            "reports/template/report.typ", what, "mend the template or the figure that it names"
        ) from None


def _fonts() -> list[str]:
    """Return the folder of the fonts that the figures are drawn with."""
    matplotlib = find_spec("matplotlib")
    origin = matplotlib.origin if matplotlib else None
    return [str(Path(origin).parent / "mpl-data" / "fonts" / "ttf")] if origin else []
