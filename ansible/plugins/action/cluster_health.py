# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError, failed_result
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.node_cli import run
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import protocol
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.secret_values import mask_secrets_of
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.sentences import as_sentences

EXECUTABLE = 'cluster-health'
ARGUMENTS = {
    'kind': {
        'type': 'str',
        'required': True,
        'choices': ['zookeeper', 'kafka', 'etcd', 'redis', 'elasticsearch', 'opensearch', 'rabbitmq', 'http', 'tcp', 'command'],
    },
    'state': {'type': 'str', 'choices': ['check', 'prepare', 'restore'], 'default': 'check'},
    'phase': {'type': 'str', 'choices': ['before', 'after'], 'default': 'before'},
    'node': {'type': 'str', 'required': True},
    'nodes': {'type': 'list', 'elements': 'str'},
    'expect': {'type': 'int'},
    'due': {'type': 'list', 'elements': 'str'},
    'options': {'type': 'dict', 'default': {}},
    'overrides': {'type': 'list', 'elements': 'raw', 'default': []},
    'count': {'type': 'int', 'default': 1},
    'interval': {'type': 'str', 'default': '10s'},
    'timeout': {'type': 'str', 'default': '0'},
    'stateful_instance_id': {'type': 'str'},
}
display = Display()


def as_text(override):
    """An override as RULE=REASON, from such a string or from a mapping with rule (or check) and reason."""
    if not isinstance(override, dict):
        return str(override)
    rule = override.get('rule') or override.get('check')
    if not rule:
        raise EsgError(
            'An override has no rule',
            code=protocol().codes.override_invalid,
            hint='Write it as {rule: NAME, reason: WHY}, or as NAME=WHY',
            exit_code=protocol().exit_codes.usage,
        )
    return f'{rule}={override.get("reason") or ""}'


def failing_check(node, phase, document):
    """The error of a health check that fails: every blocking rule with its numbers, and what to do next."""
    blocking = [finding for finding in document['findings'] if finding['severity'] == 'block']
    lasting = document['unsatisfiable']
    rules = [f'{finding["code"]}: {finding["message"]}' for finding in blocking]
    waiting = [f'Waiting does not help with {", ".join(lasting)}'] if lasting else []
    lead = ': '.join([f'The health check {phase} the recycle of {node} fails', *rules[:1]])
    first = next((finding for finding in blocking if finding['code'] in lasting), blocking[0] if blocking else {})
    return EsgError(
        as_sentences([lead, *rules[1:], *waiting]).rstrip('.'),
        code=first.get('code', protocol().codes.gate_shut),  # cspell:disable-line
        hint=first.get('hint'),
        findings=document['findings'],
        exit_code=protocol().exit_codes.refused,
        unsatisfiable=lasting,
    )


class ActionModule(ActionBase):
    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        arguments = self.validate_argument_spec(argument_spec=ARGUMENTS)[1]
        mask_secrets_of(arguments['options'])
        perform = self._check if arguments['state'] == 'check' else self._change
        try:
            result.update(perform(arguments))
        except EsgError as error:
            result.update(failed_result(error))
        return result

    def _call(self, arguments, *more):
        options = [f'--node={arguments["node"]}', f'--phase={arguments["phase"]}']
        options += [f'--{name}={",".join(arguments[name])}' for name in ('nodes', 'due') if arguments[name]]
        options += [f'--expect={arguments["expect"]}'] if arguments['expect'] is not None else []
        command = [arguments['kind'], arguments['state'], *options, *more]
        instance = arguments['stateful_instance_id']
        # The subject of events, in the same variable that recycle-runner sets.
        environment = {protocol().variables.ssi: instance} if instance else None
        exits = protocol().exit_codes
        # A health check that fails is a result too.
        codes = (exits.done, exits.refused)
        return run(EXECUTABLE, command, arguments['options'], environment=environment, on_line=display.vv, result_codes=codes)

    def _check(self, arguments):
        limits = {name: arguments[name] for name in ('count', 'interval', 'timeout')}
        if self._task.check_mode:
            limits.update(count=1, timeout='0')
        limit_options = [f'--{name}={value}' for name, value in limits.items()]
        overrides = [f'--override={as_text(override)}' for override in arguments['overrides']]
        document = self._call(arguments, *limit_options, *overrides)
        result = {('yield_to' if name == 'yieldTo' else name): value for name, value in document.items()}
        if document['safe'] or document['yieldTo']:
            return {**result, 'changed': False}
        return {**result, 'changed': False, **failed_result(failing_check(arguments['node'], arguments['phase'], document))}

    def _change(self, arguments):
        if self._task.check_mode:
            return {'changed': False, 'message': f'{arguments["state"]} is skipped in check mode'}
        return self._call(arguments)
