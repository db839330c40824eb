#!/usr/bin/env bash
# ansible-core 2.19.14: SIGKILL to the process group of ansible-playbook does not end its workers: each has its own session.
# Expected: as in 2.18 and before, a command that a task runs on this machine ends with the group that was started.
# Seen: ansible-playbook has ended, and the command of the task still runs.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ansible-core==2.19.14
export ANSIBLE_LOCALHOST_WARNING=0 ANSIBLE_NOCOLOR=1 ANSIBLE_HOME="$folder/home"

cat >"$folder/play.yml" <<PLAY
- hosts: localhost
  connection: local
  gather_facts: false
  vars: {ansible_python_interpreter: '$folder/venv/bin/python'}
  tasks:
    - ansible.builtin.shell: 'echo \$\$ > $folder/pid.new && mv $folder/pid.new $folder/pid && exec sleep 600'
PLAY
set -m # A process group for what is started in the background.
"$folder/venv/bin/ansible-playbook" -i localhost, "$folder/play.yml" >"$folder/out" 2>&1 &
group=$!
until [ -s "$folder/pid" ]; do sleep 0.1; done
task=$(cat "$folder/pid")
kill -KILL -- "-$group"
wait "$group" 2>/dev/null || true
left=ended
kill -0 "$task" 2>/dev/null && left="still runs"
kill "$task" 2>/dev/null || true
echo "ansible-playbook is gone; the command of its task: $left"
[ "$left" = "still runs" ]
echo "as described"
