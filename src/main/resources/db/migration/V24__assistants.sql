-- A name that callers use as a model: a route, where to look, and what is said to the model beside the rules of every answer.
-- One that is removed stays as a row without a say: the records of what it answered name it.
CREATE TABLE assistant (
    id          uuid PRIMARY KEY,
    name        text NOT NULL,
    owner_id    uuid NOT NULL,
    state       text NOT NULL CHECK (state IN ('enabled', 'disabled')),
    revision    integer NOT NULL CHECK (revision >= 1),
    created_at  timestamptz NOT NULL DEFAULT now(),
    removed_at  timestamptz
);
CREATE UNIQUE INDEX assistant_by_name ON assistant (name) WHERE removed_at IS NULL;

-- Never changed: going back is one more revision.
CREATE TABLE assistant_revision (
    assistant_id  uuid NOT NULL REFERENCES assistant ON DELETE CASCADE,
    revision      integer NOT NULL CHECK (revision >= 1),
    name          text NOT NULL,
    state         text NOT NULL,
    brief         jsonb NOT NULL,
    note          text NOT NULL DEFAULT '',
    made_by       uuid NOT NULL,
    made_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (assistant_id, revision)
);

-- People, groups and keys of services. Read with each request, so one that is taken away is gone with the next.
CREATE TABLE assistant_share (
    assistant_id  uuid NOT NULL REFERENCES assistant ON DELETE CASCADE,
    principal_id  uuid NOT NULL,
    access        text NOT NULL CHECK (access IN ('use', 'edit')),
    PRIMARY KEY (assistant_id, principal_id)
);
CREATE INDEX assistant_share_by_principal ON assistant_share (principal_id, assistant_id);
