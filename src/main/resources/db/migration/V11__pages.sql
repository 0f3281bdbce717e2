-- What the page of failed documents asks for: those that failed, newest first, and the work that was done on them.
CREATE INDEX membership_failed ON membership (added_at, collection_id, document_id) WHERE status = 'failed';
CREATE INDEX job_by_document ON job (collection_id, document_id);
