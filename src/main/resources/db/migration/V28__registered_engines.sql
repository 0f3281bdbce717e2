-- The reranker that a collection names, by the name that it is registered under; empty: the one that is usual here.
ALTER TABLE collection ADD COLUMN ranked_by text NOT NULL DEFAULT '';
