CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,           -- the page, and what tells it apart from others of that page
    page TEXT NOT NULL,                 -- canonical URL
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT,
    body TEXT,
    published_at TEXT,                  -- UTC, ISO 8601 to the microsecond: sorts as text
    date_only INTEGER NOT NULL,
    date_problem TEXT,
    source TEXT NOT NULL,
    publisher TEXT NOT NULL,
    lang TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    origin TEXT NOT NULL,               -- the configured source it first came from
    indexed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX documents_by_time ON documents (published_at, url);
CREATE INDEX documents_by_page ON documents (page);
CREATE INDEX documents_by_problem ON documents (date_problem) WHERE date_problem IS NOT NULL;
CREATE INDEX documents_to_index ON documents (number) WHERE indexed = 0;
CREATE TABLE copies (
    number INTEGER NOT NULL REFERENCES documents (number),
    title TEXT NOT NULL,
    published TEXT NOT NULL,            -- as the source wrote it
    published_at TEXT,
    source TEXT NOT NULL,
    PRIMARY KEY (number, title, published, source)
) WITHOUT ROWID;
CREATE TABLE validators (url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (title, text, content = '', tokenize = 'porter unicode61');
