# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import shutil

import pytest

REFUSAL = {'code': 'host-unreachable', 'severity': 'block', 'subject': 'ssi-1', 'message': 'It serves', 'hint': 'Check it'}
DEAD = {'ansible_connection': 'ssh', 'ansible_host': '127.0.0.1', 'ansible_port': 1}


def check(variables=None, **options):
    return {'esg_recycler.spotinst.check_connection': options, 'vars': variables or {}}


TASKS = {'local': check(refusal=REFUSAL), 'dead': check(DEAD), 'refused': check(DEAD, refusal=REFUSAL)}


@pytest.fixture(scope='module')
def done(playbooks_in):
    """The results of the tasks, without and with check mode."""
    if not shutil.which('ssh'):
        pytest.skip('OpenSSH is not installed')
    playbooks = playbooks_in('check-connection')
    return playbooks.results(TASKS)[0], playbooks.results(TASKS, '--check')[0]


@pytest.mark.parametrize('mode', [0, 1])
def test_local_connection_is_always_reached(done, mode):
    assert done[mode]['local']['connection'] == {'isReached': True}


@pytest.mark.parametrize('mode', [0, 1])
def test_failed_connection_is_reported_with_its_reason(done, mode):
    result = done[mode]['dead']
    assert (result['failed'], result['connection']['isReached']) == (False, False)
    assert 'Connection refused' in result['connection']['reason']


def test_fails_with_the_given_finding(done):
    result = done[0]['refused']
    assert (result['failed'], result['code'], result['exit_code']) == (True, 'host-unreachable', 3)
    assert result['message'].startswith('It serves: Failed to connect to the host via ssh')
    assert result['msg'].endswith('Connection refused. Check it. Runbook: docs/runbooks/host-unreachable.md')
    assert result['findings'] == [{**REFUSAL, 'message': result['message']}]


def test_check_mode_returns_the_refusal_and_does_not_fail(done):
    result = done[1]['refused']
    assert (result['failed'], result['refusal']) == (False, done[0]['refused']['msg'])
