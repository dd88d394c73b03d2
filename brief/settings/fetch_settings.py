"""[fetch]: how much time and data reading the news may take, and how servers are asked."""

from pydantic import Field

from brief.settings.headers import Headers
from schemas.base import Schema


class FetchLimits(Schema):
    """What one fetch may take, with its redirects and repeats, and how many there are at once."""

    step_timeout_seconds: float = Field(default=15, gt=0)
    """For connecting, and for each wait for more data."""
    total_timeout_seconds: float = Field(default=45, gt=0)
    max_bytes: int = Field(default=20 * 1024 * 1024, ge=1)
    """As it is sent, and again when it is unpacked."""
    max_redirects: int = Field(default=5, ge=0)
    retries: int = Field(default=2, ge=0)
    """How often a server is asked again that broke off, is busy (429) or broken (5xx)."""
    retry_wait_seconds: float = Field(default=1, ge=0)
    """Before the first repeat; doubled before each further one. What a server asks for (Retry-After) counts more."""
    at_once: int = Field(default=64, ge=1, le=256)
    """Requests at once, to all servers."""
    per_host: int = Field(default=2, ge=1)
    """Requests at once to one host and port."""


class FetchConfig(FetchLimits):
    """[fetch]"""

    max_seconds: float = Field(default=300, gt=0)
    """For reading all sources; what has not had its turn by then is postponed to the next time."""
    user_agent: str | None = None
    """How Brief names itself to servers; None means brief/<version>."""
    headers: Headers = Field(default_factory=dict)
    """Sent to every source, but not to where it redirects outside of its own host."""
