# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import shutil
import sys

import pytest

# What OpenSSH says of a machine with another key. Its settings are the real one's.
STRANGER = """#!/bin/sh
[ "$1" = -G ] && exec ssh "$@"
echo "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @" >&2
echo "The fingerprint for the ED25519 key sent by the remote host is" >&2
echo "SHA256:abc." >&2
echo "Host key verification failed." >&2
exit 255
"""


# A machine on which a Python that was there before is not to be found.
OTHER_IMAGE = """#!/bin/sh
[ "$1" = -G ] && exec ssh "$@"
exec sh -c "$(for word; do :; done; echo "$word")"
"""


def wait(timeout=0, replaced=False, **variables):
    """Waits for a machine; nothing answers at port 1."""
    told = {'esg_recycler.spotinst.wait_for_machine': {'timeout': timeout, 'replaced': replaced}}
    return {**told, 'vars': {'ansible_connection': 'ssh', 'ansible_host': '127.0.0.1', 'ansible_port': 1, **variables}}


@pytest.fixture(scope='module')
def done(playbooks_in):
    """The folder, and what became of each task."""
    if not shutil.which('ssh'):
        pytest.skip('OpenSSH is not installed')
    playbooks = playbooks_in('wait-for-machine')
    stranger = playbooks.write('ssh', STRANGER)
    stranger.chmod(0o755)
    other_image = playbooks.write('ssh-to-other-image', OTHER_IMAGE)
    other_image.chmod(0o755)
    there = {'ansible_ssh_executable': str(other_image), 'ansible_pipelining': True}
    gone = {'ansible_facts': {'discovered_interpreter_python': '/nowhere/python3'}}
    python = sys.executable
    tasks = {
        'local': wait(replaced=True, ansible_connection='local'),
        'mistaken': wait(timeout='soon'),
        'dead': wait(),
        'stranger': wait(timeout=600, replaced=True, ansible_ssh_executable=str(stranger)),
        'other': wait(**there, **gone, ansible_python_interpreter='auto', ansible_interpreter_python_fallback=[python]),
        'bare': wait(**there, ansible_python_interpreter='/nowhere/python3'),
        'odd': wait(replaced=True, ansible_ssh_extra_args='-o NoSuchOption=1'),
    }
    learned = {'ESG_RECYCLER_KNOWN_HOSTS': str(playbooks.folder / 'learned')}
    return playbooks.folder, playbooks.results(tasks, environment=learned)[0]


def test_waits_for_nothing_where_there_is_no_connection(done):
    assert (done[1]['local']['failed'], done[1]['local'].get('ssh_args')) == (False, None)


def test_refuses_arguments(done):
    assert 'timeout' in done[1]['mistaken']['msg']


def test_says_when_nothing_answers(done):
    told = done[1]['dead']
    assert (told['failed'], told['code'], told['hint'], told['findings']) == (True, 'host-unreachable', None, [])
    assert told['message'].startswith('127.0.0.1 could not be connected to for 0 seconds: ')
    assert 'Connection refused' in told['message']


def test_refuses_a_machine_with_another_key_at_once(done):
    folder, results = done
    told = results['stranger']
    assert (told['failed'], told['code']) == (True, 'host-key-refused')
    assert told['message'].startswith('127.0.0.1 shows another SSH host key than the known one')
    assert 'SHA256:abc' in told['message']
    assert told['msg'].endswith(f'{told["hint"]}.')
    assert f'UserKnownHostsFile="{folder}/learned/127.0.0.1"' in told['ssh_args']
    assert (folder / 'learned' / '127.0.0.1').exists()


def test_says_why_what_is_known_cannot_be_read(done):
    told = done[1]['odd']
    assert (told['failed'], told['code']) == (True, 'host-keys-unreadable')
    assert 'nosuchoption' in told['message']


def test_looks_for_the_python_that_is_there_now(done):
    assert done[1]['other']['failed'] is False, done[1]['other']


def test_says_in_the_words_of_the_machine_why_no_module_runs(done):
    told = done[1]['bare']
    assert (told['failed'], told['code']) == (True, 'host-unreachable')
    assert '/nowhere/python3' in told['message']
    assert 'can be connected to, and Ansible could run no module on it for' in told['message']
    assert 'ansible_python_interpreter' in told['hint']
    assert "'ping'" not in told['message']
