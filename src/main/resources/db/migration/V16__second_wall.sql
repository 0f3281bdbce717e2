-- A second wall: while the application reads for somebody, it says for whom in the transaction's own setting, and the database shows no other rows, whatever
-- a statement asks for or forgets to ask for. A setting of the transaction survives a pooler that shares connections between transactions.

-- Under row security Postgres does not let @@ use its index. So what is looked up by words stands in a table of its own, without row security and without
-- any text: what is found in it comes to nothing unless the passage itself may be read. Its rows are narrow, and rewriting weights leaves vectors alone.
DROP INDEX passage_words;
CREATE TABLE passage_words (
    id             bigint PRIMARY KEY REFERENCES passage ON DELETE CASCADE,
    -- Those of the passage, so that scope and order are conditions on this table alone.
    collection_id  uuid NOT NULL,
    document_id    uuid NOT NULL,
    ordinal        integer NOT NULL,
    readers        uuid[],
    -- By whose rules the words were read; empty: before there were any.
    language       text COLLATE "C" NOT NULL,
    length         integer NOT NULL,
    weights        sparsevec(1000000000) NOT NULL,
    words          tsvector NOT NULL
) WITH (toast_tuple_target = 2000);
ALTER TABLE passage_words ALTER COLUMN weights SET STORAGE MAIN;
INSERT INTO passage_words (id, collection_id, document_id, ordinal, readers, language, length, weights, words)
    SELECT id, collection_id, document_id, ordinal, readers, language, length, weights, words FROM passage;
CREATE INDEX passage_words_words ON passage_words USING gin (words) WITH (fastupdate = off);
ALTER TABLE passage DROP COLUMN words, DROP COLUMN weights, DROP COLUMN language, DROP COLUMN length;

-- For whom this transaction reads; null: for the application itself, which stores, counts and deletes. Nobody's principals are an empty array, not null.
CREATE FUNCTION reading_for() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('groundwork.principals', true), '')::uuid[];

ALTER TABLE passage ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE membership ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE document ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE document_version ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY application ON passage USING ((SELECT reading_for()) IS NULL);
CREATE POLICY application ON membership USING ((SELECT reading_for()) IS NULL);
CREATE POLICY application ON document USING ((SELECT reading_for()) IS NULL);
CREATE POLICY application ON document_version USING ((SELECT reading_for()) IS NULL);

-- The subqueries do not depend on the row, and are answered once for a statement.
CREATE POLICY reader ON passage FOR SELECT USING (
    collection_id = ANY (ARRAY(
        SELECT r.collection_id FROM collection_reader r WHERE r.principal_id = ANY ((SELECT reading_for())::uuid[])))
    AND (readers IS NULL OR readers && (SELECT reading_for())));

CREATE POLICY reader ON membership FOR SELECT USING (
    collection_id = ANY (ARRAY(
        SELECT r.collection_id FROM collection_reader r WHERE r.principal_id = ANY ((SELECT reading_for())::uuid[])))
    AND (
        NOT EXISTS (
            SELECT FROM document_reader d
            WHERE d.collection_id = membership.collection_id AND d.document_id = coalesce(membership.root_id, membership.document_id))
        OR EXISTS (
            SELECT FROM document_reader d
            WHERE d.collection_id = membership.collection_id AND d.document_id = coalesce(membership.root_id, membership.document_id)
                AND d.principal_id = ANY ((SELECT reading_for())::uuid[]))));

-- A document may be read by whoever may read it in any collection: the policy of membership holds within these.
CREATE POLICY reader ON document FOR SELECT USING (
    EXISTS (SELECT FROM membership m WHERE m.document_id = document.id));
CREATE POLICY reader ON document_version FOR SELECT USING (
    EXISTS (SELECT FROM membership m WHERE m.document_id = document_version.document_id));
