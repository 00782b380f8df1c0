"""Every path of a study, from its root: no other module and no notebook names one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import InputError

MARK = Path("data") / "raw"


@dataclass(frozen=True)
class Study:
    """A study: a folder with ``data/raw``, ``data/curated`` and ``reports/prose``.

    Parameters
    ----------
    root : Path
        The folder, absolute.
    """

    root: Path

    @classmethod
    def find(cls, root: str | Path = "") -> Study:
        """Return the study at `root`, or the one around the current folder.

        Parameters
        ----------
        root : str or Path
            The study's folder; empty for the variable ``STUDY``, else the nearest folder upwards that holds
            ``data/raw``. papermill, nbval and JupyterLab start in different folders; all find the same study.

        Raises
        ------
        InputError
            No such folder, or one that is not a study.
        """
        named = str(root) or os.environ.get("STUDY", "")
        if named:
            return cls._at(Path(named))
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / MARK).is_dir():
                return cls(folder)
        raise InputError(str(here), "is not inside a study", "name one with STUDY=path")

    @classmethod
    def _at(cls, root: Path) -> Study:
        if not (root / MARK).is_dir():
            raise InputError(
                str(root), "is not a study (it has no data/raw)", "make one with: python -m helpers new PATH"
            )
        return cls(root.resolve())

    def name(self, path: Path) -> str:
        """Return `path` as seen from the study's root, with forward slashes, for messages and tables."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    @property
    def raw(self) -> Path:
        """What others wrote: never edited."""
        return self.root / "data" / "raw"

    @property
    def articles(self) -> Path:
        """The articles as received, and their bibliography."""
        return self.raw / "articles"

    @property
    def curated(self) -> Path:
        """What a person decided."""
        return self.root / "data" / "curated"

    @property
    def processed(self) -> Path:
        """What the notebooks derived: may be deleted and comes back the same."""
        return self.root / "data" / "processed"

    @property
    def lexicon(self) -> Path:
        """The study's own word lists, on top of the package's; there need be none."""
        return self.root / "data" / "lexicon"

    @property
    def notebooks(self) -> Path:
        """The notebooks with their outputs."""
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        """The finished report."""
        return self.root / "reports"

    @property
    def prose(self) -> Path:
        """The report's sentences, one folder a language."""
        return self.reports / "prose"

    @property
    def template(self) -> Path:
        """The report's style sheets and templates: the study's own, or else those of this repository."""
        own = self.reports / "template"
        return own if own.is_dir() else Path(__file__).resolve().parents[2] / "reports" / "template"

    @property
    def figures(self) -> Path:
        """The figures and the tables behind them."""
        return self.reports / "figures"
