"""An error in an edited form, with its line."""


class FormError(Exception):
    """A form with an error."""

    def __init__(self, line: int, what: str, next: str | None = None) -> None:
        super().__init__(what)
        self.line = line
        """Counted from 1."""
        self.what = what
        self.next = next
        """What to do now."""
