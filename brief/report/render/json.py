"""Report -> report.json, and the JSON Schema of it. `python -m brief.report.render.json` writes the schema anew."""

import json
from pathlib import Path

import schemas
from schemas.report import Report

SCHEMA_FILE = Path(schemas.__file__ or "").parent / "json" / "report.schema.json"


def render_json(report: Report) -> str:
    """The report as indented JSON in UTF-8, keys in the order of the schema, ending with one newline."""
    return report.model_dump_json(indent=2) + "\n"


def report_schema() -> str:
    """The JSON Schema of report.json, generated from the models."""
    schema = Report.model_json_schema(mode="serialization")
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.parent.mkdir(exist_ok=True)
    SCHEMA_FILE.write_text(report_schema(), encoding="utf-8")
