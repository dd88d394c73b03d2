"""What attributes and metrics are called.

The names `gen_ai.*` are those of OpenTelemetry's conventions of late 2026, which are still in development: they may
change there, and then change here and nowhere else. `brief.*` are our own.
"""

OPERATION, CHAT = "gen_ai.operation.name", "chat"
PROVIDER = "gen_ai.provider.name"
MODEL = "gen_ai.request.model"
MOST_TOKENS = "gen_ai.request.max_tokens"
RESPONSE, FINISH = "gen_ai.response.id", "gen_ai.response.finish_reasons"
INPUT, OUTPUT, CACHED = (
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.cache_read.input_tokens",
)
INSTRUCTIONS, ASKED, ANSWERED = "gen_ai.system_instructions", "gen_ai.input.messages", "gen_ai.output.messages"
ERROR = "error.type"

TOKEN_TYPE = "gen_ai.token.type"  # noqa: S105 - no secret
TOKENS, SECONDS = "gen_ai.client.token.usage", "gen_ai.client.operation.duration"
"""Metrics, with the boundaries that the conventions ask for."""
TOKEN_BOUNDS = tuple(4**power for power in range(14))
SECOND_BOUNDS = tuple(0.01 * 2**power for power in range(14))

RUN, STATUS, EXIT, PERIOD, FORMATS, LANGUAGE, JOB, PARENT = (
    f"brief.{one}" for one in ("run", "status", "exit_code", "period", "formats", "language", "job", "parent")
)
CALLS, REUSED, FALLBACKS, OPEN, DOCUMENTS = (
    f"brief.{one}" for one in ("calls", "reused_calls", "fallbacks", "open_issues", "documents")
)
STEP, ROLE, PURPOSE, ATTEMPTS, BATCH, PROMPT = (
    f"brief.{one}" for one in ("step", "role", "purpose", "attempts", "batch", "prompt_version")
)
COST = "brief.cost"
"""US dollars; also a metric."""
RUNS, RUN_SECONDS = "brief.runs", "brief.run.duration"
