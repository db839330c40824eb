# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import socket

import pytest

FINDINGS = [
    {'code': 'in-sync', 'severity': 'block', 'subject': 'a', 'message': '2 of 3 are in sync', 'hint': 'Wait'},
    {'code': 'single-replica', 'severity': 'block', 'subject': 't', 'message': 't has one replica', 'hint': 'Add another'},
    {'code': 'quorum', 'severity': 'ok', 'subject': 'a', 'message': '3 of 3'},
]
ERROR = {'code': 'options-invalid', 'message': 'There is no option prot', 'hint': 'Did you mean "port"?', 'exitCode': 2}


def judgement(**more):
    return {'safe': True, 'role': 'leader', 'yieldTo': [], 'unsatisfiable': [], 'outage': False, 'findings': [], **more}


# Each kind has its own answer.
REPLIES = {
    'cluster-health kafka': [0, judgement(changed=True)],
    'cluster-health opensearch': [3, judgement(safe=False, findings=FINDINGS, unsatisfiable=['single-replica'])],
    'cluster-health zookeeper': [3, judgement(safe=False, yieldTo=['10.0.0.2'])],
    'cluster-health http': [2, {'error': ERROR}],
}


def ask(kind='kafka', **options):
    return {'esg_recycler.spotinst.cluster_health': {'kind': kind, 'node': '10.0.0.1', **options}}


TASKS = {
    'least': ask(),
    'most': ask(
        phase='after',
        nodes=['10.0.0.1', '10.0.0.2'],
        due=['10.0.0.2'],
        expect=0,
        count=12,
        interval='1s',
        timeout=90,
        options={'port': 9092, 'password': 'secret'},
        overrides=['single-replica=scratch', {'rule': 'under-min', 'reason': 'why = not'}, {'check': 'old'}],
        stateful_instance_id='ssi-1',
    ),
    'change': ask(state='prepare'),
    'shut': ask('opensearch', phase='after', options={'port': 2, 'scheme': 'sync', 'api_key': 'not-to-be-seen'}),
    'yields': ask('zookeeper'),
    'mistaken': ask('http'),
    'nameless': ask(overrides=[{'reason': 'no rule'}]),
    'misspelt': ask(stat='check'),
    'unknown': ask('mysql'),
}


@pytest.fixture(scope='module')
def done(playbooks_in):
    """What the executable was given, and what became of each task."""
    playbooks = playbooks_in('cluster-health')
    results, outcome = playbooks.results(TASKS, '-vvv', environment=playbooks.stand_in(REPLIES))
    return playbooks.calls(), results, outcome


def test_hands_its_arguments_to_the_executable(done):
    least, most, change, *_ = done[0]
    patience = ['--count=1', '--interval=10s', '--timeout=0']
    assert least['arguments'] == ['kafka', 'check', '--node=10.0.0.1', '--phase=before', *patience, '--config', '-', '--json']
    assert (least['input'], least['environment'].get('ESG_RECYCLER_SSI')) == ('{}', None)
    assert most['arguments'] == [
        *('kafka', 'check', '--node=10.0.0.1', '--phase=after', '--nodes=10.0.0.1,10.0.0.2', '--due=10.0.0.2', '--expect=0'),
        *('--count=12', '--interval=1s', '--timeout=90'),
        *('--override=single-replica=scratch', '--override=under-min=why = not', '--override=old='),
        *('--config', '-', '--json'),
    ]
    assert (most['input'], most['environment']['ESG_RECYCLER_SSI']) == ('{"port": 9092, "password": "secret"}', 'ssi-1')
    assert change['arguments'] == ['kafka', 'prepare', '--node=10.0.0.1', '--phase=before', '--config', '-', '--json']


def test_shows_no_secret(done):
    assert 'not-to-be-seen' not in done[2].output
    assert 'secret' not in done[2].output


def test_shows_what_was_found_whatever_the_options_hold(done):
    assert 'in-sync: 2 of 3 are in sync' in done[2].output
    assert '$REDACTED$' not in done[2].output


def test_changes_nothing_by_a_look(done):
    results = done[1]
    assert results['least']['yield_to'] == []
    assert (results['least']['changed'], results['change']['changed']) == (False, True)


def test_tells_of_a_gate_that_is_shut_by_its_parts(done):
    shut = done[1]['shut']
    told = 'The gate after 10.0.0.1 is shut: in-sync: 2 of 3 are in sync. single-replica: t has one replica'
    assert shut['failed'] is True
    assert shut['message'] == f'{told}. Waiting cannot help with single-replica'
    assert shut['msg'] == f'{shut["message"]}. Wait. Add another.'
    assert (shut['code'], shut['hint'], shut['exit_code']) == ('single-replica', 'Add another', 3)
    assert (shut['findings'], shut['unsatisfiable']) == (FINDINGS, ['single-replica'])


def test_does_not_fail_where_others_go_first(done):
    yields = done[1]['yields']
    assert (yields['failed'], yields['yield_to']) == (False, ['10.0.0.2'])


def test_tells_of_an_error_by_its_parts(done):
    told = done[1]['mistaken']
    assert 'unsatisfiable' not in told
    assert {name: told[name] for name in ('failed', 'msg', 'message', 'code', 'hint', 'findings', 'exit_code')} == {
        'failed': True,
        'msg': 'There is no option prot. Did you mean "port"?',
        'message': 'There is no option prot',
        'code': 'options-invalid',
        'hint': 'Did you mean "port"?',
        'findings': [],
        'exit_code': 2,
    }


def test_refuses_arguments_before_it_asks_anybody(done):
    calls, results, _ = done
    assert (results['nameless']['code'], results['nameless']['exit_code']) == ('override-invalid', 2)
    assert 'stat' in results['misspelt']['msg']
    assert 'mysql' in results['unknown']['msg']
    assert len(calls) == len(TASKS) - 3


def test_waits_and_changes_nothing_in_check_mode(playbooks):
    tasks = {'look': ask(count=12, timeout='1h'), 'change': ask(state='restore')}
    results, _ = playbooks.results(tasks, '--check', environment=playbooks.stand_in(REPLIES))
    assert [call['arguments'][4:7] for call in playbooks.calls()] == [['--count=1', '--interval=10s', '--timeout=0']]
    assert results['change']['message'] == 'restore is left out in check mode'


def test_asks_the_executable_that_the_collection_has_bundled(playbooks):
    with socket.create_server(('127.0.0.1', 0)) as server:
        port = server.getsockname()[1]
        gate = {'node': '127.0.0.1', 'phase': 'after', 'nodes': ['127.0.0.1']}
        tasks = {'open': ask('tcp', **gate, options={'ports': [port]}), 'mistaken': ask('tcp', **gate, options={'port': port})}
        results, _ = playbooks.results(tasks)
    assert (results['open']['safe'], results['open']['failed']) == (True, False)
    assert (results['mistaken']['code'], results['mistaken']['exit_code']) == ('options-invalid', 2)
