#!/usr/bin/env bash
# Builds pgvector for the PostgreSQL server of this Debian machine, where no package offers it. Needs root; does nothing when it is there.
# The source is the one that a newer Debian release ships. Its address is derived from the package lists that this machine already trusts,
# and is read with apt settings of its own, so the machine's configuration stays as it was.
set -euo pipefail

release=${PGVECTOR_RELEASE:-trixie}
version=${PG_VERSION:-15}
pg_config=/usr/lib/postgresql/$version/bin/pg_config

say() { echo "pgvector: $*" >&2; }

if [ -x "$pg_config" ] && [ -f "$("$pg_config" --sharedir)/extension/vector.control" ]; then
  say "already there for PostgreSQL $version"
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  say "run this as root: it installs the PostgreSQL $version headers and the extension"
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt_install() { apt-get -q -y -o Dpkg::Use-Pty=0 install --no-install-recommends --no-upgrade "$@" >&2; }
apt-get -q update >&2
apt_install build-essential dpkg-dev "postgresql-$version" "postgresql-server-dev-$version"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
address=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $codename" | sort -u | head -n 1)
if [ -z "$address" ]; then
  say "the package lists of this machine name no Debian release, so the source cannot be found"
  exit 1
fi
echo "deb-src $address $release main" >"$work/sources.list"
mkdir -p "$work/lists/partial"
own_lists=(-o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$work/lists"
  -o "Dir::Cache::srcpkgcache=" -o "Dir::Cache::pkgcache=" -o APT::Sandbox::User=root)
apt-get -q "${own_lists[@]}" update >&2
(cd "$work" && apt-get -q "${own_lists[@]}" source pgvector >&2)

# No -march=native: a cached machine image may run on another processor.
make -s -C "$work"/pgvector-*/ PG_CONFIG="$pg_config" OPTFLAGS='' >&2
make -s -C "$work"/pgvector-*/ PG_CONFIG="$pg_config" install >&2
say "installed $(sed -n "s/^default_version = '\(.*\)'/\1/p" "$("$pg_config" --sharedir)/extension/vector.control") for PostgreSQL $version"
