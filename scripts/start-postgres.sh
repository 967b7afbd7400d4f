#!/usr/bin/env bash
# Starts a throwaway PostgreSQL with pgvector for the tests, and prints its address, alone, on standard output.
#   scripts/start-postgres.sh [--port 55432] [--dir DIRECTORY]          start, or find the one that runs there
#   scripts/start-postgres.sh --durable [--port 55432] …                 one that writes to the disk before it says so, to measure with
#   scripts/start-postgres.sh --restart [--port 55432] …                 stop it as a crash would, and start it again on the same data
#   scripts/start-postgres.sh --stop [--port 55432] [--dir DIRECTORY]   stop it and delete its data
# Loopback only, trusts everyone on this machine, gives up durability for speed unless --durable: never for real data.
# Its clock is set far from UTC on purpose: code that forgets time zones must fail on it.
set -euo pipefail

port=55432
dir=
stop=
restart=
durable=off
while [ $# -gt 0 ]; do
  case $1 in
    --port) port=$2; shift 2 ;;
    --dir) dir=$2; shift 2 ;;
    --stop) stop=yes; shift ;;
    --restart) restart=yes; shift ;;
    --durable) durable=on; shift ;;
    *) echo "start-postgres: unknown argument $1" >&2; exit 2 ;;
  esac
done
dir=${dir:-${TMPDIR:-/tmp}/workshop-pilot-postgres-$port}
version=${PG_VERSION:-15}
bin=/usr/lib/postgresql/$version/bin
[ -x "$bin/pg_ctl" ] || bin=$(pg_config --bindir 2>/dev/null || true)
if [ ! -x "$bin/pg_ctl" ]; then
  echo "start-postgres: no PostgreSQL server programs found; as root, scripts/install-pgvector.sh installs them" >&2
  exit 1
fi

# PostgreSQL refuses to run as root.
as_owner() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }
url="postgresql://postgres@127.0.0.1:$port/postgres"

if [ -n "$stop" ]; then
  as_owner "$bin/pg_ctl" --pgdata "$dir" --mode immediate --silent stop >&2 || true
  rm -rf -- "$dir"
  exit 0
fi

if [ -n "$restart" ]; then as_owner "$bin/pg_ctl" --pgdata "$dir" --mode immediate --silent stop >&2 || true; fi

if ! as_owner "$bin/pg_ctl" --pgdata "$dir" status >/dev/null 2>&1; then
  mkdir -p "$dir"
  [ "$(id -u)" != 0 ] || chown postgres "$dir"
  if [ ! -f "$dir/PG_VERSION" ]; then
    said=$(as_owner "$bin/initdb" --pgdata "$dir" --username postgres --auth trust --encoding UTF8 --locale C.UTF-8 --no-sync 2>&1) ||
      { echo "$said" >&2; exit 1; }
    as_owner tee -a "$dir/postgresql.conf" >/dev/null <<SETTINGS
port = $port
listen_addresses = '127.0.0.1'
unix_socket_directories = '$dir'
max_connections = 300
fsync = $durable
synchronous_commit = $durable
full_page_writes = $durable
timezone = 'Asia/Kathmandu'
SETTINGS
  fi
  as_owner "$bin/pg_ctl" --pgdata "$dir" --log "$dir/server.log" --wait --timeout 60 --silent start >&2 || { tail -n 20 "$dir/server.log" >&2; exit 1; }
fi
# Asked of the server, not of the files: this is the sentence the tests depend on.
"$bin/psql" --no-psqlrc --quiet --set ON_ERROR_STOP=1 --command 'BEGIN; CREATE EXTENSION IF NOT EXISTS vector; ROLLBACK' "$url" >&2 ||
  { echo "start-postgres: the server lacks pgvector; as root, scripts/install-pgvector.sh installs it" >&2; exit 1; }
echo "$url"
