-- The tables of SQLite's corpus. Texts are compared byte by byte, as there; no index holds one of any length, for none
-- takes more than 2,700 bytes: a hash does.
CREATE TABLE documents (
    number bigint PRIMARY KEY,
    key text COLLATE "C" NOT NULL,
    page text COLLATE "C" NOT NULL,
    url text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    summary text COLLATE "C",
    body text COLLATE "C",
    published_at text COLLATE "C",      -- UTC, ISO 8601 to the microsecond: sorts as text
    date_only smallint NOT NULL,
    date_problem text COLLATE "C",
    source text COLLATE "C" NOT NULL,
    publisher text COLLATE "C" NOT NULL,
    lang text COLLATE "C" NOT NULL,
    content_hash text COLLATE "C" NOT NULL,
    origin text COLLATE "C" NOT NULL,
    indexed smallint NOT NULL DEFAULT 0,
    EXCLUDE USING hash (key WITH =)
);
CREATE INDEX documents_by_time ON documents (published_at);
CREATE INDEX documents_by_page ON documents USING hash (page);
CREATE INDEX documents_by_problem ON documents (date_problem) WHERE date_problem IS NOT NULL;
CREATE INDEX documents_to_index ON documents (number) WHERE indexed = 0;
CREATE TABLE copies (
    number bigint NOT NULL,
    title text COLLATE "C" NOT NULL,
    published text COLLATE "C" NOT NULL,
    published_at text COLLATE "C",
    source text COLLATE "C" NOT NULL
);
CREATE INDEX copies_by_number ON copies (number);
CREATE TABLE entries (
    number bigint NOT NULL,
    anchor text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    guid text COLLATE "C" NOT NULL
);
CREATE INDEX entries_by_number ON entries (number);
CREATE TABLE validators (url text COLLATE "C" PRIMARY KEY, etag text, last_modified text);
CREATE TABLE words (
    number bigint PRIMARY KEY,
    title tsvector NOT NULL,
    text tsvector NOT NULL,
    whole smallint NOT NULL             -- 0: without places, of which there were more than a tsvector holds
);
CREATE INDEX words_of_titles ON words USING gin (title);
CREATE INDEX words_of_texts ON words USING gin (text);
CREATE TABLE fetches (
    source text COLLATE "C" NOT NULL,
    at text COLLATE "C" NOT NULL,
    status text NOT NULL,
    reason text NOT NULL,
    read bigint NOT NULL,
    added bigint NOT NULL,
    updated bigint NOT NULL,
    skipped bigint NOT NULL,
    oldest text,
    newest text,
    again_at text,
    reserved smallint NOT NULL,
    PRIMARY KEY (source, at)
);
CREATE INDEX fetches_by_time ON fetches (at);
CREATE TABLE terms (
    source text COLLATE "C" PRIMARY KEY,
    quote text NOT NULL,
    models text NOT NULL,
    publisher text
);
CREATE TABLE history (
    kind text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    format text COLLATE "C" NOT NULL,
    language text COLLATE "C" NOT NULL,
    ended text COLLATE "C" NOT NULL,
    told text NOT NULL,
    PRIMARY KEY (kind, period, format, language)
);
CREATE TABLE watches (text text COLLATE "C" PRIMARY KEY, since text COLLATE "C" NOT NULL);
