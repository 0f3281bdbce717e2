-- What an administrator does about models: answers to requests for more, incidents, advisories; and routes that were removed.

-- A request stays with its answer until it is asked again.
ALTER TABLE budget_request
    ADD COLUMN state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'granted', 'refused')),
    ADD COLUMN answer text NOT NULL DEFAULT '',
    ADD COLUMN answered_by uuid,
    ADD COLUMN answered_at timestamptz;

-- A route that was removed keeps its revisions, the last of which says by whom and why, and numbers them on when its name is taken again.
ALTER TABLE route ADD COLUMN removed_at timestamptz;
ALTER TABLE route_revision DROP CONSTRAINT route_revision_route_fkey;
ALTER TABLE route_revision ADD FOREIGN KEY (route) REFERENCES route;

-- From the first doubt about a model to the last word: opened by a quarantine or a recall, closed by a person. Outlives the model.
CREATE TABLE incident (
    id         uuid PRIMARY KEY,
    model_id   uuid NOT NULL,
    model      text NOT NULL,
    opened_at  timestamptz NOT NULL DEFAULT now(),
    opened_by  uuid,
    summary    text NOT NULL DEFAULT '',
    closed_at  timestamptz,
    closed_by  uuid
);
CREATE UNIQUE INDEX incident_open ON incident (model_id) WHERE closed_at IS NULL;
CREATE INDEX incident_by_age ON incident (opened_at DESC, id);

-- Its timeline, never changed.
CREATE TABLE incident_entry (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incident_id  uuid NOT NULL REFERENCES incident,
    at           timestamptz NOT NULL DEFAULT now(),
    kind         text NOT NULL,
    by_id        uuid,
    words        text NOT NULL DEFAULT '',
    detail       jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX incident_entry_by_incident ON incident_entry (incident_id, id);
-- Readers are told on every reading; the timeline says when it was the first time.
CREATE UNIQUE INDEX incident_notice ON incident_entry (incident_id) WHERE kind = 'notice_shown';

-- A published weakness of a model or of what serves it, as it was imported.
CREATE TABLE advisory (
    id            text PRIMARY KEY,
    aliases       text[] NOT NULL DEFAULT '{}',
    format        text NOT NULL CHECK (format IN ('osv', 'csaf')),
    summary       text NOT NULL,
    details       text NOT NULL DEFAULT '',
    severity      text NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low', 'unknown')),
    score         double precision,
    url           text,
    published_at  timestamptz,
    modified_at   timestamptz,
    withdrawn_at  timestamptz,
    -- What it is about: packages, versions, ranges, digests; see advisories.Affected.
    affected      jsonb NOT NULL,
    digest        text NOT NULL,
    imported_by   uuid,
    imported_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX advisory_by_age ON advisory (imported_at DESC, id);

-- Where an advisory and a registered model meet.
CREATE TABLE advisory_match (
    advisory_id   text NOT NULL REFERENCES advisory ON DELETE CASCADE,
    model_id      uuid NOT NULL,
    model         text NOT NULL,
    -- What of the model it names, such as engine or base_model, and in which words.
    via           text NOT NULL,
    what          text NOT NULL,
    state         text NOT NULL CHECK (state IN ('open', 'dismissed', 'closed')),
    -- Why it was dismissed, or closed by itself.
    reason        text NOT NULL DEFAULT '',
    decided_by    uuid,
    decided_at    timestamptz,
    found_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (advisory_id, model_id)
);
CREATE INDEX advisory_match_by_model ON advisory_match (model_id);
