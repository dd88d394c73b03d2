CREATE TABLE entries (
    number INTEGER NOT NULL REFERENCES documents (number),
    anchor TEXT NOT NULL,               -- empty for the whole page
    source TEXT NOT NULL,
    guid TEXT NOT NULL,                 -- the source's own id, empty if it gave none
    PRIMARY KEY (number, anchor, source, guid)
) WITHOUT ROWID;
