CREATE TABLE terms (
    source TEXT PRIMARY KEY,            -- its name in config.toml, also of an entry that is there no more
    quote TEXT NOT NULL,
    models TEXT NOT NULL,               -- JSON
    publisher TEXT
) WITHOUT ROWID;
