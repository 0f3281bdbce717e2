-- What ingest owns: bytes, files, documents, their versions.

CREATE TABLE blob (
    sha256      bytea PRIMARY KEY CHECK (octet_length(sha256) = 32),
    size_bytes  bigint NOT NULL CHECK (size_bytes >= 0),
    created_at  timestamptz NOT NULL DEFAULT now()
);

-- Empty where GROUNDWORK_BLOBS keeps the bytes elsewhere. EXTERNAL: files are mostly compressed already.
CREATE TABLE blob_chunk (
    sha256      bytea NOT NULL REFERENCES blob ON DELETE CASCADE,
    ordinal     integer NOT NULL,
    bytes       bytea NOT NULL,
    PRIMARY KEY (sha256, ordinal)
);
ALTER TABLE blob_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE file (
    id          uuid PRIMARY KEY,
    name        text NOT NULL,
    media_type  text NOT NULL,
    sha256      bytea NOT NULL REFERENCES blob,
    size_bytes  bigint NOT NULL,
    purpose     text NOT NULL,
    owner_id    uuid NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX file_by_owner ON file (owner_id, created_at DESC, id);
CREATE INDEX file_by_blob ON file (sha256);

-- A file becomes a document when it is first attached to a collection; both share one id.
CREATE TABLE document (
    id              uuid PRIMARY KEY,
    name            text NOT NULL,
    latest_version  integer NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now()
);

-- One reading of a document. Once text is set, nothing but a delete changes the row: citations point into it.
CREATE TABLE document_version (
    document_id  uuid NOT NULL REFERENCES document ON DELETE CASCADE,
    version      integer NOT NULL CHECK (version >= 1),
    file_id      uuid NOT NULL REFERENCES file,
    title        text,
    media_type   text,
    pages        integer,
    text         text,
    blocks       jsonb,
    warnings     jsonb,
    parsed_at    timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (document_id, version)
);
CREATE INDEX document_version_by_file ON document_version (file_id);
