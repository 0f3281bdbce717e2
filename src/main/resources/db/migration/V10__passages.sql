-- How a collection's documents are cut, by what each was cut, and what a passage stands in.

ALTER TABLE collection ADD COLUMN profile text NOT NULL DEFAULT 'auto'
    CHECK (profile IN ('auto', 'prose', 'tables', 'code', 'mail', 'qa', 'slides'));
-- Tokens of the embedding model; null: as the profile and the installation have it.
ALTER TABLE collection ADD COLUMN passage_tokens integer;
ALTER TABLE collection ADD COLUMN overlap_tokens integer;
ALTER TABLE collection ADD CONSTRAINT collection_passage_size
    CHECK ((passage_tokens IS NULL) = (overlap_tokens IS NULL) AND overlap_tokens BETWEEN 0 AND passage_tokens / 2);

-- The rules that its passages were cut by, in one word; null: stored before rules were kept, or not stored yet.
ALTER TABLE membership ADD COLUMN cut_by text;

-- Rows of a table, counted as its file counts them; null where it is none. The section is what a passage was cut from with its neighbours; null:
-- stored before sections were kept.
ALTER TABLE passage ADD COLUMN sheet text;
ALTER TABLE passage ADD COLUMN row_start integer;
ALTER TABLE passage ADD COLUMN row_end integer;
ALTER TABLE passage ADD COLUMN section_start integer;
ALTER TABLE passage ADD COLUMN section_end integer;
