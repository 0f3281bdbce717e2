-- Work that goes on where it was: vectors are found again by what they were made from, text by the bytes it was read from; the queue is fair.

-- What the model was given (title, headings, context, text), as the first 128 bits of its SHA-256. Null: stored before this column was.
ALTER TABLE passage ADD COLUMN text_hash uuid;
CREATE INDEX passage_by_text ON passage (text_hash, space_id) WHERE text_hash IS NOT NULL;

-- Vectors of a document that is being embedded, until its passages are stored.
CREATE TABLE embedded_text (
    document_id  uuid NOT NULL REFERENCES document ON DELETE CASCADE,
    space_id     integer NOT NULL REFERENCES embedding_space,
    text_hash    uuid NOT NULL,
    embedding    halfvec NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (document_id, space_id, text_hash)
);
CREATE INDEX embedded_text_by_text ON embedded_text (text_hash, space_id);

-- Contents kept outside of the database that no file has any more: to be removed there once the deletion is certain.
CREATE TABLE blob_garbage (
    sha256      bytea PRIMARY KEY CHECK (octet_length(sha256) = 32),
    created_at  timestamptz NOT NULL DEFAULT now()
);

-- What read the text: the same bytes under the same kind of name need not be read again by the same reader.
ALTER TABLE document_version ADD COLUMN parser text;
-- When a newer version took its place in search; null: none has.
ALTER TABLE document_version ADD COLUMN superseded_at timestamptz;

-- A document's name where it came from, for those who push documents by ids of their own.
ALTER TABLE membership ADD COLUMN external_id text;
CREATE UNIQUE INDEX membership_by_external_id ON membership (collection_id, external_id) WHERE external_id IS NOT NULL;

-- 0 first: what a person waits for. Sources that are synchronised have 2.
ALTER TABLE job ADD COLUMN priority smallint NOT NULL DEFAULT 1 CHECK (priority BETWEEN 0 AND 2);
ALTER TABLE job ADD COLUMN passages_embedded integer NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN passages_reused integer NOT NULL DEFAULT 0;
DROP INDEX job_waiting;
CREATE INDEX job_queued ON job (priority, collection_id, run_after, id) WHERE state = 'queued';
CREATE INDEX job_running ON job (collection_id, leased_until) WHERE state = 'running';

-- What was removed by a deletion, counted, and looked for again afterwards.
CREATE TABLE deletion_receipt (
    id             uuid PRIMARY KEY,
    collection_id  uuid,
    document_id    uuid NOT NULL,
    external_id    text,
    removed        jsonb NOT NULL,
    left_over      jsonb NOT NULL,
    deleted_by     uuid,
    deleted_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX deletion_receipt_by_document ON deletion_receipt (document_id);
