"""The one error that a user can cause, and the one limit to what an article may be."""

from __future__ import annotations

from collections.abc import Iterable

LARGEST = 10_000_000  # bytes of an article, however it comes in: a file, an address, a record of an archive


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

    @classmethod
    def several(cls, errors: Iterable[InputError]) -> InputError:
        """Return one error that tells all of `errors`, a line each."""
        told = cls("", "", "")
        told.args = ("\n".join(dict.fromkeys(str(error) for error in errors)),)
        return told


def check_size(size: int, where: str) -> None:
    """Raise `InputError` for an article of more than `LARGEST` bytes."""
    if size > LARGEST:
        raise InputError(
            where, f"is larger than {LARGEST // 1_000_000} MB", "save the text of the article alone"
        )
