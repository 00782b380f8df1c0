"""The one error that a user can cause."""

from __future__ import annotations

from collections.abc import Iterable


class InputError(ValueError):
    """A bad input, told in one line: where it stands, what is wrong, how to mend it.

    Parameters
    ----------
    where : str
        File, and row and column where there is one.
    what : str
        What is wrong with it.
    cure : str
        What the user can do.

    Examples
    --------
    >>> print(InputError("claims.csv, row 3, column quote", "is empty", "copy the words of the article"))
    claims.csv, row 3, column quote: is empty; copy the words of the article
    """

    def __init__(self, where: str, what: str, cure: str) -> None:
        super().__init__(" ".join(f"{where}: {what}; {cure}".split()))

    def _render_traceback_(self) -> list[str]:
        """Return what JupyterLab shows: IPython asks for it by this name; the way through the code is no help here."""
        return [f"InputError: {self}"]

    @classmethod
    def several(cls, errors: Iterable[InputError]) -> InputError:
        """Return one error that tells all of `errors`, a line each."""
        told = cls("", "", "")
        told.args = ("\n".join(dict.fromkeys(str(error) for error in errors)),)
        return told
