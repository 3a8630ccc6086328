#!/bin/sh
# A PostgreSQL server for tests, on a Unix socket in a folder of its own.
#
#   postgres.sh start DIR   makes the server in DIR, starts it, prints its URL
#   postgres.sh stop DIR    stops it
#
# Without PostgreSQL on the machine it exits with 69. Root, as whom PostgreSQL
# refuses to run, becomes the user postgres, or nobody.
set -eu
verb=$1 dir=$2

for bin in /usr/lib/postgresql/*/bin; do PATH=$PATH:$bin; done
command -v initdb >/dev/null && command -v pg_ctl >/dev/null || { echo "no initdb and pg_ctl on this machine" >&2; exit 69; }

as=
if [ "$(id -u)" = 0 ]; then
	user=nobody
	id postgres >/dev/null 2>&1 && user=postgres
	as="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups"
	chown "$user" "$dir"
fi
cd "$dir"

case $verb in
start)
	$as initdb --pgdata="$dir/data" --username=juspay --auth=trust --no-sync >"$dir/initdb.log" 2>&1 ||
		{ cat "$dir/initdb.log" >&2; exit 1; }
	# Durability against power cuts is of no use to a test; everything else is as usual.
	$as pg_ctl --pgdata="$dir/data" --log="$dir/server.log" --wait --timeout=60 \
		--options="-c listen_addresses='' -c unix_socket_directories='$dir' -c fsync=off" start >/dev/null ||
		{ cat "$dir/server.log" >&2; exit 1; }
	echo "postgres://juspay@/postgres?host=$dir"
	;;
stop)
	$as pg_ctl --pgdata="$dir/data" --mode=immediate --wait stop >/dev/null
	;;
*)
	echo "usage: postgres.sh start|stop DIR" >&2
	exit 64
	;;
esac
