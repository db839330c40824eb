# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest

ASSESSED = '__esg_recycle_assessed'
NOW = {'id': 'ssi-1', 'state': 'ACTIVE', 'instanceId': 'i-1', 'imageId': 'ami-1'}
ANSWER = {
    'decision': 'recycle',
    'code': 'not-on-target',
    'reason': 'ssi-1: image differs',
    'findings': [],
    'yieldTo': [],
    'esg': 'sig-1',
    'cluster': 'zk',
    'target': 'ami-2',
    'stateful': NOW,
}
BLOCKING = {'code': 'port-closed', 'severity': 'block', 'subject': '10.0.0.2', 'message': 'It is closed', 'hint': 'Open it'}
REFUSED = {**ANSWER, 'decision': 'refuse', 'code': 'port-closed', 'reason': 'It is closed', 'hint': 'Open it', 'findings': [BLOCKING]}


def host(number, esg, cluster, **more):
    variables = {'spotinst_id': f'ssi-{number}', 'spotinst_esg_id': esg, 'spotinst_cluster': cluster, 'spotinst_due': True}
    return {**variables, 'spotinst_privateIp': f'10.0.0.{number}', **more}


HOSTS = {
    'a1': host(1, 'sig-1', 'zk'),
    'a2': host(2, 'sig-1', 'zk', spotinst_due='yes'),
    'a3': host(3, 'sig-1', 'zk'),
    'b1': host(4, 'sig-2', 'zk'),
    'c1': host(5, 'sig-3', 'kafka'),
    'other': {},
}
INVENTORY = {
    'all': {
        'hosts': HOSTS,
        'vars': {'ansible_connection': 'local'},
        'children': {
            'sig_1': {'hosts': dict.fromkeys(['a1', 'a2', 'a3']), 'vars': {'esg_recycle_health': 'zookeeper'}},
            'sig_2': {'hosts': {'b1': None}},
            'sig_3': {'hosts': {'c1': None}, 'vars': {'esg_recycle_health': 'kafka'}},
        },
    },
}


def step(name, **options):
    return {'esg_recycler.spotinst.instance_roller': {'step': name, **options}}


@pytest.fixture(scope='module')
def assess(playbooks_in):
    """Assesses the hosts a1, a2 and a3 in turn and ignores failures. Returns the outcome and the calls of the executables."""

    def run(name, reply, *arguments, finished='a1', **variables):
        playbooks = playbooks_in(name)
        play = {
            'hosts': 'a1,a2,a3',
            'gather_facts': False,
            'serial': 1,
            'vars': {'esg_recycle_group': '{{ spotinst_esg_id }}', 'esg_recycle_cluster': '{{ spotinst_cluster }}', **variables},
            'tasks': [
                {'ansible.builtin.set_fact': {'esg_recycle_outcome': 'begun'}},
                {**step('assess'), 'register': ASSESSED, 'ignore_errors': True},
                {'ansible.builtin.set_fact': {'esg_recycle_outcome': 'recycled'}, 'when': f'inventory_hostname == "{finished}"'},
            ],
        }
        environment = playbooks.stand_in({'instance-roller assess': reply, 'spotinst-stateful lease': [0, {'token': 'a token'}]})
        inventory = playbooks.write('hosts.json', INVENTORY)
        outcome = playbooks.run(playbooks.write('play.yml', [play]), '-i', inventory, *arguments, environment=environment)
        inputs = [json.loads(call['input']) for call in playbooks.calls() if call['name'] == 'instance-roller']
        leases = [call['arguments'] for call in playbooks.calls() if call['name'] == 'spotinst-stateful']
        assert len(inputs) == 3, outcome.output
        return outcome, inputs, leases

    return run


def test_determines_lease_and_target_once_for_the_play(assess):
    _outcome, inputs, leases = assess('session', [0, ANSWER])
    assert [document['lease'] for document in inputs] == ['a token'] * 3
    assert [document['variables'].get('esg_recycle_target') for document in inputs] == [None, 'ami-2', 'ami-2']
    assert [arguments[:3] for arguments in leases] == [['lease', 'hold', '--esg=sig-1']]


def test_passes_the_progress_of_the_play(assess):
    _outcome, inputs, _leases = assess('play', [0, ANSWER])
    third = inputs[2]['play']
    assert third['batch'] == 1
    # The second host was assessed, but its recycle did not finish.
    assert third['unfinished'] == ['a2']
    assert third['hosts'] == [
        {'host': 'a1', 'instance': 'ssi-1', 'outcome': 'recycled', 'due': True},
        {'host': 'a2', 'instance': 'ssi-2', 'outcome': 'begun', 'due': None},
        {'host': 'a3', 'instance': 'ssi-3', 'outcome': 'begun', 'due': True},
    ]
    assert third['checks'] == {'a1': 'zookeeper', 'a2': 'zookeeper', 'a3': 'zookeeper', 'b1': None}


def test_passes_no_hosts_when_the_run_sets_due(assess):
    assert assess('named', [0, ANSWER], esg_recycle_due=['ssi-1'])[1][0]['play']['hosts'] == []


def test_fails_when_the_assessment_refuses(assess):
    outcome, inputs, _leases = assess('refused', [3, REFUSED])
    failure = outcome.named('runner_on_failed')[0]['event_data']
    assert (failure['code'], failure['exit_code'], failure['findings']) == ('port-closed', 3, [BLOCKING])
    assert failure['msg'] == 'It is closed. Open it. Runbook: docs/runbooks/port-closed.md'
    assert [document['play']['unfinished'] for document in inputs] == [[], [], ['a2']]


def test_host_refused_because_of_an_unfinished_one_is_not_unfinished(assess):
    _outcome, inputs, _leases = assess('unfinished', [3, REFUSED], finished='nobody')
    assert [document['play']['unfinished'] for document in inputs] == [[], ['a1'], ['a1']]


def test_check_mode_assesses_all_hosts_without_a_lease(assess):
    outcome, inputs, leases = assess('check', [3, REFUSED], '--check')
    assert (outcome.named('runner_on_failed'), leases) == ([], [])
    assert [(document['checkMode'], document['lease']) for document in inputs] == [(True, None)] * 3


def test_check_mode_shows_the_diff_of_a_recycle(playbooks):
    environment = playbooks.stand_in({})
    tasks = {'predicted': {**step('recycle', assessment=ANSWER), 'vars': {'esg_recycle_group': 'sig-1'}}}
    results, _inputs = playbooks.results(tasks, '--check', '--diff', environment=environment)
    assert (results['predicted']['changed'], playbooks.calls()) == (True, [])
    assert results['predicted']['diff']['before'] == {'state': 'ACTIVE', 'instanceId': 'i-1', 'imageId': 'ami-1'}
    assert results['predicted']['diff']['after'] == {'instanceId': 'a new instance', 'imageId': 'ami-2'}


def test_passes_the_results_of_earlier_steps(playbooks):
    environment = playbooks.stand_in({'instance-roller verify': [0, {'ssi': 'ssi-1'}]})
    recycled = {'changed': True, 'before': NOW, 'after': NOW, 'failed': False, 'diff': {}}
    tasks = {'verified': step('verify', lease='given', assessment=ANSWER, recycled=recycled)}
    results, _inputs = playbooks.results(tasks, environment=environment)
    given = json.loads(playbooks.calls()[0]['input'])
    assert (results['verified']['ssi'], given['lease'], given['assessment']) == ('ssi-1', 'given', ANSWER)
    assert given['recycled'] == {'changed': True, 'before': NOW, 'after': NOW}
