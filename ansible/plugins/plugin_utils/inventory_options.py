# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the inventory plugin by purpose, and the checks of its configuration file."""

from __future__ import annotations

import difflib

from ansible.errors import AnsibleParserError
from ansible.module_utils.parsing.convert_bool import boolean

CREDENTIALS = ('spotinst_account_id', 'spotinst_api_token', 'spotinst_profile', 'spotinst_api_url', 'aws_profile')
FILTERS = ('filters', 'include_filters', 'exclude_filters', 'regions')
TEMPLATES = (*CREDENTIALS, *FILTERS)
# The options that determine the inventory. The other options determine how it is requested.
SUBJECT = (
    'spotinst_account_id',
    'spotinst_profile',
    'spotinst_api_url',
    *FILTERS,
    'clusters',
    'hostvars_prefix',
    'hostvars_suffix',
    'include_addressless',
    'strict_permissions',
    'want_status',
    'want_instance_health',
    'want_ec2_details',
)
SUBJECT_VARIABLES = ('SPOTINST_CREDENTIALS_FILE', 'SPOTINST_SHARED_CREDENTIALS_FILE', 'AWS_ENDPOINT_URL')
SETTINGS = (*SUBJECT, 'spotinst_api_token', 'aws_profile', 'spotinst_timeout', 'store', 'cache_ttl', 'stale_if_error')


def refuse_unknown(config, known, path, documentation):
    """
    Raises AnsibleParserError for an option that does not exist.

    :arg known: the names of all options
    :arg documentation: the command that prints the documentation
    """
    for name in config:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, 1)
            meant = f'Did you mean "{near[0]}"?' if near else f'"{documentation}" lists the options.'
            raise AnsibleParserError(f'{path}: unknown option "{name}". {meant}')


def refuse_non_boolean(config, definitions, path):
    """Raises AnsibleParserError for a boolean option with another value, because Ansible reads such a value as false."""
    for name, definition in definitions.items():
        value = config.get(name)
        if definition.get('type') in ('bool', 'boolean') and value is not None:
            try:
                boolean(value)
            except TypeError:
                raise AnsibleParserError(f'{path}: {name}: {value!r} is not a boolean. Use true or false.') from None
