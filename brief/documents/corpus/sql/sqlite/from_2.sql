-- Version 2 knew the last reading of each source alone.
INSERT INTO fetches SELECT name, at, status, reason, read, added, updated, skipped, NULL, NULL, NULL, 0 FROM sources;
DROP TABLE sources;
