-- A collection can have a second embedding space beside the one that answers: built in the background, measured, switched to, and back.

-- What a space is, in full: the same weights in other numbers, or with other words before the text, make vectors that must not meet.
ALTER TABLE embedding_space ADD COLUMN numbers text NOT NULL DEFAULT 'float' CHECK (numbers IN ('int8', 'float'));
ALTER TABLE embedding_space ADD COLUMN query_prefix text NOT NULL DEFAULT '';
ALTER TABLE embedding_space ADD COLUMN passage_prefix text NOT NULL DEFAULT '';
UPDATE embedding_space SET numbers = 'int8', query_prefix = 'Represent this sentence for searching relevant passages: '
WHERE model = 'bge-small-en-v1.5' AND digest = '46a5f4dce5dacffe8a0984000c46a8fef58a2dcd79550ef1c1f0fe30ba4ba7b5';
ALTER TABLE embedding_space DROP CONSTRAINT embedding_space_model_digest_dimension_key;
ALTER TABLE embedding_space ADD UNIQUE (model, digest, dimension, numbers, query_prefix, passage_prefix);

-- Two slots on each passage for a vector and the states of its tokens; the collection says which of them answers. Nothing here rewrites the table.
ALTER TABLE passage ALTER COLUMN embedding DROP NOT NULL;
ALTER TABLE passage ALTER COLUMN space_id DROP NOT NULL;
ALTER TABLE passage ADD COLUMN other_embedding halfvec;
ALTER TABLE passage ADD COLUMN other_space_id integer;
ALTER TABLE passage ADD COLUMN other_states bytea;
ALTER TABLE passage ALTER COLUMN other_embedding SET STORAGE MAIN;
ALTER TABLE passage ALTER COLUMN other_states SET STORAGE EXTERNAL;
ALTER TABLE passage ADD CONSTRAINT passage_slots CHECK (
    (embedding IS NULL) = (space_id IS NULL) AND (space_id IS NOT NULL OR states IS NULL)
    AND (other_embedding IS NULL) = (other_space_id IS NULL) AND (other_space_id IS NOT NULL OR other_states IS NULL)) NOT VALID;
CREATE INDEX passage_by_other_text ON passage (text_hash, other_space_id) WHERE text_hash IS NOT NULL AND other_space_id IS NOT NULL;

-- 1: embedding and space_id answer; 2: other_embedding and other_space_id. space_id is that of the slot that answers.
ALTER TABLE collection ADD COLUMN slot smallint NOT NULL DEFAULT 1 CHECK (slot IN (1, 2));
-- What the other slot holds or is being filled with; null: nothing that counts.
ALTER TABLE collection ADD COLUMN other_space_id integer REFERENCES embedding_space CHECK (other_space_id <> space_id);

-- A move of a collection from one space to another, from its first vector until the slot that lost is empty again.
CREATE TABLE space_change (
    id             uuid PRIMARY KEY,
    collection_id  uuid NOT NULL REFERENCES collection ON DELETE CASCADE,
    from_space     integer NOT NULL REFERENCES embedding_space,
    to_space       integer NOT NULL REFERENCES embedding_space,
    -- ready: the new space is whole and the old one answers; switched: the other way round; clearing: one of them is being emptied.
    state          text NOT NULL CHECK (state IN ('building', 'paused', 'ready', 'switched', 'clearing', 'done', 'cancelled')),
    -- What state follows upon clearing.
    ends           text CHECK (ends IN ('done', 'cancelled')),
    embedded       bigint NOT NULL DEFAULT 0,
    reused         bigint NOT NULL DEFAULT 0,
    cut            bigint NOT NULL DEFAULT 0,
    -- Passages a second, lately.
    pace           double precision,
    -- What was measured between the two, and that a switch stands on.
    report         jsonb,
    measured_at    timestamptz,
    error          text,
    run_after      timestamptz NOT NULL DEFAULT now(),
    leased_by      text,
    leased_until   timestamptz,
    created_at     timestamptz NOT NULL DEFAULT now(),
    finished_at    timestamptz
);
CREATE UNIQUE INDEX space_change_once ON space_change (collection_id) WHERE state NOT IN ('done', 'cancelled');
CREATE INDEX space_change_waiting ON space_change (run_after) WHERE state NOT IN ('done', 'cancelled');
CREATE INDEX space_change_by_age ON space_change (collection_id, created_at DESC);

-- Who did what to a collection's spaces, and when. Outlives the collection.
CREATE TABLE space_act (
    id             bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    collection_id  uuid NOT NULL,
    change_id      uuid NOT NULL,
    act            text NOT NULL CHECK (act IN ('build', 'pause', 'resume', 'cancel', 'measure', 'switch', 'rollback', 'drop')),
    from_model     text NOT NULL,
    to_model       text NOT NULL,
    by             uuid NOT NULL,
    at             timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX space_act_by_age ON space_act (collection_id, at DESC, id DESC);

-- Questions whose answers are known, by which a change of a collection is measured.
CREATE TABLE bank_question (
    id             uuid PRIMARY KEY,
    collection_id  uuid NOT NULL REFERENCES collection ON DELETE CASCADE,
    question       text NOT NULL,
    -- Documents of the collection in which an answer stands.
    documents      uuid[] NOT NULL,
    created_by     uuid NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX bank_question_by_collection ON bank_question (collection_id, created_at, id);
