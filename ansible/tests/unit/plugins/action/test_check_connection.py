# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import shutil

import pytest

REFUSAL = {'code': 'host-unreachable', 'severity': 'block', 'subject': 'ssi-1', 'message': 'It serves', 'hint': 'Look'}
DEAD = {'ansible_connection': 'ssh', 'ansible_host': '127.0.0.1', 'ansible_port': 1}


def check(variables=None, **options):
    return {'esg_recycler.spotinst.check_connection': options, 'vars': variables or {}}


TASKS = {'local': check(refusal=REFUSAL), 'dead': check(DEAD), 'refused': check(DEAD, refusal=REFUSAL)}


@pytest.fixture(scope='module')
def done(playbooks_in):
    """What became of each task, and of each in check mode."""
    if not shutil.which('ssh'):
        pytest.skip('OpenSSH is not installed')
    playbooks = playbooks_in('check-connection')
    return playbooks.results(TASKS)[0], playbooks.results(TASKS, '--check')[0]


@pytest.mark.parametrize('mode', [0, 1])
def test_has_nothing_to_try_without_a_connection(done, mode):
    assert done[mode]['local']['connection'] == {'isReached': True}


@pytest.mark.parametrize('mode', [0, 1])
def test_reports_why_nothing_connects(done, mode):
    told = done[mode]['dead']
    assert (told['failed'], told['connection']['isReached']) == (False, False)
    assert 'Connection refused' in told['connection']['reason']


def test_fails_with_what_it_was_given(done):
    told = done[0]['refused']
    assert (told['failed'], told['code'], told['exit_code']) == (True, 'host-unreachable', 3)
    assert told['message'].startswith('It serves: Failed to connect to the host via ssh')
    assert told['msg'].endswith('Connection refused. Look.')
    assert told['findings'] == [{**REFUSAL, 'message': told['message']}]


def test_says_in_check_mode_that_it_would_fail(done):
    told = done[1]['refused']
    assert (told['failed'], told['refusal']) == (False, done[0]['refused']['msg'])
