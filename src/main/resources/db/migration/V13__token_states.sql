-- The states of a passage's tokens, compressed, by which the first hits of a search are ranked anew: read for these only, so never in the row, and of bits that
-- do not compress further. Null: stored before this was, by a model that gives none, or with storing switched off.
ALTER TABLE passage ADD COLUMN states bytea;
ALTER TABLE passage ALTER COLUMN states SET STORAGE EXTERNAL;
ALTER TABLE embedded_text ADD COLUMN states bytea;
ALTER TABLE embedded_text ALTER COLUMN states SET STORAGE EXTERNAL;
