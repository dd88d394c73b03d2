"""How long and how many are the texts that no column of a format measures."""

LENGTHS = {
    "zh": {"thesis": 30, "effect": 110, "meaning": 45, "signal": 110, "risk": 70, "reason": 16},
    "en": {"thesis": 80, "effect": 280, "meaning": 120, "signal": 280, "risk": 180, "reason": 40},
}
"""Most characters, by language."""

MOST = {"effects": 2, "keywords": 3, "risks": 3}
"""Most entries; what an answer holds beyond them is left off."""
