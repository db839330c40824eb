# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import stat

import pytest

FINDING = {'code': 'in-sync', 'severity': 'block', 'subject': 'a', 'message': '2 of 3', 'hint': 'Wait'}
FAILING = {'safe': False, 'yieldTo': [], 'unsatisfiable': ['in-sync'], 'findings': [FINDING]}
REPLIES = {'cluster-health tcp': [3, FAILING]}

check = {'name': 'Check', 'esg_recycler.spotinst.cluster_health': {'kind': 'tcp', 'node': 'a'}}
proceed = {'name': 'Proceed', 'ansible.builtin.debug': {'msg': 'done'}}
# Port 1 accepts no connections.
reach = {'name': 'Reach', 'ansible.builtin.ping': None, 'vars': {'ansible_connection': 'ssh', 'ansible_port': 1}}
finish = {**proceed, 'name': 'End', 'vars': {'esg_event': 'instance_finished', 'esg_event_data': {'changed': '{{ true }}'}}}


def fail(message, **more):
    return {'name': 'Give up', 'ansible.builtin.fail': {'msg': message}, **more}


# Host -> its tasks in the role.
STORIES = {
    'succeeds': [{**proceed, 'loop': [1, 2]}, {**proceed, 'when': 'false'}, finish],
    'is-ignored': [fail('ignored', ignore_errors=True), finish],
    'is-rescued': [{'block': [fail('rescued')], 'rescue': [proceed]}, finish],
    'is-unreachable-and-ignored': [{**reach, 'ignore_unreachable': True}, finish],
    'fails': [{'block': [check], 'always': [fail('not the cause', ignore_errors=True)]}, finish],
    'fails-in-rescue': [{'block': [fail('rescued')], 'rescue': [fail('in the rescue')]}, finish],
    'fails-twice': [{'block': [fail('the cause')], 'always': [fail('and more')]}, finish],
    'fails-in-loop': [{**fail('{{ item }}'), 'loop': ['one', 'two']}, finish],
    'is-hidden': [fail('the password is hunter2', no_log=True), finish],
    'hides-a-loop': [{**fail('the password is {{ item }}'), 'loop': ['hunter2'], 'no_log': True}, finish],
    'misses-a-file': [{'name': 'Include', 'ansible.builtin.include_tasks': 'nowhere.yml'}, finish],
    'is-unreachable': [reach, finish],
    'fails-elsewhere': [{'block': [fail('rescued')], 'rescue': [proceed]}],
}
LOST = {'fails', 'fails-in-rescue', 'fails-twice', 'fails-in-loop', 'is-hidden', 'hides-a-loop', 'misses-a-file', 'is-unreachable'}


def run_role(playbooks, stories, *arguments, after=(), **play):
    """Runs the role for these hosts, each with its own tasks, and then the tasks after the role."""
    playbooks.write('roles/esg_recycle/vars/main.yml', {'esg_recycle_subject': {'ssi': 'ssi-{{ inventory_hostname }}'}})
    playbooks.write('roles/esg_recycle/tasks/main.yml', [{'ansible.builtin.include_tasks': '{{ inventory_hostname }}.yml'}])
    for host, tasks in stories.items():
        playbooks.write(f'roles/esg_recycle/tasks/{host}.yml', tasks)
    inventory = {'all': {'hosts': dict.fromkeys(stories), 'vars': {'ansible_connection': 'local', 'ansible_host': '127.0.0.1'}}}
    playbooks.write('hosts.yml', inventory)
    role_play = {'name': 'Recycle', 'hosts': 'all', 'gather_facts': False, 'roles': ['esg_recycle'], 'tasks': list(after), **play}
    book = playbooks.write('play.yml', [role_play])
    return playbooks.run(book, '-i', 'hosts.yml', '-f', '12', *arguments, environment=playbooks.stand_in(REPLIES))


def by_host(events):
    return {event['host']: event for event in events}


@pytest.fixture(scope='module')
def outcome(playbooks_in):
    """The outcome of a play over all stories, one of which fails after the role."""
    elsewhere = {**fail('after the role'), 'when': 'inventory_hostname == "fails-elsewhere"'}
    return run_role(playbooks_in('stories'), STORIES, after=[elsewhere])


def test_writes_the_events_of_the_role(outcome):
    finished = by_host(outcome.named('instance_finished'))
    assert finished.keys() == {'succeeds', 'is-ignored', 'is-rescued', 'is-unreachable-and-ignored'}
    assert (finished['succeeds']['ssi'], finished['succeeds']['event_data']) == ('ssi-succeeds', {'changed': True})


def test_writes_one_instance_failed_for_each_stopped_host(outcome):
    assert sorted(event['host'] for event in outcome.named('instance_failed')) == sorted(LOST)
    assert all(event['ssi'] == f'ssi-{event["host"]}' for event in outcome.named('instance_failed'))


def test_writes_all_parts_of_an_error(outcome):
    message = 'The health check before the recycle of a fails: in-sync: 2 of 3. Waiting does not help with in-sync'
    assert by_host(outcome.named('instance_failed'))['fails']['event_data'] == {
        'play': 'Recycle',
        'task': 'Check',
        'task_action': 'esg_recycler.spotinst.cluster_health',
        'role': 'esg_recycle',
        'host': 'fails',
        'msg': f'{message}. Wait. Runbook: docs/runbooks/in-sync.md',
        'message': message,
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
        ('is-hidden', 'no_log'),
        ('hides-a-loop', 'no_log'),
        ('misses-a-file', 'nowhere.yml'),
        ('is-unreachable', 'port 1'),
    ],
)
def test_writes_the_failure_that_stopped_the_host(outcome, host, why):
    assert why in by_host(outcome.named('instance_failed'))[host]['event_data']['msg']


def test_writes_no_result_that_no_log_hides(outcome):
    assert 'hunter2' not in str(outcome.events)


def test_writes_failures_at_the_end_with_their_own_time(outcome):
    names = [event['event'] for event in outcome.events]
    assert names[-len(LOST) - 1 :] == ['instance_failed'] * len(LOST) + ['playbook_on_stats']
    place = next(place for place, event in enumerate(outcome.events) if event['event_data'].get('msg') == 'in the rescue')
    created = by_host(outcome.named('instance_failed'))['fails-in-rescue']['created']
    assert outcome.events[place]['created'] <= created <= outcome.events[place + 1]['created']
    assert created < outcome.events[-1]['created']


def test_writes_whether_a_failure_is_ignored(outcome):
    failed = {(event['host'], event['event_data']['ignore_errors']) for event in outcome.named('runner_on_failed')}
    assert failed >= {('is-ignored', True), ('is-rescued', False), ('fails', False), ('fails', True), ('fails-elsewhere', False)}
    unreachable = by_host(outcome.named('runner_on_unreachable'))
    assert {host: event['event_data']['ignore_errors'] for host, event in unreachable.items()} == {
        'is-unreachable-and-ignored': True,
        'is-unreachable': False,
    }


def test_writes_other_events_like_ansible_runner(outcome):
    first, last = outcome.events[0], outcome.events[-1]
    assert (first['event'], first['event_data']) == ('playbook_on_play_start', {'play': 'Recycle'})
    assert last['event_data']['dark'] == {'is-unreachable': 1}
    tasks = [event['event_data']['task'] for event in outcome.named('runner_on_skipped') if event['host'] == 'succeeds']
    assert 'Proceed' in tasks
    assert {event['event_data']['changed'] for event in outcome.named('runner_on_ok')} == {False}
    assert len({event['uuid'] for event in outcome.events}) == len(outcome.events)
    assert stat.S_IMODE((outcome.folder / 'events.jsonl').stat().st_mode) == 0o600


def test_writes_only_the_host_that_stopped_a_serial_play(playbooks):
    rescued = {'block': [fail('rescued')], 'rescue': [proceed]}
    stories = {'one': [rescued, finish], 'two': [rescued, fail('for good'), finish], 'three': [finish]}
    outcome = run_role(playbooks, stories, serial=1, any_errors_fatal=True)
    assert outcome.exit_code == 2
    assert by_host(outcome.named('instance_finished')).keys() == {'one'}
    assert [(event['host'], event['event_data']['msg']) for event in outcome.named('instance_failed')] == [('two', 'for good')]
    assert 'three' not in by_host(event for event in outcome.events if 'host' in event)


def test_unreachable_host_that_stops_the_play_is_not_ignored(playbooks):
    outcome = run_role(playbooks, {'one': [{**reach, 'ignore_unreachable': True}, finish]}, any_errors_fatal=True)
    assert outcome.exit_code == 2
    assert [event['event_data']['ignore_errors'] for event in outcome.named('runner_on_unreachable')] == [False]


def test_does_nothing_without_an_event_file(playbooks):
    playbooks.write('play.yml', [{'hosts': 'localhost', 'gather_facts': False, 'tasks': [proceed]}])
    outcome = playbooks.run('play.yml', environment={'ESG_RECYCLER_EVENTS': ''})
    assert (outcome.exit_code, outcome.events) == (0, [])
    assert 'esg_events' not in outcome.output


def test_begins_a_new_line_after_one_that_a_full_disk_has_cut(playbooks):
    playbooks.write('play.yml', [{'hosts': 'localhost', 'gather_facts': False, 'tasks': [proceed]}])
    playbooks.event_file.write_text('{"event": "cut"}')
    outcome = playbooks.run('play.yml')
    assert [event['event'] for event in outcome.events][:2] == ['cut', 'playbook_on_play_start']
