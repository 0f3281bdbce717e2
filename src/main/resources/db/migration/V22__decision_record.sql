-- The record of every answer: what was to be done stands in decision_intent before anything is answered, how it ended in decision_outcome. Both are only
-- ever added to, each row once. `body` is what counts: the record in its canonical form, the bytes whose hash the chain covers. The other columns repeat what
-- is looked up, and verification holds them against it.

-- What names a person is in `body` under that person's key, and readable as long as the key is. To erase is to destroy the key; no row of the record changes.
CREATE TABLE person_key (
    -- Stands in the record for the person: random, so that it says nothing once it leads nowhere.
    id            uuid PRIMARY KEY,
    person_id     uuid,
    -- Under the installation's key.
    sealed        bytea,
    created_at    timestamptz NOT NULL DEFAULT now(),
    destroyed_at  timestamptz,
    CHECK ((destroyed_at IS NULL) = (person_id IS NOT NULL) AND (destroyed_at IS NULL) = (sealed IS NOT NULL))
);
CREATE INDEX person_key_by_person ON person_key (person_id, created_at DESC);

-- One order for both. Drawn under a shared advisory lock that the sealer takes alone for a moment: what has a lower number is then committed or never will be.
CREATE SEQUENCE decision_number;

CREATE TABLE decision_intent (
    id      uuid PRIMARY KEY,
    number  bigint NOT NULL UNIQUE,
    at      timestamptz NOT NULL,
    key_id  uuid NOT NULL,
    kind    text NOT NULL,
    model   text NOT NULL,
    body    text NOT NULL
);
CREATE INDEX decision_intent_by_age ON decision_intent (at DESC, id DESC);
CREATE INDEX decision_intent_by_key ON decision_intent (key_id, at DESC, id DESC);

CREATE TABLE decision_outcome (
    id      uuid PRIMARY KEY,
    number  bigint NOT NULL UNIQUE,
    at      timestamptz NOT NULL,
    ending  text NOT NULL,
    -- That wrote; empty where none did.
    model   text NOT NULL,
    body    text NOT NULL
);

-- Intents without an outcome, by the node that works on them: in with the intent, out with the outcome, each in the same transaction. Not part of the record.
CREATE TABLE decision_open (
    id       uuid PRIMARY KEY,
    node_id  uuid NOT NULL,
    at       timestamptz NOT NULL DEFAULT now()
);

-- Processes that answer. One whose lease has run out is gone, and others end in its place what it had begun.
CREATE TABLE decision_node (
    id            uuid PRIMARY KEY,
    leased_until  timestamptz NOT NULL
);

-- The chain: each covers the records with the numbers from `first` to `last` in their order, and the one before it.
CREATE TABLE decision_seal (
    number    bigint PRIMARY KEY,
    at        timestamptz NOT NULL,
    first     bigint NOT NULL,
    last      bigint NOT NULL UNIQUE,
    -- Hashes of the records one after the other, 32 bytes each; `root` is that of the tree above them (RFC 6962).
    leaves    bytea NOT NULL,
    root      bytea NOT NULL,
    previous  bytea NOT NULL,
    hash      bytea NOT NULL
);

-- Against mistakes, ours and others'. Whoever owns the tables can take it away; the chain is what tells then.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_intent EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_outcome EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_seal EXECUTE FUNCTION refuse_change();

-- `decision` holds what was answered before there was a chain. It is kept as it is, and nothing is added to it.
COMMENT ON TABLE decision IS 'Answers of before V22, outside of the chain';
