CREATE TABLE brief_leases (
    name text PRIMARY KEY,
    holder text NOT NULL,
    until timestamptz NOT NULL
);

CREATE TABLE brief_calls (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run text NOT NULL,
    key text NOT NULL,
    shared boolean NOT NULL, -- whether other runs may take it
    critic text NOT NULL, -- the model, where it answered as a critic
    call text NOT NULL, -- its line of calls.jsonl
    answered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (run, key)
);
CREATE INDEX brief_calls_shared ON brief_calls (key) WHERE shared;

CREATE TABLE brief_limits (
    endpoint text PRIMARY KEY,
    levels jsonb NOT NULL
);

CREATE TABLE brief_retrievals (
    key text PRIMARY KEY,
    content bytea NOT NULL,
    used_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
