#!/usr/bin/env bash
# ansible-core 2.19.14: an inventory plugin that fails keeps what it has added. With "strict: true", constructed stops at the
# first host whose expression fails, and the hosts before it keep their new groups and variables.
# Expected: a source that cannot be parsed adds nothing; the warning says that it failed.
# Seen: the first host is in the composed group, the second is not, and the exit code is 0.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ansible-core==2.19.14
export ANSIBLE_LOCALHOST_WARNING=0 ANSIBLE_NOCOLOR=1 ANSIBLE_HOME="$folder/home"

printf 'first color=red\nsecond\n' >"$folder/1-hosts.ini"
cat >"$folder/2-groups.yml" <<'CONFIG'
plugin: ansible.builtin.constructed
strict: true
groups:
  red: color == 'red'
CONFIG
status=0
"$folder/venv/bin/ansible-inventory" -i "$folder/1-hosts.ini" -i "$folder/2-groups.yml" --graph >"$folder/out" 2>"$folder/errors" || status=$?
cat "$folder/out"
echo "exit code $status"
grep -q "color" "$folder/errors"
[ "$(grep -A1 '@red' "$folder/out" | tr -d ' |-')" = "$(printf '@red:\nfirst')" ]
[ "$status" = 0 ]
echo "as described"
