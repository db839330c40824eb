# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import socket

import pytest

RUNBOOK = 'docs/health-checks/opensearch.md#single-replica'
FINDINGS = [
    {'code': 'in-sync', 'severity': 'block', 'subject': 'a', 'message': '2 of 3 are in sync', 'hint': 'Wait'},
    {'code': 'single-replica', 'severity': 'block', 'subject': 't', 'message': 't has one replica', 'hint': 'Add another', 'runbook': RUNBOOK},
    {'code': 'quorum', 'severity': 'ok', 'subject': 'a', 'message': '3 of 3'},
]
ERROR = {'code': 'options-invalid', 'message': 'There is no option prot', 'hint': 'Did you mean "port"?', 'exitCode': 2}


def document(**more):
    return {'safe': True, 'role': 'leader', 'yieldTo': [], 'unsatisfiable': [], 'outage': False, 'findings': [], **more}


# Each kind has its own reply.
REPLIES = {
    'cluster-health kafka': [0, document(changed=True)],
    'cluster-health opensearch': [3, document(safe=False, findings=FINDINGS, unsatisfiable=['single-replica'])],
    'cluster-health zookeeper': [3, document(safe=False, yieldTo=['10.0.0.2'])],
    'cluster-health http': [2, {'error': ERROR}],
}


def check(kind='kafka', **options):
    return {'esg_recycler.spotinst.cluster_health': {'kind': kind, 'node': '10.0.0.1', **options}}


TASKS = {
    'least': check(),
    'most': check(
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
    'change': check(state='prepare'),
    'failing': check('opensearch', phase='after', options={'port': 2, 'scheme': 'sync', 'api_key': 'not-to-be-seen'}),
    'yields': check('zookeeper'),
    'invalid': check('http'),
    'nameless': check(overrides=[{'reason': 'no rule'}]),
    'misspelt': check(stat='check'),
    'unknown': check('mysql'),
}


@pytest.fixture(scope='module')
def done(playbooks_in):
    """The calls of the executable, the results of the tasks and the outcome of the playbook."""
    playbooks = playbooks_in('cluster-health')
    results, outcome = playbooks.results(TASKS, '-vvv', environment=playbooks.stand_in(REPLIES))
    return playbooks.calls(), results, outcome


def test_passes_its_arguments_to_the_executable(done):
    least, most, change, *_rest = done[0]
    limits = ['--count=1', '--interval=10s', '--timeout=0']
    assert least['arguments'] == ['kafka', 'check', '--node=10.0.0.1', '--phase=before', *limits, '--config', '-', '--json']
    assert (least['input'], least['environment'].get('ESG_RECYCLER_SSI')) == ('{}', None)
    assert most['arguments'] == [
        *('kafka', 'check', '--node=10.0.0.1', '--phase=after', '--nodes=10.0.0.1,10.0.0.2', '--due=10.0.0.2', '--expect=0'),
        *('--count=12', '--interval=1s', '--timeout=90'),
        *('--override=single-replica=scratch', '--override=under-min=why = not', '--override=old='),
        *('--config', '-', '--json'),
    ]
    assert (most['input'], most['environment']['ESG_RECYCLER_SSI']) == ('{"port": 9092, "password": "secret"}', 'ssi-1')
    assert change['arguments'] == ['kafka', 'prepare', '--node=10.0.0.1', '--phase=before', '--config', '-', '--json']


def test_output_contains_no_secret(done):
    assert 'not-to-be-seen' not in done[2].output
    assert 'secret' not in done[2].output


def test_output_contains_findings_that_match_option_values(done):
    assert 'in-sync: 2 of 3 are in sync' in done[2].output
    assert '$REDACTED$' not in done[2].output


def test_check_reports_no_change(done):
    results = done[1]
    assert results['least']['yield_to'] == []
    assert (results['least']['changed'], results['change']['changed']) == (False, True)


def test_failing_health_check_is_an_error_with_its_parts(done):
    failing = done[1]['failing']
    rules = 'in-sync: 2 of 3 are in sync. single-replica: t has one replica'
    assert failing['failed'] is True
    lead = 'The health check after the recycle of 10.0.0.1 fails'
    assert failing['message'] == f'{lead}: {rules}. Waiting does not help with single-replica'
    assert failing['msg'] == f'{failing["message"]}. Wait. Add another. Runbook: {RUNBOOK}'
    assert (failing['code'], failing['hint'], failing['exit_code']) == ('single-replica', 'Add another', 3)
    assert (failing['findings'], failing['unsatisfiable']) == (FINDINGS, ['single-replica'])


def test_does_not_fail_when_other_nodes_go_first(done):
    yields = done[1]['yields']
    assert (yields['failed'], yields['yield_to']) == (False, ['10.0.0.2'])


def test_error_of_the_executable_keeps_its_parts(done):
    result = done[1]['invalid']
    assert 'unsatisfiable' not in result
    assert {name: result[name] for name in ('failed', 'msg', 'message', 'code', 'hint', 'findings', 'exit_code')} == {
        'failed': True,
        'msg': 'There is no option prot. Did you mean "port"? Runbook: docs/runbooks/options-invalid.md',
        'message': 'There is no option prot',
        'code': 'options-invalid',
        'hint': 'Did you mean "port"?',
        'findings': [],
        'exit_code': 2,
    }


def test_refuses_invalid_arguments_without_a_call(done):
    calls, results, _rest = done
    assert (results['nameless']['code'], results['nameless']['exit_code']) == ('override-invalid', 2)
    assert 'stat' in results['misspelt']['msg']
    assert 'mysql' in results['unknown']['msg']
    assert len(calls) == len(TASKS) - 3


def test_check_mode_checks_once_and_changes_nothing(playbooks):
    tasks = {'once': check(count=12, timeout='1h'), 'change': check(state='restore')}
    results, _inputs = playbooks.results(tasks, '--check', environment=playbooks.stand_in(REPLIES))
    assert [call['arguments'][4:7] for call in playbooks.calls()] == [['--count=1', '--interval=10s', '--timeout=0']]
    assert results['change']['message'] == 'restore is skipped in check mode'


def test_runs_the_executable_in_the_collection(playbooks):
    with socket.create_server(('127.0.0.1', 0)) as server:
        port = server.getsockname()[1]
        health = {'node': '127.0.0.1', 'phase': 'after', 'nodes': ['127.0.0.1']}
        tasks = {'passing': check('tcp', **health, options={'ports': [port]}), 'invalid': check('tcp', **health, options={'port': port})}
        results, _inputs = playbooks.results(tasks)
    assert (results['passing']['safe'], results['passing']['failed']) == (True, False)
    assert (results['invalid']['code'], results['invalid']['exit_code']) == ('options-invalid', 2)
