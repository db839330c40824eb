# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError, failed_result
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.node_cli import run, start_detached
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.playbook_process import playbook_process
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import protocol
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.settings import read_settings

EXECUTABLE = 'spotinst-stateful'
ARGUMENTS = {
    'esg_id': {'type': 'str', 'required': True},
    'stateful_instance_id': {'type': 'str'},
    'state': {'type': 'str', 'choices': ['recycled', 'active', 'inspected', 'leased', 'passed'], 'default': 'recycled'},
    'account_id': {'type': 'str'},
    'api_token': {'type': 'str', 'no_log': True},
    'image_id': {'type': 'str'},
    'since': {'type': 'str'},
    'replace_root': {'type': 'bool', 'default': False},
    'lease': {'type': 'str'},
    'wait_timeout': {'type': 'str', 'default': '30m'},
    'poll_interval': {'type': 'str', 'default': '5s'},
}
INSTANCE = {'esg_id': '--esg', 'stateful_instance_id': '--id'}
CRITERIA = {'image_id': '--target', 'since': '--since', 'replace_root': '--replace-root'}
LIMITS = {'wait_timeout': '--timeout', 'poll_interval': '--poll-interval'}
display = Display()


def difference(instance, before, after):
    """The diff that Ansible shows with --diff."""
    keys = ('state', 'instanceId', 'imageId')
    sides = {'before': before, 'after': after}
    shown = {side: {key: values[key] for key in keys if key in values} for side, values in sides.items()}
    return {**shown, 'before_header': instance, 'after_header': instance}


class ActionModule(ActionBase):
    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        arguments = self.validate_argument_spec(
            argument_spec=ARGUMENTS,
            required_if=[('state', state, ['stateful_instance_id']) for state in ('recycled', 'active', 'passed')],
        )[1]
        perform = getattr(self, f'_{arguments["state"]}')
        try:
            result.update(perform(arguments, self._settings(arguments, task_vars or {})))
        except EsgError as error:
            result.update(failed_result(error))
        return result

    def _settings(self, arguments, task_vars):
        """The settings of the task and of the configuration file, or None to let the executable find its own."""
        settings = read_settings(self._loader, task_vars)
        given = {f'spotinst_{name}': arguments[name] for name in ('account_id', 'api_token') if arguments[name]}
        return {**(settings or {}), **given} if given else settings

    def _call(self, command, arguments, names, settings):
        given = {option: arguments[name] for name, option in names.items() if arguments[name]}
        options = [option if value is True else f'{option}={value}' for option, value in given.items()]
        lease = {protocol().variables.lease: arguments['lease']} if arguments['lease'] else None
        return run(EXECUTABLE, [*command.split(), *options], settings, environment=lease, on_line=display.vv)

    def _inspected(self, arguments, settings):
        return {'changed': False, **self._call('inspect', arguments, {**INSTANCE, **CRITERIA}, settings)}

    def _recycled(self, arguments, settings):
        if self._task.check_mode:
            return self._predicted_recycle(self._inspected(arguments, settings))
        document = self._call('recycle', arguments, {**INSTANCE, **CRITERIA, **LIMITS}, settings)
        return self._result(document, document['before'], document['after'])

    def _active(self, arguments, settings):
        if self._task.check_mode:
            document = self._inspected(arguments, settings)
            now = document['stateful']
            changed = now['state'] != 'ACTIVE'
            return self._result({**document, 'changed': changed}, now, {**now, 'state': 'ACTIVE'})
        document = self._call('resume', arguments, {**INSTANCE, **LIMITS}, settings)
        return self._result(document, document['before'], document['after'])

    def _passed(self, arguments, settings):
        if self._task.check_mode:
            return {'changed': False}
        return {'changed': False, **self._call('passed', arguments, INSTANCE, settings)}

    def _predicted_recycle(self, document):
        now = document['stateful']
        if document['due'] is False:
            return self._result(document, now, now)
        blocking = [finding for finding in document['findings'] if finding['severity'] == 'block']
        if blocking:
            message = f'{now["id"]} would not be recycled'
            first = {'code': blocking[0]['code'], 'hint': blocking[0].get('hint')}
            raise EsgError(message, findings=document['findings'], exit_code=protocol().exit_codes.refused, **first)
        return self._result({**document, 'changed': True}, now, {'instanceId': 'a new instance', 'imageId': document['target']})

    def _result(self, document, before, after):
        """The result of the task: the current instance, and the diff of the change."""
        instance = document.get('ssi') or before['id']
        diff = {'diff': difference(instance, before, after)} if self._task.diff else {}
        return {'stateful': after, **document, **diff}

    def _leased(self, arguments, settings):
        held = arguments['lease'] or os.environ.get(protocol().variables.lease)
        if self._task.check_mode:
            return {'changed': False, 'lease': held}
        if held:
            # A playbook can outlive the runner that gave it the lease. The lease can belong to another run by now.
            self._call('lease check', {**arguments, 'lease': held}, {}, settings)
            return {'changed': False, 'lease': held}
        command = ['lease', 'hold', f'--esg={arguments["esg_id"]}', f'--owner={playbook_process()}']
        return {'changed': False, 'lease': start_detached(EXECUTABLE, command, settings)['token']}
