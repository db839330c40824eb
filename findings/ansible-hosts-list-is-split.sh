#!/usr/bin/env bash
# ansible-core 2.19.14: the entries of a list in "hosts:" are patterns, each split at commas, colons and spaces, also if the
# list comes from a template and contains names of hosts.
# Expected: hosts: "{{ groups['nodes'] }}" runs on every host of the group nodes, whatever their names.
# Seen: of the hosts "web server", "a,b" and "plain" only the last is in the play; the others are not matched, with a warning
# about their parts, and the exit code is 0.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ansible-core==2.19.14
export ANSIBLE_LOCALHOST_WARNING=0 ANSIBLE_NOCOLOR=1 ANSIBLE_HOME="$folder/home"

cat >"$folder/hosts.yml" <<'INVENTORY'
nodes:
  hosts: {"web server": {}, "a,b": {}, plain: {}}
INVENTORY
cat >"$folder/play.yml" <<'PLAY'
- hosts: "{{ groups['nodes'] }}"
  gather_facts: false
  tasks:
    - ansible.builtin.debug: {msg: "it ran on <{{ inventory_hostname }}>"}
PLAY
status=0
"$folder/venv/bin/ansible-playbook" -i "$folder/hosts.yml" "$folder/play.yml" >"$folder/out" 2>&1 || status=$?
grep -o 'it ran on <[^>]*>' "$folder/out"
echo "exit code $status"
[ "$(grep -c 'it ran on' "$folder/out")" = 1 ]
grep -q 'it ran on <plain>' "$folder/out"
[ "$status" = 0 ]
echo "as described"
