-- The language most of the text is in (BCP 47; empty: not known), and how far the reading came where a limit ended it.
ALTER TABLE document_version ADD COLUMN language text;
ALTER TABLE document_version ADD COLUMN partial jsonb;
