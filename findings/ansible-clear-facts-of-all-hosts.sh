#!/usr/bin/env bash
# ansible-core 2.19.14: "meta: clear_facts" with a "when" that holds for one host only forgets the facts of every host of the play.
# Expected: a condition on the host limits what is cleared to that host, as with any task.
# Seen: the host for which the condition does not hold has also lost its facts, though the output names it as skipped.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ansible-core==2.19.14
export ANSIBLE_LOCALHOST_WARNING=0 ANSIBLE_NOCOLOR=1 ANSIBLE_HOME="$folder/home"

cat >"$folder/play.yml" <<'PLAY'
- hosts: all
  connection: local
  gather_facts: true
  gather_subset: ['!all', '!min', python]
  tasks:
    - ansible.builtin.meta: clear_facts
      when: inventory_hostname == 'first'
    - ansible.builtin.debug: {msg: "{{ inventory_hostname }} knows {{ ansible_facts | length }} facts"}
PLAY
"$folder/venv/bin/ansible-playbook" -i first,second, -e ansible_python_interpreter="$folder/venv/bin/python" "$folder/play.yml" >"$folder/out" 2>&1
grep -o '[a-z]* knows [0-9]* facts' "$folder/out"
grep -q 'first knows 0 facts' "$folder/out"
grep -q 'second knows 0 facts' "$folder/out"
echo "as described"
