#!/usr/bin/env bash
# scripts/restore.sh FILE: fills the empty database of DATABASE_URL (or DIRECT_DATABASE_URL) from a backup. Stop all processes first.
# What was being sent when the backup was made is looked for in Slack before it is sent again. Refuses a database that has tables.
set -euo pipefail
file=${1:?Type scripts/restore.sh FILE}
url=${DIRECT_DATABASE_URL:-${DATABASE_URL:?set DATABASE_URL}}
tables=$(psql --no-psqlrc --tuples-only --no-align --command="SELECT count(*) FROM pg_tables WHERE schemaname IN ('public', 'jobs')" "$url")
if [ "$tables" != 0 ]; then
  echo "The database has $tables tables: create an empty one (createdb) and set DATABASE_URL to it." >&2
  exit 2
fi
pg_restore --exit-on-error --single-transaction --no-owner --no-privileges --dbname="$url" "$file"
# Nobody holds a lease in a database that nobody has opened yet, and whatever was on its way may have arrived since.
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 "$url" <<'SQL'
UPDATE outbox SET doubtful = true, leased_until = NULL, lease_owner = NULL WHERE done_at IS NULL AND failed_at IS NULL;
UPDATE cards SET leased_until = NULL, lease_owner = NULL, shown_digest = NULL;
UPDATE chores SET next_at = now();
DELETE FROM paces;
SQL
echo "restored from $file"
