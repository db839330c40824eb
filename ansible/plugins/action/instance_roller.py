# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError, failed_result
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.node_cli import run, start_detached
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.play_facts import play_facts, record_start, role_variables
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.playbook_process import playbook_process
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import protocol
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.secret_values import mask_secrets_of
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.settings import read_settings

EXECUTABLE = 'instance-roller'
STEPS = ['assess', 'prepare', 'recycle', 'verify', 'finish', 'restore', 'left']
ARGUMENTS = {
    'step': {'type': 'str', 'required': True, 'choices': STEPS},
    'lease': {'type': 'str'},
    'assessment': {'type': 'dict'},
    'prepared': {'type': 'dict'},
    'is_drained': {'type': 'bool', 'default': False},
    'recycled': {'type': 'dict'},
}
# The fields that Ansible adds to the result of a step. No step reads them.
ADDED = ('failed', 'invocation', 'warnings', 'deprecations', 'diff', 'exception')
display = Display()


def refusal(assessment):
    """The error of an assessment that refuses the instance."""
    return EsgError(
        assessment['reason'],
        code=assessment['code'],
        hint=assessment.get('hint'),
        findings=assessment['findings'],
        exit_code=protocol().exit_codes.refused,
    )


def difference(assessment, after):
    """The diff that Ansible shows with --diff."""
    before = assessment['stateful']
    keys = ('state', 'instanceId', 'imageId')
    sides = {'before': before, 'after': after}
    shown = {side: {key: values[key] for key in keys if key in values} for side, values in sides.items()}
    return {**shown, 'before_header': before['id'], 'after_header': before['id']}


class ActionModule(ActionBase):
    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        arguments = self.validate_argument_spec(argument_spec=ARGUMENTS)[1]
        perform = {'assess': self._assess, 'recycle': self._recycle, 'restore': self._restore}.get(arguments['step'], self._step)
        try:
            result.update(perform(arguments, task_vars or {}))
        except EsgError as error:
            result.update(failed_result(error))
        return result

    def _step(self, arguments, task_vars):
        return {'changed': False, **self._call(arguments, task_vars)}

    def _assess(self, arguments, task_vars):
        record_start(task_vars['inventory_hostname'])
        role = role_variables(self._templar, task_vars)
        group = role['esg_recycle_group']
        play, session = play_facts(role, task_vars)
        lease = self._lease(session['lease'], group, task_vars)
        # The target is the same for all hosts of the play: the play stops when the image of the group changes.
        role['esg_recycle_target'] = role.get('esg_recycle_target') or session['target']
        assessment = self._call({**arguments, 'lease': lease, 'play': play, 'variables': role}, task_vars)
        session_facts = {'lease': lease, 'group': group, 'unfinished': play['unfinished']}
        if assessment['decision'] == 'refuse' and not self._task.check_mode:
            facts = {name: assessment[name] for name in ('decision', 'esg', 'cluster', 'target') if name in assessment}
            return {'changed': False, **facts, **session_facts, **failed_result(refusal(assessment))}
        return {'changed': False, 'target': session['target'], **assessment, **session_facts}

    def _recycle(self, arguments, task_vars):
        assessment = arguments['assessment']
        if self._task.check_mode:
            return {'changed': True, **self._diff(assessment, {'instanceId': 'a new instance', 'imageId': assessment['target']})}
        result = self._call(arguments, task_vars)
        return {**result, **self._diff(assessment, result['after'])}

    def _restore(self, arguments, task_vars):
        role = role_variables(self._templar, task_vars)
        lease = arguments['lease']
        if role.get('esg_recycle_health'):
            lease = self._lease(lease, role['esg_recycle_group'], task_vars)
        return {'changed': False, **self._call({**arguments, 'lease': lease}, task_vars)}

    def _diff(self, assessment, after):
        return {'diff': difference(assessment, after)} if self._task.diff else {}

    def _lease(self, held, esg, task_vars):
        """The lease of the cluster: that of the play, that of the environment, or a new one that ends with ansible-playbook."""
        held = held or os.environ.get(protocol().variables.lease)
        if held or self._task.check_mode:
            return held
        command = ['lease', 'hold', f'--esg={esg}', f'--owner={playbook_process()}']
        return start_detached('spotinst-stateful', command, read_settings(self._loader, task_vars))['token']

    def _call(self, arguments, task_vars):
        document = {
            'settings': read_settings(self._loader, task_vars),
            'host': task_vars['inventory_hostname'],
            'checkMode': self._task.check_mode,
            'variables': arguments.get('variables') or role_variables(self._templar, task_vars),
            'lease': arguments['lease'],
            'runOverrides': task_vars.get('__esg_recycle_run_overrides', []),
            'play': arguments.get('play', {}),
            'isDrained': arguments['is_drained'],
            **{name: self._without_added(arguments[name]) for name in ('assessment', 'prepared', 'recycled')},
        }
        mask_secrets_of([document['settings'], document['variables']])
        exits = protocol().exit_codes
        # A refused instance is a result too.
        codes = (exits.done, exits.refused)
        return run(EXECUTABLE, [arguments['step']], document=document, on_line=display.vv, result_codes=codes)

    def _without_added(self, result):
        return result and {name: value for name, value in result.items() if name not in ADDED}
