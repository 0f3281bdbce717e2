-- Collections that are being made from a file of the open form. Until its row here is gone nobody has been granted such a collection; one whose
-- import has ended without a word is removed with all that is in it.
CREATE TABLE collection_import (
    collection_id  uuid PRIMARY KEY REFERENCES collection ON DELETE CASCADE,
    owner_id       uuid NOT NULL,
    state          text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'discarding')),
    alive_at       timestamptz NOT NULL DEFAULT now()
);
