"""The one error type whose text may reach a person."""


class PhantomscopeError(Exception):
    """Something a person has to know about: what happened, where, and what to do.

    Attributes:
        what: What happened, one sentence without a trailing full stop.
        where: The member, file name or tag concerned; may be empty.
        todo: What the person can do about it, one sentence without a full stop; may be empty.
    """

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.todo = todo

    def __str__(self) -> str:
        sentence = f"{self.what} ({self.where})." if self.where else f"{self.what}."
        return f"{sentence} {self.todo}." if self.todo else sentence


class OperationCancelled(Exception):  # noqa: N818 - cancelling is not an error
    """The person asked for the running operation to stop."""
