# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest

NOW = {'id': 'ssi-1', 'state': 'ACTIVE', 'instanceId': 'i-1', 'imageId': 'ami-1'}
NEXT = {**NOW, 'instanceId': 'i-2', 'imageId': 'ami-2'}
BLOCKING = {'code': 'root-persisted', 'severity': 'block', 'subject': 'sig-1', 'message': 'It persists its root', 'hint': 'Replace it'}
RUNBOOK = 'Runbook: docs/runbooks/root-persisted.md'
ERROR = {'code': 'root-persisted', 'message': 'Refused: It persists its root', 'hint': 'Replace it', 'exitCode': 3, 'findings': [BLOCKING]}
INSPECTED = {'stateful': NOW, 'due': True, 'target': 'ami-2', 'findings': []}
RECYCLED = {'changed': True, 'ssi': 'ssi-1', 'before': NOW, 'after': NEXT, 'evidence': []}
REPLIES = {
    'spotinst-stateful inspect': [0, INSPECTED],
    'spotinst-stateful inspect --esg=sig-blocked': [0, {**INSPECTED, 'findings': [BLOCKING]}],
    'spotinst-stateful recycle': [0, RECYCLED],
    'spotinst-stateful recycle --esg=sig-blocked': [3, {'error': ERROR}],
    'spotinst-stateful resume': [0, {**RECYCLED, 'changed': False}],
    'spotinst-stateful passed': [0, {'ssi': 'ssi-1'}],
    'spotinst-stateful lease': [0, {'token': 'a token'}],
}
CRITERIA = {'image_id': 'ami-2', 'since': '2026-01-01', 'replace_root': True}


def task(state=None, esg_id='sig-1', stateful_instance_id='ssi-1', **more):
    options = {'state': state, 'esg_id': esg_id, 'stateful_instance_id': stateful_instance_id, **more}
    return {'esg_recycler.spotinst.spotinst_aws_stateful': {name: value for name, value in options.items() if value is not None}}


TASKS = {
    'group': task('inspected', 'my group', None),
    'inspected': task('inspected', **CRITERIA),
    'recycled': task(lease='token', wait_timeout=60, poll_interval='1s', **CRITERIA),
    'active': task('active'),
    'passed': task('passed', lease='token'),
    'leased': task('leased'),
    'held': task('leased', lease='given'),
    'refused': task('recycled', 'sig-blocked'),
    'incomplete': task('recycled', 'sig-1', None),
}


@pytest.fixture(scope='module')
def done(playbooks_in):
    """The calls of the executable, and the results of the tasks."""
    playbooks = playbooks_in('spotinst-stateful')
    results, _inputs = playbooks.results(TASKS, environment=playbooks.stand_in(REPLIES))
    return playbooks.calls(), results


def test_passes_its_arguments_to_the_executable(done):
    calls = done[0][:5]
    by_criteria = ['--target=ami-2', '--since=2026-01-01', '--replace-root']
    instance = ['--esg=sig-1', '--id=ssi-1']
    assert [call['arguments'] for call in calls] == [
        ['inspect', '--esg=my group', '--json'],
        ['inspect', *instance, *by_criteria, '--json'],
        ['recycle', *instance, *by_criteria, '--timeout=60', '--poll-interval=1s', '--json'],
        ['resume', *instance, '--timeout=30m', '--poll-interval=5s', '--json'],
        ['passed', *instance, '--json'],
    ]
    assert [call['environment'].get('ESG_RECYCLER_LEASE') for call in calls] == [None, None, 'token', None, 'token']


def test_reports_changes(done):
    results = done[1]
    assert [results[name]['changed'] for name in ('inspected', 'recycled', 'active', 'passed')] == [False, True, False, False]
    assert results['recycled']['stateful'] == NEXT


def test_leased_acquires_a_lease_or_checks_the_given_one(done):
    calls, results = done
    hold, check = (call for call in calls if call['arguments'][0] == 'lease')
    assert hold['arguments'][:3] == ['lease', 'hold', '--esg=sig-1']
    assert hold['arguments'][3].removeprefix('--owner=').isdigit()
    assert (check['arguments'], check['environment']['ESG_RECYCLER_LEASE']) == (['lease', 'check', '--json'], 'given')
    assert (results['leased']['lease'], results['held']['lease']) == ('a token', 'given')


def test_error_of_the_executable_keeps_its_parts(done):
    result = done[1]['refused']
    assert (result['failed'], result['message']) == (True, ERROR['message'])
    assert result['msg'] == f'Refused: It persists its root. Replace it. {RUNBOOK}'
    assert (result['code'], result['hint'], result['findings'], result['exit_code']) == ('root-persisted', 'Replace it', [BLOCKING], 3)


def test_refuses_invalid_arguments_without_a_call(done):
    assert 'stateful_instance_id' in done[1]['incomplete']['msg']
    assert len(done[0]) == len(TASKS) - 1


def test_reads_settings_and_lease_from_its_environment(playbooks):
    config = playbooks.write('site.spotinst_esg.yml', {'plugin': 'spotinst_esg', 'spotinst_account_id': 'act-1', 'store': 'memory:'})
    tasks = {'now': task('inspected'), 'other': task('inspected', account_id='act-2', api_token='secret'), 'leased': task('leased')}
    inherited = {'ESG_CONFIG': str(config), 'ESG_RECYCLER_LEASE': 'inherited'}
    results, outcome = playbooks.results(tasks, environment={**playbooks.stand_in(REPLIES), **inherited})
    now, other, check = playbooks.calls()
    assert now['arguments'][-3:] == ['--config', '-', '--json']
    assert json.loads(now['input']) == {'spotinst_account_id': 'act-1', 'store': 'memory:'}
    assert json.loads(other['input']) == {'spotinst_account_id': 'act-2', 'spotinst_api_token': 'secret', 'store': 'memory:'}
    assert 'secret' not in outcome.output
    assert (check['arguments'][:2], results['leased']['lease']) == (['lease', 'check'], 'inherited')


def test_check_mode_predicts_changes_and_only_inspects(playbooks):
    tasks = {name: task(name, **CRITERIA) for name in ('recycled', 'active', 'passed', 'leased')}
    tasks['refused'] = task('recycled', 'sig-blocked')
    results, _inputs = playbooks.results(tasks, '--check', '--diff', environment=playbooks.stand_in(REPLIES))
    assert {call['arguments'][0] for call in playbooks.calls()} == {'inspect'}
    assert [results[name]['changed'] for name in ('recycled', 'active', 'passed', 'leased')] == [True, False, False, False]
    assert results['recycled']['diff']['after'] == {'instanceId': 'a new instance', 'imageId': 'ami-2'}
    result = results['refused']
    assert result['msg'] == f'ssi-1 would not be recycled. It persists its root. Replace it. {RUNBOOK}'
    assert (result['code'], result['hint'], result['findings'], result['exit_code']) == ('root-persisted', 'Replace it', [BLOCKING], 3)
