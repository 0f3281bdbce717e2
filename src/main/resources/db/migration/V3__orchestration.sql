-- What orchestration owns: people, rights, keys, work, models, answers.

CREATE TABLE person (
    id             uuid PRIMARY KEY,
    email          text NOT NULL,
    name           text NOT NULL,
    password_hash  text,
    active         boolean NOT NULL DEFAULT true,
    created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX person_by_email ON person (lower(email));

CREATE TABLE person_group (
    id          uuid PRIMARY KEY,
    name        text NOT NULL UNIQUE,
    created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE group_member (
    group_id   uuid NOT NULL REFERENCES person_group ON DELETE CASCADE,
    person_id  uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    PRIMARY KEY (group_id, person_id)
);
CREATE INDEX group_member_by_person ON group_member (person_id);

-- The two that always exist. Everyone has no members: whoever is signed in is one.
INSERT INTO person_group (id, name) VALUES
    ('00000000-0000-0000-0000-000000000001', 'Everyone'),
    ('00000000-0000-0000-0000-000000000002', 'Administrators');

CREATE TABLE collection_grant (
    collection_id  uuid NOT NULL REFERENCES collection ON DELETE CASCADE,
    principal_id   uuid NOT NULL,
    access         text NOT NULL CHECK (access IN ('read', 'contribute', 'curate')),
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (collection_id, principal_id)
);

-- A key of a person acts with that person's rights; a key of a service is a principal of its own.
CREATE TABLE api_key (
    id            uuid PRIMARY KEY,
    name          text NOT NULL,
    hash          bytea NOT NULL UNIQUE,
    hint          text NOT NULL,
    person_id     uuid REFERENCES person ON DELETE CASCADE,
    admin         boolean NOT NULL DEFAULT false,
    created_at    timestamptz NOT NULL DEFAULT now(),
    expires_at    timestamptz,
    revoked_at    timestamptz
);

CREATE TABLE person_session (
    hash        bytea PRIMARY KEY,
    person_id   uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL
);
CREATE INDEX person_session_by_person ON person_session (person_id);

-- One unit of work: make a version of a document searchable in a collection.
CREATE TABLE job (
    id             uuid PRIMARY KEY,
    collection_id  uuid NOT NULL,
    document_id    uuid NOT NULL,
    version        integer NOT NULL,
    state          text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    tries          integer NOT NULL DEFAULT 0,
    run_after      timestamptz NOT NULL DEFAULT now(),
    leased_by      text,
    leased_until   timestamptz,
    error_code     text,
    error_message  text,
    created_at     timestamptz NOT NULL DEFAULT now(),
    finished_at    timestamptz,
    FOREIGN KEY (collection_id, document_id) REFERENCES membership ON DELETE CASCADE
) WITH (fillfactor = 70);
CREATE INDEX job_waiting ON job (run_after, id) WHERE state IN ('queued', 'running');
CREATE UNIQUE INDEX job_once ON job (collection_id, document_id) WHERE state IN ('queued', 'running');
CREATE INDEX job_by_age ON job (created_at DESC, id);

CREATE TABLE file_batch (
    id             uuid PRIMARY KEY,
    collection_id  uuid NOT NULL REFERENCES collection ON DELETE CASCADE,
    cancelled      boolean NOT NULL DEFAULT false,
    created_at     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE file_batch_member (
    batch_id       uuid NOT NULL REFERENCES file_batch ON DELETE CASCADE,
    document_id    uuid NOT NULL,
    PRIMARY KEY (batch_id, document_id)
);

CREATE TABLE chat_model (
    id            uuid PRIMARY KEY,
    name          text NOT NULL UNIQUE,
    base_url      text NOT NULL,
    remote_name   text NOT NULL,
    -- AES-GCM under the installation's own key; null where the server wants none.
    secret        bytea,
    preferred     boolean NOT NULL DEFAULT false,
    created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX chat_model_preferred ON chat_model (preferred) WHERE preferred;

-- Answers that a later request may continue from.
CREATE TABLE response (
    id             uuid PRIMARY KEY,
    owner_id       uuid NOT NULL,
    previous_id    uuid REFERENCES response ON DELETE SET NULL,
    body           jsonb NOT NULL,
    input          jsonb NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX response_by_owner ON response (owner_id, created_at DESC);

-- The record of every answer: who asked, what it stood on, how it ended. No question, no text.
CREATE TABLE decision (
    id             uuid PRIMARY KEY,
    at             timestamptz NOT NULL DEFAULT now(),
    caller_id      uuid NOT NULL,
    question_hash  bytea NOT NULL,
    model          text NOT NULL,
    outcome        text NOT NULL CHECK (outcome IN ('answered', 'partial', 'declined', 'failed', 'aborted')),
    collections    uuid[] NOT NULL,
    sources        jsonb NOT NULL,
    millis         integer NOT NULL
);
CREATE INDEX decision_by_age ON decision (at DESC, id);
