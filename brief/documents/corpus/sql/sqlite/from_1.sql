-- Version 1 told documents apart by page alone.
-- What it had put together stays so, and no document is read anew for it.
ALTER TABLE documents ADD COLUMN page TEXT NOT NULL DEFAULT '';
UPDATE documents SET page = key;
CREATE INDEX documents_by_page ON documents (page);
