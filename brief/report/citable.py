"""Whether a reader may be sent to an address."""

from brief.documents.urls import UrlError, cited_url


def citable_url(url: str) -> str | None:
    """`url` as it is cited; None where it is no plain http(s) address."""
    try:
        return cited_url(url)
    except UrlError:
        return None
