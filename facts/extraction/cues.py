"""What tells what a sentence does, and whether it can stand alone. The words stand in the lexicon."""

import re
from collections.abc import Mapping
from typing import Literal

InsightKind = Literal["consequence", "expectation", "comparison", "risk"]

CUES: Mapping[InsightKind, tuple[tuple[float, tuple[str, ...]], ...]] = {
    "consequence": ((3.0, ("cause", "act")), (2.5, ("consequence",)), (1.5, ("consequence_weak",))),
    "expectation": ((3.0, ("guess", "expectation")), (1.5, ("plan", "future", "expectation_weak"))),
    "comparison": ((3.0, ("comparison",)), (1.0, ("comparison_weak",))),
    "risk": ((3.0, ("hazard", "risk")), (1.0, ("risk_weak",))),
}
"""Kind -> (weight, the lists whose words tell it), the strongest first."""

OPENER = re.compile(
    r"^(?:《[^》]{1,20}》(?:指出|提出|显示|明确)，|[^，。独]{0,10}记者[^，。独]{0,10}获悉，)\s*",
    re.IGNORECASE,
)
"""Who read or heard it where: a quotation begins behind it."""

SCHEDULE = re.compile(
    r"(?:预计|将|计划|拟).{0,14}(?:[月日]|年底|本周|下周|近期|今日|明日|季度).{0,10}(?:上线|开放|发布|推出|推送|开售|交付|上市|公测|举行|召开|生效)|"
    r"即将(?:推出|上线|发布)|(?:已|本周|今日)在?[^，。]{0,14}(?:上线|开放|推出)",
    re.IGNORECASE,
)
"""When a product comes out: true, and no insight."""

HEADLINE = re.compile(r"^【.*】$")
"""A headline that a text repeats as its first sentence."""

CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)+\s*$")
"""The dots of a text that was cut off after a sentence."""
