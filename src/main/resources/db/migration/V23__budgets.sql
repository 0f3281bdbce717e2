-- What may be spent on models, and what was.

CREATE TABLE budget (
    id            uuid PRIMARY KEY,
    subject_kind  text NOT NULL CHECK (subject_kind IN ('person', 'group', 'key', 'everyone')),
    subject_id    uuid,
    period        text NOT NULL CHECK (period IN ('day', 'month')),
    limit_tokens  bigint CHECK (limit_tokens >= 0),
    limit_micros  bigint CHECK (limit_micros >= 0),
    -- Of limit_micros; models with prices in another currency count their tokens only.
    currency      text CHECK (currency ~ '^[A-Z]{3}$'),
    -- The route that answers when it is used up; null: nobody does.
    then_route    text,
    made_by       uuid,
    made_at       timestamptz NOT NULL DEFAULT now(),
    CHECK ((subject_kind = 'everyone') = (subject_id IS NULL)),
    CHECK (limit_tokens IS NOT NULL OR limit_micros IS NOT NULL),
    CHECK ((limit_micros IS NULL) = (currency IS NULL)),
    UNIQUE NULLS NOT DISTINCT (subject_kind, subject_id, period)
);
CREATE INDEX budget_by_subject ON budget (subject_id);

-- How much of a budget is spent in a period, and how much is held back for answers that are being written. Changed in the transaction that records the
-- intent or the outcome, so that the sums below are these numbers, whatever dies when.
CREATE TABLE budget_use (
    budget_id     uuid NOT NULL REFERENCES budget ON DELETE CASCADE,
    period_start  date NOT NULL,
    spent_tokens  bigint NOT NULL DEFAULT 0,
    spent_micros  bigint NOT NULL DEFAULT 0,
    held_tokens   bigint NOT NULL DEFAULT 0,
    held_micros   bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (budget_id, period_start)
);

-- What is held back for one answer; gone when it has ended.
CREATE TABLE budget_hold (
    decision_id   uuid NOT NULL,
    budget_id     uuid NOT NULL,
    period_start  date NOT NULL,
    tokens        bigint NOT NULL,
    micros        bigint NOT NULL,
    PRIMARY KEY (decision_id, budget_id),
    FOREIGN KEY (budget_id, period_start) REFERENCES budget_use ON DELETE CASCADE
);

-- The ledger: what each answer took, written with its outcome, once. The person's erasure takes the caller out.
CREATE TABLE usage_entry (
    decision_id    uuid PRIMARY KEY,
    at             timestamptz NOT NULL DEFAULT now(),
    caller_id      uuid,
    route          text NOT NULL,
    -- Empty where no model wrote.
    model          text NOT NULL,
    input_tokens   integer NOT NULL,
    output_tokens  integer NOT NULL,
    micros         bigint NOT NULL,
    currency       text
);
CREATE INDEX usage_entry_by_age ON usage_entry (at DESC, decision_id);
CREATE INDEX usage_entry_by_caller ON usage_entry (caller_id, at DESC);

-- Somebody whose budget nears its end asks for more.
CREATE TABLE budget_request (
    id         uuid PRIMARY KEY,
    budget_id  uuid NOT NULL REFERENCES budget ON DELETE CASCADE,
    by_id      uuid NOT NULL,
    words      text NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    UNIQUE (budget_id, by_id)
);
