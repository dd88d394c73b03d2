CREATE TABLE fetches (
    source TEXT NOT NULL,               -- its name in config.toml
    at TEXT NOT NULL,                   -- UTC, like every instant here
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    read INTEGER NOT NULL,
    added INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    oldest TEXT,                        -- of the dates of its documents
    newest TEXT,
    again_at TEXT,                      -- not to be asked before
    reserved INTEGER NOT NULL,          -- by its publisher, against text and data mining
    PRIMARY KEY (source, at)
) WITHOUT ROWID;
CREATE INDEX fetches_by_time ON fetches (at);
