-- Large files that come in parts. A part is a file that is in nobody's list.

CREATE TABLE upload (
    id          uuid PRIMARY KEY,
    name        text NOT NULL,
    media_type  text NOT NULL,
    purpose     text NOT NULL,
    size_bytes  bigint NOT NULL CHECK (size_bytes > 0),
    owner_id    uuid NOT NULL,
    status      text NOT NULL CHECK (status IN ('pending', 'completed', 'cancelled', 'expired')),
    file_id     uuid REFERENCES file ON DELETE SET NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL
);
CREATE INDEX upload_pending ON upload (expires_at) WHERE status = 'pending';

CREATE TABLE upload_part (
    file_id     uuid PRIMARY KEY REFERENCES file ON DELETE CASCADE,
    upload_id   uuid NOT NULL REFERENCES upload ON DELETE CASCADE
);
CREATE INDEX upload_part_by_upload ON upload_part (upload_id);
