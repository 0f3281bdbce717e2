-- Words are split and cut to their stems by the application, by each document's own language, no longer by the server's text search in one language
-- for a collection. What was stored before is found by meaning; by words again once its collection is cut again.

-- Of documents whose language cannot be told.
ALTER TABLE collection ALTER COLUMN language DROP DEFAULT;
ALTER TABLE collection ALTER COLUMN language TYPE text USING 'en';
ALTER TABLE collection ALTER COLUMN language SET DEFAULT 'en';

-- By whose rules its words were read; empty: before there were any.
ALTER TABLE passage ADD COLUMN language text COLLATE "C" NOT NULL DEFAULT '';

CREATE TABLE collection_language (
    collection_id  uuid NOT NULL REFERENCES collection ON DELETE CASCADE,
    language       text COLLATE "C" NOT NULL,
    passages       bigint NOT NULL,
    PRIMARY KEY (collection_id, language)
) WITH (fillfactor = 60);

UPDATE membership SET cut_by = NULL;

-- For words that are spelled like others. Numbers and n-grams, each of which tells, are not looked up in it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX term_spelling ON term USING gin (lexeme gin_trgm_ops) WITH (fastupdate = off)
    WHERE length(lexeme) > 4 AND lexeme !~ '[0-9]';
