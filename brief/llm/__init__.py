"""One question to one model: prompt, schema, call, ledger, budget, repair."""
