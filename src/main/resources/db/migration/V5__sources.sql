-- Places that documents are fetched from, what is known of them, and each time they were looked through.

CREATE TABLE source (
    id             uuid PRIMARY KEY,
    collection_id  uuid NOT NULL REFERENCES collection ON DELETE CASCADE,
    name           text NOT NULL,
    kind           text NOT NULL,
    settings       jsonb NOT NULL,
    -- AES-GCM under the installation's own key; null where the source wants none.
    secret         bytea,
    -- Null: only when somebody asks.
    every_minutes  integer CHECK (every_minutes > 0),
    enabled        boolean NOT NULL DEFAULT true,
    -- Where the next walk starts, in the source's own words; null: from the beginning.
    cursor         text,
    created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX source_by_collection ON source (collection_id);

CREATE TABLE sync_run (
    id                   uuid PRIMARY KEY,
    source_id            uuid NOT NULL REFERENCES source ON DELETE CASCADE,
    state                text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'stopped', 'cancelled')),
    dry_run              boolean NOT NULL,
    -- Whether an administrator has said that it may delete more than half.
    force                boolean NOT NULL,
    tries                integer NOT NULL DEFAULT 0,
    run_after            timestamptz NOT NULL DEFAULT now(),
    leased_by            text,
    leased_until         timestamptz,
    seen                 integer NOT NULL DEFAULT 0,
    added                integer NOT NULL DEFAULT 0,
    changed              integer NOT NULL DEFAULT 0,
    moved                integer NOT NULL DEFAULT 0,
    permissions_changed  integer NOT NULL DEFAULT 0,
    deleted              integer NOT NULL DEFAULT 0,
    unchanged            integer NOT NULL DEFAULT 0,
    failed               integer NOT NULL DEFAULT 0,
    -- Why it ended as it did, in words; and the first of what failed, or of what a dry run would do.
    reason               text,
    notes                jsonb NOT NULL DEFAULT '[]',
    created_at           timestamptz NOT NULL DEFAULT now(),
    started_at           timestamptz,
    finished_at          timestamptz
) WITH (fillfactor = 50);
-- One walk through a source at a time, whatever the number of processes.
CREATE UNIQUE INDEX sync_run_once ON sync_run (source_id) WHERE state IN ('queued', 'running');
CREATE INDEX sync_run_by_age ON sync_run (source_id, created_at DESC, id);

CREATE TABLE source_item (
    source_id    uuid NOT NULL REFERENCES source ON DELETE CASCADE,
    external_id  text NOT NULL,
    -- The document's external id in its collection; stays when the item's own changes.
    key          text NOT NULL,
    -- Of the bytes that the document was made from; empty: none could be had.
    mark         text NOT NULL,
    -- Of everything else that was written with the document: name, path, readers.
    details      text NOT NULL,
    document_id  uuid,
    path         text NOT NULL,
    -- The walk that last saw it.
    run_id       uuid NOT NULL,
    PRIMARY KEY (source_id, external_id)
) WITH (fillfactor = 70);
CREATE INDEX source_item_by_mark ON source_item (source_id, mark);
