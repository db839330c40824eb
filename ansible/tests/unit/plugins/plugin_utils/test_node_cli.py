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
    return f'console.log({json.dumps(json.dumps(document))}); process.exitCode = {exit_code}; console.error("the last line");'


def failure_of(name, **more):
    with pytest.raises(NodeCliError) as caught:
        run(name, [], **more)
    return caught.value


def test_passes_arguments_and_environment(executable):
    answer = run(executable('echo', ECHO), ['inspect', '--esg=sig-1'], environment={'LEASE': 'token'})
    assert answer == {'argv': ['inspect', '--esg=sig-1', '--json'], 'text': '', 'lease': 'token'}


class Secret:
    """Like a vaulted value: only str() decrypts it."""

    def __str__(self):
        return 'decrypted'


def test_passes_settings_on_standard_input(executable):
    answer = run(executable('echo', ECHO), ['inspect'], {'token': Secret()})
    assert answer['argv'] == ['inspect', '--config', '-', '--json']
    assert json.loads(answer['text']) == {'token': 'decrypted'}


def test_passes_a_document_on_standard_input(executable):
    answer = run(executable('echo', ECHO), ['roll'], document=['anything', {}])
    assert answer['argv'] == ['roll', '--json']
    assert json.loads(answer['text']) == ['anything', {}]


def test_refuses_settings_together_with_a_document(executable):
    with pytest.raises(ValueError, match='both'):
        run(executable('echo', ECHO), [], settings={}, document={})


def test_passes_on_each_line_of_standard_error(executable):
    lines = []
    name = executable('talker', 'console.error("one\\n\\n two "); console.log("{}");')
    assert run(name, [], on_line=lines.append) == {}
    assert lines == ['one', 'two']


def test_reported_error_keeps_its_parts(executable):
    findings = [{'code': 'full', 'severity': 'block', 'subject': 'a', 'message': 'It is full'}]
    error = {'code': 'refused', 'message': 'Refused', 'hint': 'Wait', 'exitCode': 3, 'findings': findings}
    failure = failure_of(executable('refuses', reports({'error': error}, 3)))
    assert (failure.code, failure.bare_message, failure.hint, failure.findings, failure.exit_code) == ('refused', 'Refused', 'Wait', findings, 3)
    assert str(failure) == 'Refused. It is full. Wait. Runbook: docs/runbooks/refused.md'


def test_accepts_a_result_with_another_exit_code(executable):
    name = executable('failing', reports({'safe': False}, 3))
    assert run(name, [], result_codes=(0, 3)) == {'safe': False}
    assert failure_of(name).code == 'failed'


def test_error_is_never_a_result(executable):
    name = executable('failing', reports({'error': {'code': 'refused', 'message': 'Refused', 'exitCode': 3}}, 3))
    assert failure_of(name, result_codes=(0, 3)).code == 'refused'


@pytest.mark.parametrize(
    ('source', 'message'),
    [
        ('process.exit(7)', 'broken ended with exit code 7: it printed no error.'),
        ('console.error("no\\nway"); process.exit(7)', 'broken ended with exit code 7: way.'),
        ('console.log("no JSON"); console.error("hm")', 'broken ended with exit code 0: hm.'),
        ('console.log("{}"); process.kill(process.pid, "SIGKILL")', 'broken was ended by SIGKILL: it printed no error.'),
        ('console.log("[1]"); process.exitCode = 1', 'broken ended with exit code 1: it printed no error.'),
        ('console.log(JSON.stringify({ error: "?" })); process.exitCode = 1', 'broken ended with exit code 1: it printed no error.'),
    ],
)
def test_reports_how_an_executable_ended_without_an_error(executable, source, message):
    error = failure_of(executable('broken', source))
    assert (str(error), error.code, error.hint) == (f'{message} Runbook: docs/runbooks/failed.md', 'failed', None)


def test_reads_a_large_output_while_the_input_is_not_read_yet(executable):
    source = """
    console.log(JSON.stringify("x".repeat(2e7)));
    console.error("y".repeat(1e6));
    setTimeout(() => process.stdin.resume(), 50);
    """
    name = executable('large', source)
    assert len(run(name, [], document='z' * 2_000_000)) == 20_000_000


def test_kills_an_executable_with_endless_output(executable, monkeypatch):
    monkeypatch.setattr(node_cli, 'LARGEST_OUTPUT', 1_000_000)
    name = executable('endless', 'const more = () => process.stdout.write("x".repeat(1e5), more); more();')
    error = failure_of(name)
    assert (error.bare_message, error.hint, error.code) == ('The output of endless is larger than 1000000 bytes', None, 'answer-too-large')


def test_ignores_standard_input_that_is_closed_early(executable):
    name = executable('deaf', 'process.stdin.destroy(); console.log("{}");')
    assert run(name, [], document='z' * 2_000_000) == {}
    gone = executable('gone', 'process.exit(2)')
    error = failure_of(gone, document='z' * 2_000_000)
    assert (error.bare_message, error.hint) == ('gone ended with exit code 2: it printed no error', None)


def test_reports_where_it_searched_for_an_executable(node):
    with pytest.raises(NodeCliError, match='no-such-thing is neither in .*cli nor in PATH. In a clone run') as caught:
        find_executable('no-such-thing')
    assert caught.value.code == 'executable-missing'


def test_finds_the_executable_in_the_collection(node):
    assert find_executable('cluster-health').endswith('/cli/cluster-health.mjs')


def test_detached_executable_keeps_running_after_its_first_document(executable, tmp_path):
    name = executable('holder', 'console.log(JSON.stringify({ pid: process.pid,\n token: "a b" }, null, 2)); setInterval(() => {}, 1000);')
    answer = start_detached(name, [], {'store': 'memory:'})
    try:
        assert answer['token'] == 'a b'
        assert os.getsid(answer['pid']) == answer['pid'] != os.getsid(0)
    finally:
        os.kill(answer['pid'], signal.SIGKILL)


def test_reports_why_a_detached_executable_ended(executable):
    with pytest.raises(NodeCliError) as caught:
        start_detached(executable('refuses', reports({'error': {'code': 'lease-held', 'message': 'Held', 'exitCode': 4}}, 4)), [])
    assert (caught.value.code, caught.value.exit_code) == ('lease-held', 4)
    with pytest.raises(NodeCliError, match='mute ended without a result'):
        start_detached(executable('mute', ''), [])
