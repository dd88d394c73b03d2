CREATE TABLE history (
    kind TEXT NOT NULL,                 -- of period
    period TEXT NOT NULL,               -- its label
    format TEXT NOT NULL,
    language TEXT NOT NULL,
    ended TEXT NOT NULL,                -- the last day of the period
    told TEXT NOT NULL,                 -- JSON: schemas/history.py
    PRIMARY KEY (kind, period, format, language)
) WITHOUT ROWID;
CREATE TABLE watches (
    text TEXT PRIMARY KEY,              -- as the user wrote it
    since TEXT NOT NULL                 -- the day
) WITHOUT ROWID;
