"""The report as JSON to an address of one's own, signed after the Standard Webhooks convention.

The id is the same whenever the same report goes to the same channel, so that a receiver knows what it has had.
"""

import base64
import binascii
import hashlib
import hmac
import json
from contextlib import suppress
from typing import Any

from brief.delivery.base import Arrived, secret_of
from brief.delivery.parcel import ReportParcel, link_to
from brief.delivery.posting import post, signing_time

_PREFIX = "whsec_"
"""Before a secret that is given in base64."""


def send(parcel: ReportParcel, _done: int, _arrived: Arrived) -> str:
    """Posts the report. Raises NotSent."""
    secret, url = (secret_of(parcel.channel, parcel.config, key) for key in ("secret", "url"))
    body, stamp = preview(parcel), str(int(signing_time()))
    headers = {"content-type": "application/json", "webhook-id": parcel.id, "webhook-timestamp": stamp}
    if secret:
        signature = hmac.new(_key(secret), f"{parcel.id}.{stamp}.".encode() + body, hashlib.sha256).digest()
        headers["webhook-signature"] = f"v1,{base64.b64encode(signature).decode()}"
    post(url or parcel.config.url or "", body, headers, repeatable=True)
    return ""


def preview(parcel: ReportParcel) -> bytes:
    body: dict[str, Any] = {
        "type": "report.corrected" if parcel.corrects else "report.published",
        "timestamp": parcel.now.isoformat(),
        "data": {
            "run_id": parcel.run.path.name,
            "corrects": parcel.corrects,
            "name": parcel.name,
            "link": link_to(parcel.config, parcel.run, parcel.report) or None,
            "report": parcel.report.model_dump(mode="json"),
        },
    }
    if parcel.config.with_passages:
        body["data"]["passages"] = parcel.passages()
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _key(secret: str) -> bytes:
    if secret.startswith(_PREFIX):
        with suppress(binascii.Error):  # a secret that only looks like one in base64
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    return secret.encode()
