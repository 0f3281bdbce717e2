-- Files that lay within a mail or an archive are documents of their own, below the one that they came in.

-- Null: nobody's child. root_id: the document at the top, that was uploaded; depth: how far below it.
ALTER TABLE document ADD COLUMN parent_id uuid REFERENCES document;
ALTER TABLE document ADD COLUMN root_id uuid REFERENCES document;
ALTER TABLE document ADD COLUMN depth smallint NOT NULL DEFAULT 0;
ALTER TABLE document ADD CHECK ((parent_id IS NULL) = (root_id IS NULL) AND (parent_id IS NULL) = (depth = 0));
CREATE INDEX document_by_parent ON document (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX document_by_root ON document (root_id) WHERE root_id IS NOT NULL;

-- Which children a version of a document has, in the order of the file.
CREATE TABLE document_part (
    document_id  uuid NOT NULL,
    version      integer NOT NULL,
    ordinal      integer NOT NULL,
    child_id     uuid NOT NULL REFERENCES document ON DELETE CASCADE,
    PRIMARY KEY (document_id, version, ordinal),
    FOREIGN KEY (document_id, version) REFERENCES document_version ON DELETE CASCADE
);
CREATE INDEX document_part_by_child ON document_part (child_id);

-- The head of a message, and the name of the message that its thread began with.
ALTER TABLE document_version ADD COLUMN mail jsonb;
ALTER TABLE document_version ADD COLUMN thread text;
CREATE INDEX document_version_by_thread ON document_version (thread) WHERE thread IS NOT NULL;

-- The document at the top, whose readers are the readers of all below it; null: this one is at the top.
ALTER TABLE membership ADD COLUMN root_id uuid;
ALTER TABLE membership ADD FOREIGN KEY (collection_id, root_id) REFERENCES membership (collection_id, document_id);
CREATE INDEX membership_by_root ON membership (collection_id, root_id) WHERE root_id IS NOT NULL;

-- The documents below the one that was deleted, which were deleted with it.
ALTER TABLE deletion_receipt ADD COLUMN children uuid[] NOT NULL DEFAULT '{}';
