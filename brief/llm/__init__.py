"""One question to one model: prompt, answer schema, call, ledger, budget, repair."""
