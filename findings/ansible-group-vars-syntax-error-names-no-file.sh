#!/usr/bin/env bash
# ansible-core 2.19.14: a syntax error of YAML in a file of group_vars ends the playbook without the name of the file
# and the line; -v does not help. The same error in the playbook is reported with its place ("Origin: FILE:LINE:COLUMN").
# Expected: the place, as for a playbook, and as ansible-core 2.16 prints it for group_vars ("The error appears to be in ...").
# Seen: exit code 4; "[ERROR]: YAML parsing failed: While parsing a flow mapping did not find expected ',' or '}'." and
# nothing of group_vars/all.yml.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ansible-core==2.19.14
export LC_ALL=C.UTF-8 ANSIBLE_NOCOLOR=1 ANSIBLE_LOCALHOST_WARNING=0
cd "$folder"

mkdir group_vars
printf 'localhost ansible_connection=local\n' >hosts
printf -- '- hosts: all\n  gather_facts: false\n  tasks:\n    - ansible.builtin.debug: {msg: it ran}\n' >good.yml
printf -- '- hosts: all\n  vars: {a: 1\n' >bad.yml
printf 'kind: {a\nother: [\n' >group_vars/all.yml

play() { # PLAYBOOK [OPTION...]
  status=0
  venv/bin/ansible-playbook -i hosts "$@" >out 2>&1 || status=$?
  echo "$* ($status): $(grep -E '^\[ERROR\]' out | head -1)"
}
play good.yml -v
[ "$status" = 4 ]
grep -q 'YAML parsing failed' out
! grep -q 'group_vars' out
! grep -q 'it ran' out

rm group_vars/all.yml
play bad.yml
[ "$status" = 4 ]
grep -q 'Origin: .*bad.yml' out

play good.yml
[ "$status" = 0 ]
echo "as described"
