# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the events of the callback with those that ansible-runner reads from the same run."""

from __future__ import annotations

import datetime
import os

import ansible_runner
import pytest
from support.places import REPOSITORY
from support.playbooks import Playbooks

# The events that both have. ansible-runner also has those of single items, of includes, and of the start of a host's task.
NAMES = {
    'playbook_on_play_start',
    'playbook_on_task_start',
    'playbook_on_stats',
    'runner_on_ok',
    'runner_on_skipped',
    'runner_retry',
    'runner_on_failed',
    'runner_on_unreachable',
}
# The fields of event_data that both have.
FIELDS = ('play', 'task', 'task_action', 'role', 'host', 'ignore_errors')
STATISTICS = ('ok', 'changed', 'failures', 'dark', 'skipped', 'processed', 'ignored', 'rescued')

ROLE_TASKS = [
    {'name': 'Succeed', 'ansible.builtin.debug': {'msg': 'hello'}},
    {'ansible.builtin.command': 'true'},
    {'name': 'Skip', 'ansible.builtin.debug': None, 'when': 'false'},
    {'name': 'Loop', 'ansible.builtin.debug': {'msg': '{{ item }}'}, 'loop': [1, 2]},
    {'name': 'Ignore', 'ansible.builtin.fail': {'msg': 'ignored'}, 'ignore_errors': True},
    {
        'block': [{'name': 'Break', 'ansible.builtin.fail': {'msg': 'rescued'}}],
        'rescue': [{'name': 'Rescue', 'ansible.builtin.debug': None}],
    },
    {
        'name': 'Retry',
        'ansible.builtin.command': 'false',
        'register': 'tried',
        'until': 'tried is succeeded',
        'retries': 1,
        'delay': 0,
        'ignore_errors': True,
    },
    {'name': 'Fail', 'ansible.builtin.fail': {'msg': 'for good'}, 'when': 'inventory_hostname == "fails"'},
]
# Port 1 accepts no connections.
LOST = {'ansible_connection': 'ssh', 'ansible_host': '127.0.0.1', 'ansible_port': 1}


@pytest.fixture(scope='module')
def runs(tmp_path_factory):
    """The events of one run: those of ansible-runner, and those of the callback."""
    playbooks = Playbooks(REPOSITORY / '.venv' / 'bin', tmp_path_factory.mktemp('runner'))
    playbooks.write('project/roles/deploy/tasks/main.yml', ROLE_TASKS)
    play = {'name': 'Deploy', 'hosts': 'all', 'gather_facts': False, 'roles': ['deploy']}
    second = {'hosts': 'works', 'gather_facts': False, 'tasks': [{'name': 'Reach', 'ansible.builtin.ping': None, 'vars': LOST}]}
    playbooks.write('project/play.yml', [play, second])
    hosts = {'works': None, 'fails': None}
    playbooks.write('inventory/hosts.yml', {'all': {'hosts': hosts, 'vars': {'ansible_connection': 'local'}}})
    runner = ansible_runner.run(
        private_data_dir=str(playbooks.folder),
        playbook='play.yml',
        envvars={**playbooks.environment(), 'PATH': f'{playbooks.ansible}:{os.environ["PATH"]}'},
        quiet=True,
    )
    return list(runner.events), playbooks.written_events()


def common(events):
    return [event for event in events if event['event'] in NAMES]


def test_both_have_the_same_events_in_the_same_order(runs):
    theirs, ours = runs
    assert [event['event'] for event in ours] == [event['event'] for event in common(theirs)]
    assert {event['event'] for event in ours} == NAMES


def test_fields_of_tasks_have_the_same_names_and_values(runs):
    theirs, ours = runs
    for their, our in zip(common(theirs), ours, strict=True):
        if our['event'] == 'playbook_on_stats':
            continue
        found = {name: their['event_data'][name] for name in FIELDS if their['event_data'].get(name) is not None}
        if our['event'] in ('runner_on_failed', 'runner_on_unreachable'):
            # Theirs is null for false, and missing for an unreachable host.
            found.setdefault('ignore_errors', False)
        assert {name: our['event_data'][name] for name in FIELDS if name in our['event_data']} == found
        assert our.get('host') == their['event_data'].get('host')


def test_results_agree_without_the_rest_of_the_result(runs):
    theirs, ours = runs
    for their, our in zip(common(theirs), ours, strict=True):
        result = their['event_data'].get('res', {})
        if our['event'] == 'runner_on_ok':
            assert our['event_data']['changed'] == result.get('changed', False)
        if our['event'] in ('runner_on_failed', 'runner_on_unreachable'):
            assert our['event_data']['msg'] == result['msg']
        assert 'res' not in our['event_data']


def test_statistics_are_the_same(runs):
    theirs, ours = runs
    their, our = common(theirs)[-1]['event_data'], ours[-1]['event_data']
    assert our == {name: their[name] for name in STATISTICS}


def test_envelopes_agree(runs):
    theirs, ours = runs
    for their, our in zip(common(theirs), ours, strict=True):
        assert {'uuid', 'created', 'event', 'event_data'} <= our.keys() & their.keys()
        times = [datetime.datetime.fromisoformat(event['created']) for event in (their, our)]
        assert abs((times[0] - times[1]).total_seconds()) < 1
