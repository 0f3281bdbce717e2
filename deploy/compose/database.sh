#!/bin/sh
# Run once by the database's image, as superuser, on an empty volume: the application's role owns its database and no more.
set -eu
psql -v ON_ERROR_STOP=1 -v "password=$(cat /run/secrets/database)" -U "$POSTGRES_USER" -d groundwork <<'END'
CREATE EXTENSION vector;
CREATE EXTENSION pg_trgm;
CREATE ROLE groundwork LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
ALTER DATABASE groundwork OWNER TO groundwork;
REVOKE ALL ON DATABASE groundwork FROM PUBLIC;
END
