# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import signal

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils import node_cli
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import NodeCliError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.node_cli import find_executable, run, start_detached

ECHO = """
let text = '';
process.stdin.on('data', (part) => (text += part)).on('end', () => {
  const { argv, env } = process;
  console.log(JSON.stringify({ argv: argv.slice(2), text, lease: env.LEASE ?? null }));
});
"""


def reports(document, exit_code):
    return f'console.log({json.dumps(json.dumps(document))}); process.exitCode = {exit_code}; console.error("the last word");'


def failure_of(name, **more):
    with pytest.raises(NodeCliError) as caught:
        run(name, [], **more)
    return caught.value


def test_hands_arguments_and_environment_over(executable):
    answer = run(executable('echo', ECHO), ['inspect', '--esg=sig-1'], environment={'LEASE': 'token'})
    assert answer == {'argv': ['inspect', '--esg=sig-1', '--json'], 'text': '', 'lease': 'token'}


class Secret:
    """As a value from a vault: only str() opens it."""

    def __str__(self):
        return 'opened'


def test_hands_settings_over_on_standard_input(executable):
    answer = run(executable('echo', ECHO), ['inspect'], {'token': Secret()})
    assert answer['argv'] == ['inspect', '--config', '-', '--json']
    assert json.loads(answer['text']) == {'token': 'opened'}


def test_hands_a_document_over_on_standard_input(executable):
    answer = run(executable('echo', ECHO), ['roll'], document=['anything', {}])
    assert answer['argv'] == ['roll', '--json']
    assert json.loads(answer['text']) == ['anything', {}]


def test_has_one_standard_input_only(executable):
    with pytest.raises(ValueError, match='both'):
        run(executable('echo', ECHO), [], settings={}, document={})


def test_tells_each_line_of_standard_error_as_it_comes(executable):
    lines = []
    name = executable('talker', 'console.error("one\\n\\n two "); console.log("{}");')
    assert run(name, [], on_line=lines.append) == {}
    assert lines == ['one', 'two']


def test_keeps_the_parts_of_a_reported_error_apart(executable):
    findings = [{'code': 'full', 'severity': 'block', 'subject': 'a', 'message': 'It is full'}]
    error = {'code': 'refused', 'message': 'Refused', 'hint': 'Wait', 'exitCode': 3, 'findings': findings}
    told = failure_of(executable('refuses', reports({'error': error}, 3)))
    assert (told.code, told.bare_message, told.hint, told.findings, told.exit_code) == ('refused', 'Refused', 'Wait', findings, 3)
    assert str(told) == 'Refused. It is full. Wait.'


def test_takes_an_answer_with_another_exit_code_where_that_is_one(executable):
    name = executable('shut', reports({'safe': False}, 3))
    assert run(name, [], answers=(0, 3)) == {'safe': False}
    assert failure_of(name).code == 'failed'


def test_takes_no_error_for_an_answer(executable):
    name = executable('shut', reports({'error': {'code': 'refused', 'message': 'Refused', 'exitCode': 3}}, 3))
    assert failure_of(name, answers=(0, 3)).code == 'refused'


@pytest.mark.parametrize(
    ('source', 'told'),
    [
        ('process.exit(7)', 'odd ended with exit code 7: without a word.'),
        ('console.error("no\\nway"); process.exit(7)', 'odd ended with exit code 7: way.'),
        ('console.log("no JSON"); console.error("hm")', 'odd ended with exit code 0: hm.'),
        ('console.log("{}"); process.kill(process.pid, "SIGKILL")', 'odd was ended by SIGKILL: without a word.'),
        ('console.log("[1]"); process.exitCode = 1', 'odd ended with exit code 1: without a word.'),
        ('console.log(JSON.stringify({ error: "?" })); process.exitCode = 1', 'odd ended with exit code 1: without a word.'),
    ],
)
def test_says_how_an_executable_ended_that_reports_nothing(executable, source, told):
    error = failure_of(executable('odd', source))
    assert (str(error), error.code, error.hint) == (told, 'failed', None)


def test_reads_a_large_answer_of_one_that_is_told_a_lot_and_reads_late(executable):
    source = """
    console.log(JSON.stringify("x".repeat(2e7)));
    console.error("y".repeat(1e6));
    setTimeout(() => process.stdin.resume(), 50);
    """
    name = executable('large', source)
    assert len(run(name, [], document='z' * 2_000_000)) == 20_000_000


def test_ends_one_that_answers_without_end(executable, monkeypatch):
    monkeypatch.setattr(node_cli, 'LARGEST_ANSWER', 1_000_000)
    name = executable('endless', 'const more = () => process.stdout.write("x".repeat(1e5), more); more();')
    error = failure_of(name)
    assert (str(error), error.code) == ('endless answered more than 1000000 bytes.', 'answer-too-large')


def test_minds_no_standard_input_that_is_closed_early(executable):
    name = executable('deaf', 'process.stdin.destroy(); console.log("{}");')
    assert run(name, [], document='z' * 2_000_000) == {}
    gone = executable('gone', 'process.exit(2)')
    assert str(failure_of(gone, document='z' * 2_000_000)) == 'gone ended with exit code 2: without a word.'


def test_says_where_it_looked_for_an_executable(node):
    with pytest.raises(NodeCliError, match='no-such-thing is neither in .*cli nor in PATH. In a clone run') as caught:
        find_executable('no-such-thing')
    assert caught.value.code == 'executable-missing'


def test_finds_what_the_collection_has_bundled(node):
    assert find_executable('cluster-health').endswith('/cli/cluster-health.mjs')


def test_leaves_a_detached_one_running_after_its_first_document(executable, tmp_path):
    name = executable('holder', 'console.log(JSON.stringify({ pid: process.pid,\n token: "a b" }, null, 2)); setInterval(() => {}, 1000);')
    answer = start_detached(name, [], {'store': 'memory:'})
    try:
        assert answer['token'] == 'a b'
        assert os.getsid(answer['pid']) == answer['pid'] != os.getsid(0)
    finally:
        os.kill(answer['pid'], signal.SIGKILL)


def test_says_why_a_detached_one_did_not_stay(executable):
    with pytest.raises(NodeCliError) as caught:
        start_detached(executable('refuses', reports({'error': {'code': 'lease-held', 'message': 'Held', 'exitCode': 4}}, 4)), [])
    assert (caught.value.code, caught.value.exit_code) == ('lease-held', 4)
    with pytest.raises(NodeCliError, match='mute ended without an answer'):
        start_detached(executable('mute', ''), [])
