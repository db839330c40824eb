# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pickle

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError, NodeCliError, failed_result


def finding(code, severity='block', **more):
    return {'code': code, 'severity': severity, 'subject': 'a', 'message': f'{code} is seen', **more}


@pytest.mark.parametrize(
    ('message', 'more', 'line'),
    [
        ('It failed', {}, 'It failed.'),
        ('It failed', {'hint': 'Check the log.'}, 'It failed. Check the log.'),
        ('It failed', {'findings': [finding('full'), finding('old', 'warn')]}, 'It failed. full is seen.'),
        ('Refused: full is seen', {'findings': [finding('full')]}, 'Refused: full is seen.'),
        (
            'Refused: full is seen',
            {'hint': 'Wait', 'findings': [finding('full', hint='Wait'), finding('late', hint='Hurry'), finding('slow', hint='Hurry')]},
            'Refused: full is seen. late is seen. slow is seen. Hurry. Wait.',
        ),
        (
            'Refused: full is seen',
            {'hint': 'Wait. Hurry', 'findings': [finding('full', hint='Wait.'), finding('late', hint='Hurry.')]},
            'Refused: full is seen. late is seen. Wait. Hurry.',
        ),
    ],
    ids=['message', 'hint', 'blocking findings only', 'no text twice', 'every hint once', 'no hint that is part of another'],
)
def test_text_is_the_complete_error_in_one_line(message, more, line):
    error = EsgError(message, code='refused', **more)
    assert str(error) == f'{line} Runbook: docs/runbooks/refused.md'
    assert error.bare_message == message


def test_text_names_the_page_of_a_rule_of_a_health_check():
    page = 'docs/health-checks/kafka.md#full'
    error = EsgError('Refused', code='full', findings=[finding('old'), finding('full', runbook=page)])
    assert str(error).endswith(f' Runbook: {page}')


def test_failed_result_keeps_the_parts_of_an_error():
    findings = [finding('full', hint='Wait')]
    error = NodeCliError('Refused', code='full', hint='Wait', findings=findings, exit_code=3)
    assert failed_result(error) == {
        'failed': True,
        'msg': 'Refused. full is seen. Wait. Runbook: docs/runbooks/full.md',
        'message': 'Refused',
        'code': 'full',
        'hint': 'Wait',
        'findings': findings,
        'exit_code': 3,
    }


def test_failed_result_contains_the_unsatisfiable_rules():
    error = EsgError('It fails', code='in-sync', unsatisfiable=[])
    assert failed_result(error)['unsatisfiable'] == []


def test_text_omits_the_cause():
    try:
        try:
            raise OSError('no such file')
        except OSError as cause:
            raise EsgError('It cannot be read: no such file', code='failed') from cause
    except EsgError as error:
        assert str(error) == 'It cannot be read: no such file. Runbook: docs/runbooks/failed.md'


def test_error_can_be_pickled():
    error = pickle.loads(pickle.dumps(EsgError('It failed', code='failed', hint='Wait')))
    assert (str(error), error.code, error.hint) == ('It failed. Wait. Runbook: docs/runbooks/failed.md', 'failed', 'Wait')
