-- What retrieval owns: collections, who may read them, and what is searched.

CREATE EXTENSION IF NOT EXISTS vector;

-- Vectors of one model never meet those of another.
CREATE TABLE embedding_space (
    id          integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    model       text NOT NULL,
    digest      text NOT NULL,
    dimension   integer NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (model, digest, dimension)
);

CREATE TABLE collection (
    id                uuid PRIMARY KEY,
    name              text NOT NULL,
    description       text NOT NULL DEFAULT '',
    metadata          jsonb NOT NULL DEFAULT '{}',
    space_id          integer NOT NULL REFERENCES embedding_space,
    language          regconfig NOT NULL DEFAULT 'english',
    -- BM25: term saturation, length normalisation, and the mean length that the stored weights were made with.
    k1                real NOT NULL DEFAULT 1.2,
    b                 real NOT NULL DEFAULT 0.75,
    weighted_length   real NOT NULL DEFAULT 0,
    -- How many passages there were when that was last looked at, and how far a rewrite under way has come (null: none is).
    weighted_passages bigint NOT NULL DEFAULT 0,
    reweighed_to      uuid,
    passages          bigint NOT NULL DEFAULT 0,
    lexemes           bigint NOT NULL DEFAULT 0,
    created_at        timestamptz NOT NULL DEFAULT now(),
    last_active_at    timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

CREATE TABLE collection_reader (
    collection_id  uuid NOT NULL REFERENCES collection ON DELETE CASCADE,
    principal_id   uuid NOT NULL,
    PRIMARY KEY (collection_id, principal_id)
);
CREATE INDEX collection_reader_by_principal ON collection_reader (principal_id);

CREATE TABLE membership (
    collection_id    uuid NOT NULL REFERENCES collection ON DELETE CASCADE,
    document_id      uuid NOT NULL REFERENCES document,
    -- The version that answers now; null until one has been stored.
    version          integer,
    status           text NOT NULL CHECK (status IN ('in_progress', 'completed', 'failed', 'cancelled')),
    step             text NOT NULL DEFAULT 'queued' CHECK (step IN ('queued', 'parsing', 'embedding', 'done')),
    passages_total   integer NOT NULL DEFAULT 0,
    passages_done    integer NOT NULL DEFAULT 0,
    error_code       text,
    error_message    text,
    attributes       jsonb NOT NULL DEFAULT '{}',
    usage_bytes      bigint NOT NULL DEFAULT 0,
    added_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (collection_id, document_id)
) WITH (fillfactor = 70);
CREATE INDEX membership_by_document ON membership (document_id);
CREATE INDEX membership_by_age ON membership (collection_id, added_at DESC, document_id);

-- No row: all who may read the collection may read the document. Any row: only those named.
CREATE TABLE document_reader (
    collection_id  uuid NOT NULL,
    document_id    uuid NOT NULL,
    principal_id   uuid NOT NULL,
    PRIMARY KEY (collection_id, document_id, principal_id),
    FOREIGN KEY (collection_id, document_id) REFERENCES membership ON DELETE CASCADE
);

CREATE TABLE passage (
    id             bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    collection_id  uuid NOT NULL REFERENCES collection ON DELETE CASCADE,
    document_id    uuid NOT NULL,
    version        integer NOT NULL,
    ordinal        integer NOT NULL,
    space_id       integer NOT NULL,
    -- document_reader of the row's document, held here so that the scope is a condition on this table alone; null: unrestricted.
    readers        uuid[],
    page           integer NOT NULL,
    page_end       integer NOT NULL,
    span_start     integer NOT NULL,
    span_end       integer NOT NULL,
    length         integer NOT NULL,
    headings       text[] NOT NULL,
    embedding      halfvec NOT NULL,
    weights        sparsevec(1000000000) NOT NULL,
    text           text NOT NULL,
    context        text NOT NULL,
    words          tsvector NOT NULL,
    UNIQUE (collection_id, document_id, version, ordinal),
    -- No cascade: passages leave through PassageIndex, which keeps term and the collection's counts right.
    FOREIGN KEY (collection_id, document_id) REFERENCES membership
) WITH (toast_tuple_target = 2000);
-- What is scanned stays in the row; what is only shown, or only indexed, may go out of line.
ALTER TABLE passage ALTER COLUMN embedding SET STORAGE MAIN;
ALTER TABLE passage ALTER COLUMN weights SET STORAGE MAIN;
CREATE INDEX passage_words ON passage USING gin (words) WITH (fastupdate = off);

-- In how many passages of a collection a lexeme stands.
CREATE TABLE term (
    collection_id  uuid NOT NULL REFERENCES collection ON DELETE CASCADE,
    lexeme         text COLLATE "C" NOT NULL,
    passages       integer NOT NULL,
    PRIMARY KEY (collection_id, lexeme)
) WITH (fillfactor = 60);
