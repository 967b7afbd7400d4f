#!/usr/bin/env bash
# scripts/backup.sh FILE: everything in the database of DATABASE_URL (or DIRECT_DATABASE_URL), while it is in use, as one moment saw it.
set -euo pipefail
file=${1:?Type scripts/backup.sh FILE}
url=${DIRECT_DATABASE_URL:-${DATABASE_URL:?set DATABASE_URL}}
umask 077
pg_dump --format=custom --no-owner --no-privileges --file="$file.part" "$url"
mv "$file.part" "$file"
echo "$file: $(stat --format=%s "$file") bytes"
