# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import shutil
import sys

import pytest

# Prints the error of OpenSSH for a machine with another key. Its settings are those of the real OpenSSH.
OTHER_KEY = """#!/bin/sh
[ "$1" = -G ] && exec ssh "$@"
echo "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @" >&2
echo "The fingerprint for the ED25519 key sent by the remote host is" >&2
echo "SHA256:abc." >&2
echo "Host key verification failed." >&2
exit 255
"""


# A machine that lacks the Python of the previous machine.
OTHER_IMAGE = """#!/bin/sh
[ "$1" = -G ] && exec ssh "$@"
exec sh -c "$(for word; do :; done; echo "$word")"
"""


def wait(timeout=0, replaced=False, **variables):
    """Waits for a machine. Port 1 accepts no connections."""
    task = {'esg_recycler.spotinst.wait_for_machine': {'timeout': timeout, 'replaced': replaced}}
    return {**task, 'vars': {'ansible_connection': 'ssh', 'ansible_host': '127.0.0.1', 'ansible_port': 1, **variables}}


@pytest.fixture(scope='module')
def done(playbooks_in):
    """The folder, and the results of the tasks."""
    if not shutil.which('ssh'):
        pytest.skip('OpenSSH is not installed')
    playbooks = playbooks_in('wait-for-machine')
    other_key = playbooks.write('ssh', OTHER_KEY)
    other_key.chmod(0o755)
    other_image = playbooks.write('ssh-to-other-image', OTHER_IMAGE)
    other_image.chmod(0o755)
    there = {'ansible_ssh_executable': str(other_image), 'ansible_pipelining': True}
    gone = {'ansible_facts': {'discovered_interpreter_python': '/nowhere/python3'}}
    python = sys.executable
    tasks = {
        'local': wait(replaced=True, ansible_connection='local'),
        'invalid': wait(timeout='soon'),
        'dead': wait(),
        'other_key': wait(timeout=600, replaced=True, ansible_ssh_executable=str(other_key)),
        'other': wait(**there, **gone, ansible_python_interpreter='auto', ansible_interpreter_python_fallback=[python]),
        'bare': wait(**there, ansible_python_interpreter='/nowhere/python3'),
        'unreadable': wait(replaced=True, ansible_ssh_extra_args='-o NoSuchOption=1'),
    }
    learned = {'ESG_RECYCLER_KNOWN_HOSTS': str(playbooks.folder / 'learned')}
    return playbooks.folder, playbooks.results(tasks, environment=learned)[0]


def test_local_connection_needs_no_wait(done):
    assert (done[1]['local']['failed'], done[1]['local'].get('ssh_args')) == (False, None)


def test_refuses_invalid_arguments(done):
    assert 'timeout' in done[1]['invalid']['msg']


def test_fails_when_the_connection_times_out(done):
    result = done[1]['dead']
    assert (result['failed'], result['code'], result['findings']) == (True, 'host-unreachable', [])
    assert result['hint'] == 'Check the machine and the SSH settings of the host, then run the same command again'
    assert result['message'].startswith('Ansible could not connect to 127.0.0.1 within 0 seconds: ')
    assert 'Connection refused' in result['message']


def test_refuses_another_host_key_at_once(done):
    folder, results = done
    result = results['other_key']
    assert (result['failed'], result['code']) == (True, 'host-key-refused')
    assert result['message'].startswith('127.0.0.1 presents an SSH host key that differs from the recorded key')
    assert 'SHA256:abc' in result['message']
    assert result['msg'].endswith(f'{result["hint"]}. Runbook: docs/runbooks/host-key-refused.md')
    assert f'UserKnownHostsFile="{folder}/learned/127.0.0.1"' in result['ssh_args']
    assert (folder / 'learned' / '127.0.0.1').exists()


def test_reports_why_host_keys_cannot_be_read(done):
    result = done[1]['unreadable']
    assert (result['failed'], result['code']) == (True, 'host-keys-unreadable')
    assert 'nosuchoption' in result['message']


def test_discovers_the_python_of_the_new_machine(done):
    assert done[1]['other']['failed'] is False, done[1]['other']


def test_reports_the_error_of_the_machine_when_no_module_runs(done):
    result = done[1]['bare']
    assert (result['failed'], result['code']) == (True, 'host-unreachable')
    assert '/nowhere/python3' in result['message']
    assert 'Ansible can connect to 127.0.0.1, but could not run a module on it within' in result['message']
    assert 'ansible_python_interpreter' in result['hint']
    assert "'ping'" not in result['message']
