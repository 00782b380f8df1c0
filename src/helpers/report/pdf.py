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


def printed(study: Study, document: Node, folder: Path) -> bytes:
    """Return the PDF, the one that is kept if nothing that it is printed from has changed; see `compiled`."""
    programs = f"{version('typst')} {version('matplotlib')}"  # the second for its fonts
    parts = [Path(__file__).read_bytes(), programs.encode(), *_files(document, folder).values()]
    digest = hashlib.sha256(b"\n".join(parts))
    build, name = study.root / "build", f"report.{document['language']}"
    kept = build / f"{name}.{digest.hexdigest()}.pdf"
    if kept.is_file():
        return kept.read_bytes()
    content = compiled(document, folder)
    for old in build.glob(f"{name}.*.pdf"):
        old.unlink(missing_ok=True)
    tables.replace(kept, content)
    return content


def compiled(document: Node, folder: Path) -> bytes:
    """Return the PDF.

    The tree reaches Typst as JSON data, so that no word of it is ever read as Typst markup. Fonts come from the
    wheels of typst and matplotlib alone, and no clock is read: the same tree gives the same bytes everywhere.

    Parameters
    ----------
    document : dict
        The report's tree.
    folder : Path
        Holds ``report.typ``.

    Raises
    ------
    InputError
        Typst refuses the document, for instance a figure without an alternative text.
    """
    import typst

    try:
        return typst.compile(  # type: ignore[no-any-return, call-overload]
            _files(document, folder),
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


def _files(document: Node, folder: Path) -> dict[str, bytes]:
    """Return what Typst reads, by the names that it knows them by."""
    return {
        "main": (folder / "report.typ").read_bytes(),
        "document.json": json.dumps(document, ensure_ascii=False, sort_keys=True).encode(),
    }


def _fonts() -> list[str]:
    """Return the folder of the fonts that the figures are drawn with."""
    matplotlib = find_spec("matplotlib")
    origin = matplotlib.origin if matplotlib else None
    return [str(Path(origin).parent / "mpl-data" / "fonts" / "ttf")] if origin else []
