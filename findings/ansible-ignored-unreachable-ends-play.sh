#!/usr/bin/env bash
# ansible-core 2.19.14: under any_errors_fatal, a task whose unreachable host is ignored (ignore_unreachable) still ends the
# play. The recap then counts neither a failure nor an unreachable host, only "ignored=1", and yet the exit code is 2.
# Expected: either the play continues, as without any_errors_fatal, or the recap names what ended it.
# Seen: the task after it does not run; unreachable=0 failed=0 ignored=1; exit code 2.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ansible-core==2.19.14

# Nothing listens on port 1 of the loopback address.
printf 'host ansible_host=127.0.0.1 ansible_port=1\n' >"$folder/inventory"
for fatal in true false; do
  cat >"$folder/$fatal.yml" <<PLAY
- hosts: all
  gather_facts: false
  any_errors_fatal: $fatal
  tasks:
    - ansible.builtin.ping:
      ignore_unreachable: true
    - ansible.builtin.debug: {msg: it continued}
PLAY
  status=0
  ANSIBLE_LOCALHOST_WARNING=0 ANSIBLE_NOCOLOR=1 "$folder/venv/bin/ansible-playbook" -i "$folder/inventory" "$folder/$fatal.yml" \
    >"$folder/$fatal.out" 2>&1 || status=$?
  echo "any_errors_fatal: $fatal: exit code $status; $(grep -E '^host +:' "$folder/$fatal.out")"
  echo "$status" >"$folder/$fatal.status"
done

grep -q 'unreachable=0 .*failed=0 .*ignored=1' "$folder/true.out"
[ "$(cat "$folder/true.status")" = 2 ]
! grep -q 'it continued' "$folder/true.out"
grep -q 'it continued' "$folder/false.out"
[ "$(cat "$folder/false.status")" = 0 ]
echo "as described"
