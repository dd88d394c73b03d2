"""Which URLs a report may link to."""

from brief.documents.urls import UrlError, cited_url


def citable_url(url: str) -> str:
    """`url` in the form in which it is cited; empty if it is no plain http(s) address."""
    try:
        return cited_url(url)
    except UrlError:
        return ""
