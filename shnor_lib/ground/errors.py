"""The one exception whose text is meant for the methodologist."""


class ReportError(Exception):
    """A fatal problem that the user can mend.

    The text is Russian: what is wrong (file, sheet, cell where known) and what to do.  Commands print it as it is,
    without a traceback, and exit with code 2.
    """

    def __init__(self, message: str, what_to_do: str = ""):
        super().__init__(message)
        self.message = message
        self.what_to_do = what_to_do

    def __reduce__(self) -> tuple[type["ReportError"], tuple[str, str]]:
        """Keep both texts when the error crosses a process border."""
        return type(self), (self.message, self.what_to_do)

    def __str__(self) -> str:
        return f"{self.message} {self.what_to_do}".strip()
