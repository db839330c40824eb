# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import stat

import pytest

FINDING = {'code': 'in-sync', 'severity': 'block', 'subject': 'a', 'message': '2 of 3', 'hint': 'Wait'}
SHUT = {'safe': False, 'yieldTo': [], 'unsatisfiable': ['in-sync'], 'findings': [FINDING]}
REPLIES = {'cluster-health tcp': [3, SHUT]}

ask = {'name': 'Ask', 'esg_recycler.spotinst.cluster_health': {'kind': 'tcp', 'node': 'a'}}
go_on = {'name': 'Go on', 'ansible.builtin.debug': {'msg': 'well'}}
# Nothing answers at port 1.
reach = {'name': 'Reach', 'ansible.builtin.ping': None, 'vars': {'ansible_connection': 'ssh', 'ansible_port': 1}}
finish = {**go_on, 'name': 'End', 'vars': {'esg_event': 'instance_finished', 'esg_event_data': {'changed': '{{ true }}'}}}


def fail(message, **more):
    return {'name': 'Give up', 'ansible.builtin.fail': {'msg': message}, **more}


# Host → its tasks of the role.
STORIES = {
    'is-well': [{**go_on, 'loop': [1, 2]}, {**go_on, 'when': 'false'}, finish],
    'is-ignored': [fail('ignored', ignore_errors=True), finish],
    'is-rescued': [{'block': [fail('rescued')], 'rescue': [go_on]}, finish],
    'is-passed-over': [{**reach, 'ignore_unreachable': True}, finish],
    'fails': [{'block': [ask], 'always': [fail('not what counts', ignore_errors=True)]}, finish],
    'fails-in-rescue': [{'block': [fail('rescued')], 'rescue': [fail('in the rescue')]}, finish],
    'fails-twice': [{'block': [fail('the cause')], 'always': [fail('and more')]}, finish],
    'fails-in-loop': [{**fail('{{ item }}'), 'loop': ['one', 'two']}, finish],
    'misses-a-file': [{'name': 'Include', 'ansible.builtin.include_tasks': 'nowhere.yml'}, finish],
    'is-unreachable': [reach, finish],
    'fails-elsewhere': [{'block': [fail('rescued')], 'rescue': [go_on]}],
}
LOST = {'fails', 'fails-in-rescue', 'fails-twice', 'fails-in-loop', 'misses-a-file', 'is-unreachable'}


def tell(playbooks, stories, *arguments, after=(), **play):
    """Runs the role for these hosts, each with its own tasks, and then what comes after the role."""
    playbooks.write('roles/esg_recycle/vars/main.yml', {'esg_recycle_subject': {'ssi': 'ssi-{{ inventory_hostname }}'}})
    playbooks.write('roles/esg_recycle/tasks/main.yml', [{'ansible.builtin.include_tasks': '{{ inventory_hostname }}.yml'}])
    for host, tasks in stories.items():
        playbooks.write(f'roles/esg_recycle/tasks/{host}.yml', tasks)
    inventory = {'all': {'hosts': dict.fromkeys(stories), 'vars': {'ansible_connection': 'local', 'ansible_host': '127.0.0.1'}}}
    playbooks.write('hosts.yml', inventory)
    told = {'name': 'Recycle', 'hosts': 'all', 'gather_facts': False, 'roles': ['esg_recycle'], 'tasks': list(after), **play}
    book = playbooks.write('play.yml', [told])
    return playbooks.run(book, '-i', 'hosts.yml', '-f', '12', *arguments, environment=playbooks.stand_in(REPLIES))


def by_host(events):
    return {event['host']: event for event in events}


@pytest.fixture(scope='module')
def told(playbooks_in):
    """What is told of a play over all of the stories, one of which fails after the role."""
    elsewhere = {**fail('after the role'), 'when': 'inventory_hostname == "fails-elsewhere"'}
    return tell(playbooks_in('stories'), STORIES, after=[elsewhere])


def test_tells_what_the_role_has_to_tell(told):
    finished = by_host(told.named('instance_finished'))
    assert finished.keys() == {'is-well', 'is-ignored', 'is-rescued', 'is-passed-over'}
    assert (finished['is-well']['ssi'], finished['is-well']['event_data']) == ('ssi-is-well', {'changed': True})


def test_tells_once_of_each_instance_that_a_failure_has_ended(told):
    assert sorted(event['host'] for event in told.named('instance_failed')) == sorted(LOST)
    assert all(event['ssi'] == f'ssi-{event["host"]}' for event in told.named('instance_failed'))


def test_tells_all_of_an_error(told):
    gate = 'The gate before a is shut: in-sync: 2 of 3. Waiting cannot help with in-sync'
    assert by_host(told.named('instance_failed'))['fails']['event_data'] == {
        'play': 'Recycle',
        'task': 'esg_recycle : Ask',
        'task_action': 'esg_recycler.spotinst.cluster_health',
        'role': 'esg_recycle',
        'msg': f'{gate}. Wait.',
        'message': gate,
        'code': 'in-sync',
        'hint': 'Wait',
        'exit_code': 3,
        'findings': [FINDING],
        'unsatisfiable': ['in-sync'],
    }


@pytest.mark.parametrize(
    ('host', 'why'),
    [
        ('fails-in-rescue', 'in the rescue'),
        ('fails-twice', 'the cause'),
        ('fails-in-loop', 'one; two'),
        ('misses-a-file', 'nowhere.yml'),
        ('is-unreachable', 'port 1'),
    ],
)
def test_tells_the_failure_that_has_ended_it(told, host, why):
    assert why in by_host(told.named('instance_failed'))[host]['event_data']['msg']


def test_tells_it_in_the_end_with_the_time_at_which_it_happened(told):
    names = [event['event'] for event in told.events]
    assert names[-len(LOST) - 1 :] == ['instance_failed'] * len(LOST) + ['playbook_on_stats']
    place = next(place for place, event in enumerate(told.events) if event['event_data'].get('msg') == 'in the rescue')
    created = by_host(told.named('instance_failed'))['fails-in-rescue']['created']
    assert told.events[place]['created'] <= created <= told.events[place + 1]['created']
    assert created < told.events[-1]['created']


def test_tells_of_a_failure_whether_it_is_ignored(told):
    failed = {(event['host'], event['event_data']['ignore_errors']) for event in told.named('runner_on_failed')}
    assert failed >= {('is-ignored', True), ('is-rescued', False), ('fails', False), ('fails', True), ('fails-elsewhere', False)}
    unreachable = by_host(told.named('runner_on_unreachable'))
    assert {host: event['event_data']['ignore_errors'] for host, event in unreachable.items()} == {
        'is-passed-over': True,
        'is-unreachable': False,
    }


def test_tells_of_everything_else_as_ansible_runner_does(told):
    first, last = told.events[0], told.events[-1]
    assert (first['event'], first['event_data']) == ('playbook_on_play_start', {'play': 'Recycle'})
    assert last['event_data']['dark'] == {'is-unreachable': 1}
    tasks = [event['event_data']['task'] for event in told.named('runner_on_skipped') if event['host'] == 'is-well']
    assert 'esg_recycle : Go on' in tasks
    assert {event['event_data']['changed'] for event in told.named('runner_on_ok')} == {False}
    assert len({event['uuid'] for event in told.events}) == len(told.events)
    assert stat.S_IMODE((told.folder / 'events.jsonl').stat().st_mode) == 0o600


def test_tells_of_the_one_that_ends_a_play_of_one_after_the_other(playbooks):
    rescued = {'block': [fail('rescued')], 'rescue': [go_on]}
    stories = {'one': [rescued, finish], 'two': [rescued, fail('for good'), finish], 'three': [finish]}
    outcome = tell(playbooks, stories, serial=1, any_errors_fatal=True)
    assert outcome.exit_code == 2
    assert by_host(outcome.named('instance_finished')).keys() == {'one'}
    assert [(event['host'], event['event_data']['msg']) for event in outcome.named('instance_failed')] == [('two', 'for good')]
    assert 'three' not in by_host(event for event in outcome.events if 'host' in event)


def test_takes_nothing_for_ignored_that_ends_the_play_all_the_same(playbooks):
    outcome = tell(playbooks, {'one': [{**reach, 'ignore_unreachable': True}, finish]}, any_errors_fatal=True)
    assert outcome.exit_code == 2
    assert [event['event_data']['ignore_errors'] for event in outcome.named('runner_on_unreachable')] == [False]


def test_does_nothing_where_no_file_is_named(playbooks):
    playbooks.write('play.yml', [{'hosts': 'localhost', 'gather_facts': False, 'tasks': [go_on]}])
    outcome = playbooks.run('play.yml', environment={'ESG_RECYCLER_EVENTS': ''})
    assert (outcome.exit_code, outcome.events) == (0, [])
    assert 'esg_events' not in outcome.output
