-- The registry: every version of a model that answers may be written with, and the names under which callers ask for one.

CREATE TABLE model_version (
    id            uuid PRIMARY KEY,
    name          text NOT NULL UNIQUE,
    state         text NOT NULL
        CHECK (state IN ('proposed', 'approved', 'serving', 'draining', 'quarantined', 'recalled')),
    dialect       text NOT NULL,
    remote_name   text NOT NULL,
    -- Window, abilities, price, place, licence, provenance, guardrails.
    card          jsonb NOT NULL DEFAULT '{}',
    created_at    timestamptz NOT NULL DEFAULT now(),
    -- Who let it serve, and when. Null: nobody yet; without a person: the environment did.
    approved_by   uuid,
    approved_at   timestamptz
);

-- Where it is served; several are replicas of one another.
CREATE TABLE model_endpoint (
    model_id   uuid NOT NULL REFERENCES model_version ON DELETE CASCADE,
    ordinal    integer NOT NULL,
    base_url   text NOT NULL,
    -- AES-GCM under the installation's own key; null where the server wants none.
    secret     bytea,
    PRIMARY KEY (model_id, ordinal)
);

-- What befell a version, never changed: registered, approved, probed, recalled, and by whom. Outlives the version.
CREATE TABLE model_event (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    model_id   uuid NOT NULL,
    model      text NOT NULL,
    kind       text NOT NULL,
    by_id      uuid,
    note       text NOT NULL DEFAULT '',
    detail     jsonb NOT NULL DEFAULT '{}',
    at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX model_event_by_model ON model_event (model_id, id DESC);

-- A name that callers use. Its revisions are never changed: going back is one more revision.
CREATE TABLE route (
    name       text PRIMARY KEY,
    revision   integer NOT NULL
);
CREATE TABLE route_revision (
    route      text NOT NULL REFERENCES route ON DELETE CASCADE,
    revision   integer NOT NULL CHECK (revision >= 1),
    plan       jsonb NOT NULL,
    note       text NOT NULL DEFAULT '',
    made_by    uuid,
    made_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (route, revision)
);

-- Moves with every change above. Each node looks at it several times a second: a plain read, which works through any pooler.
CREATE TABLE model_clock (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    ticks   bigint NOT NULL
);
INSERT INTO model_clock (ticks) VALUES (1);

INSERT INTO model_version (id, name, state, dialect, remote_name, created_at, approved_at)
SELECT id, name, 'serving', 'openai', remote_name, created_at, created_at FROM chat_model;

INSERT INTO model_endpoint (model_id, ordinal, base_url, secret)
SELECT id, 0, base_url, secret FROM chat_model;

INSERT INTO model_event (model_id, model, kind, note)
SELECT id, name, 'approved', 'It served before there was a registry.' FROM chat_model;

INSERT INTO route (name, revision) VALUES ('default', 1);
INSERT INTO route_revision (route, revision, plan, note)
SELECT 'default', 1,
    jsonb_build_object('candidates', jsonb_build_array(jsonb_build_object('model', coalesce((SELECT name FROM chat_model WHERE preferred), 'extractive')))),
    'The first of all.';

DROP TABLE chat_model;
