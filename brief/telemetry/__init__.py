"""Traces and metrics of runs for a collector that speaks OpenTelemetry, made from run.json and calls.jsonl."""
