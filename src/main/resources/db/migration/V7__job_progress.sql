-- How fast a collection's work goes is counted over the last minute.
CREATE INDEX job_ended ON job (collection_id, finished_at) WHERE finished_at IS NOT NULL;
