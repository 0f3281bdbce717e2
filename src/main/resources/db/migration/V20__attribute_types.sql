-- Names and types of the attributes that documents of a collection may have, {"site": "string", …}; null: any.
ALTER TABLE collection ADD COLUMN attribute_types jsonb;
