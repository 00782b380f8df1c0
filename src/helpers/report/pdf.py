"""The report's tree as a tagged PDF: Typst prints it, and refuses what PDF/UA-1 does not allow."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

from helpers.errors import InputError
from helpers.report.references import Node


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

    files = {
        "main": (folder / "report.typ").read_bytes(),
        "document.json": json.dumps(document, ensure_ascii=False, sort_keys=True).encode(),
    }
    try:
        return typst.compile(  # type: ignore[no-any-return, call-overload]
            files,
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
