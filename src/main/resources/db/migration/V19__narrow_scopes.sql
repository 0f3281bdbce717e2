-- Where few passages may be read, or satisfy a filter, a search lists them and compares them all. What is listed comes to nothing unless the passage
-- itself may be read, see V16: these tables hold numbers and attributes, no text.

-- The passages of documents with readers of their own, by reader; and those without, to see whether there are many. Said so that the condition of a search by
-- words does not imply it: that one is to use the index of words.
CREATE INDEX passage_words_by_reader ON passage_words USING gin (readers) WHERE num_nulls(readers) = 0;
CREATE INDEX passage_words_open ON passage_words (collection_id) WHERE num_nulls(readers) = 1;

-- membership.attributes again, without row security, under which @> finds no index.
CREATE TABLE member_attributes (
    collection_id  uuid NOT NULL,
    document_id    uuid NOT NULL,
    attributes     jsonb NOT NULL,
    PRIMARY KEY (collection_id, document_id),
    FOREIGN KEY (collection_id, document_id) REFERENCES membership ON DELETE CASCADE
);
INSERT INTO member_attributes (collection_id, document_id, attributes)
    SELECT collection_id, document_id, attributes FROM membership WHERE attributes <> '{}';
CREATE INDEX member_attributes_by_value ON member_attributes USING gin (attributes jsonb_path_ops);

CREATE FUNCTION keep_member_attributes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.attributes = '{}' THEN
        DELETE FROM member_attributes WHERE collection_id = NEW.collection_id AND document_id = NEW.document_id;
    ELSE
        INSERT INTO member_attributes (collection_id, document_id, attributes)
            VALUES (NEW.collection_id, NEW.document_id, NEW.attributes)
            ON CONFLICT (collection_id, document_id) DO UPDATE SET attributes = excluded.attributes;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER membership_attributes AFTER INSERT ON membership
    FOR EACH ROW WHEN (NEW.attributes <> '{}') EXECUTE FUNCTION keep_member_attributes();
CREATE TRIGGER membership_attributes_changed AFTER UPDATE OF attributes ON membership
    FOR EACH ROW WHEN (NEW.attributes IS DISTINCT FROM OLD.attributes) EXECUTE FUNCTION keep_member_attributes();
