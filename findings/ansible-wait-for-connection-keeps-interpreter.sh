#!/usr/bin/env bash
# ansible-core 2.19.14: an interpreter that was discovered stays for the rest of the playbook. If the machine behind a host is
# replaced by one with another path of Python, wait_for_connection never succeeds, and its error is only a key: 'ping'.
# Expected: wait_for_connection discovers the interpreter again, or reports that the interpreter is missing.
# Seen: "timed out waiting for ping module test: 'ping'"; after "meta: clear_facts" the same task succeeds at once.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ansible-core==2.19.14
export ANSIBLE_LOCALHOST_WARNING=0 ANSIBLE_NOCOLOR=1 ANSIBLE_HOME="$folder/home"

python=$("$folder/venv/bin/python" -c 'import os, sys; print(os.path.realpath(sys.executable))')
mkdir "$folder/old" "$folder/new"
ln -s "$python" "$folder/old/python-at-first"
ln -s "$python" "$folder/new/python-by-now"
cat >"$folder/play.yml" <<PLAY
- hosts: localhost
  connection: local
  gather_facts: false
  vars:
    ansible_python_interpreter: auto_silent
    ansible_interpreter_python_fallback: ['$folder/old/python-at-first', '$folder/new/python-by-now']
  tasks:
    - ansible.builtin.ping:
    - ansible.builtin.raw: rm '$folder/old/python-at-first'
    - ansible.builtin.wait_for_connection: {timeout: 3}
      register: before
      ignore_errors: true
    - ansible.builtin.meta: clear_facts
    - ansible.builtin.wait_for_connection: {timeout: 3}
    - ansible.builtin.debug: {msg: "it said <{{ before.msg }}>"}
PLAY
status=0
"$folder/venv/bin/ansible-playbook" -i localhost, "$folder/play.yml" >"$folder/out" 2>&1 || status=$?
grep -o 'it said <[^>]*>' "$folder/out"
echo "exit code $status"
grep -q "it said <timed out waiting for ping module test: 'ping'>" "$folder/out"
[ "$status" = 0 ]
echo "as described"
