"""The one exception whose text is meant for the methodologist."""

from shnor_lib.ground.personal_names import without_names


class ReportError(Exception):
    """A fatal problem that the user can mend.

    The text is Russian: what is wrong (file, sheet, cell where known) and what to do.  Commands print it as it is,
    without a traceback, and exit with code 2.  What the text quotes is hidden where it looks like a person.
    """

    def __init__(self, message: str, what_to_do: str = ""):
        self.message = without_names(message)
        self.what_to_do = without_names(what_to_do)
        super().__init__(self.message)

    def __reduce__(self) -> tuple[type["ReportError"], tuple[str, str]]:
        """Keep both texts when the error crosses a process border."""
        return type(self), (self.message, self.what_to_do)

    def __str__(self) -> str:
        return f"{self.message} {self.what_to_do}".strip()
