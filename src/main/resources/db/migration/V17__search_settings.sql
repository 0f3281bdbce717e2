-- How a collection is searched, where a request does not say otherwise.

-- The stages that run.
ALTER TABLE collection ADD COLUMN by_words boolean NOT NULL DEFAULT true;
ALTER TABLE collection ADD COLUMN by_meaning boolean NOT NULL DEFAULT true;
ALTER TABLE collection ADD COLUMN fused boolean NOT NULL DEFAULT true;
ALTER TABLE collection ADD COLUMN reranked boolean NOT NULL DEFAULT true;
ALTER TABLE collection ADD CONSTRAINT collection_is_searched CHECK (by_words OR by_meaning);

-- Which passages are given as one; how many a document gives at most (0: as many as there are).
ALTER TABLE collection ADD COLUMN collapse text NOT NULL DEFAULT 'same' CHECK (collapse IN ('none', 'same', 'near'));
ALTER TABLE collection ADD COLUMN max_per_document integer NOT NULL DEFAULT 0 CHECK (max_per_document BETWEEN 0 AND 100);

-- In how many days recency_weight of a score is halved (null: it is not), by which attribute (empty: by the day that the version came).
ALTER TABLE collection ADD COLUMN half_life_days double precision CHECK (half_life_days > 0);
ALTER TABLE collection ADD COLUMN dated_by text NOT NULL DEFAULT '';
ALTER TABLE collection ADD COLUMN recency_weight double precision NOT NULL DEFAULT 0.5 CHECK (recency_weight > 0 AND recency_weight <= 1);
