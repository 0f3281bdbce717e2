-- Conversations: trees of stored responses, and files that are searched in one of them alone.

CREATE TABLE conversation (
    id           uuid PRIMARY KEY,
    owner_id     uuid NOT NULL,
    -- Empty until the first question is asked.
    title        text NOT NULL DEFAULT '',
    -- What the last question was asked of; null: whatever is usual.
    model        text,
    -- Where questions that name nothing are searched; empty: wherever the owner may read.
    collections  uuid[] NOT NULL DEFAULT '{}',
    metadata     jsonb NOT NULL DEFAULT '{}',
    -- What was said before the first question, as items.
    opening      jsonb NOT NULL DEFAULT '[]',
    -- The collection of the files that were put into it: read by the conversation itself, which is a principal that no caller is. Null until there is one.
    files_id     uuid UNIQUE REFERENCES collection ON DELETE SET NULL,
    -- The leaf that was last looked at.
    head_id      uuid REFERENCES response ON DELETE SET NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX conversation_by_owner ON conversation (owner_id, updated_at DESC, id DESC);
CREATE INDEX conversation_by_head ON conversation (head_id);

-- input of a response in a conversation is what was asked this time; what was said before stands in those that it follows.
ALTER TABLE response ADD COLUMN conversation_id uuid REFERENCES conversation ON DELETE CASCADE;
-- The documents that it quotes, or that answers quote which whoever wrote it had before them. Of responses in conversations.
ALTER TABLE response ADD COLUMN rests_on uuid[] NOT NULL DEFAULT '{}';
CREATE INDEX response_by_conversation ON response (conversation_id, created_at, id) WHERE conversation_id IS NOT NULL;
CREATE INDEX response_by_previous ON response (previous_id);

-- What was put into a conversation, apart from what lay within it.
CREATE TABLE conversation_file (
    conversation_id  uuid NOT NULL REFERENCES conversation ON DELETE CASCADE,
    file_id          uuid NOT NULL REFERENCES file ON DELETE CASCADE,
    added_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (conversation_id, file_id)
);
CREATE INDEX conversation_file_by_file ON conversation_file (file_id);
