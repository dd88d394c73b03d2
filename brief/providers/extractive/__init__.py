"""The answerer without a model: spans of the evidence, one file per agent."""
