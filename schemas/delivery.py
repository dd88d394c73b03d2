"""What became of a finished report where people read: lines of deliveries.jsonl, and of the project's audit.jsonl."""

from datetime import datetime
from typing import Literal

from schemas.base import Schema, Sparse

ChannelKind = Literal["email", "apprise", "wecom", "feishu", "dingtalk", "folder", "git", "webhook"]

DeliveryStatus = Literal["sending", "sent", "failed", "waiting", "skipped", "unknown", "planned"]
"""sending: on its way; as the last word, its sender was killed. failed: it did not arrive. waiting: for an approval.
unknown: it may have arrived. skipped: there was nothing to do. planned: a dry run, it would go."""


class Delivery(Schema):
    """One line about one channel of one report."""

    channel: str
    kind: ChannelKind
    format: str
    language: str
    at: datetime
    status: DeliveryStatus
    reason: str = ""
    parts: Sparse[int] = 0
    """How many messages of a long text have arrived."""


class Approval(Schema):
    """Somebody's word that the report may go."""

    approved_by: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.approved_by} {self.at.isoformat(timespec='seconds')}"


class AuditLine(Schema):
    """One act, chained to the one before it."""

    previous: str
    """SHA-256 of the line before, in hex; zeros in the first."""
    at: datetime
    by: str
    act: Literal["edit", "approval", "delivery", "correction"]
    run: str
    said: str
    """What was done, in a line."""
