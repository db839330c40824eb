# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names that the executables and the plugins share. The source is packages/core/src/protocol."""

from __future__ import annotations

import functools
import json
import os
import re
import types

from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import NodeCliError

COLLECTION = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
INSTALL_HINT = 'In a clone run "npm run setup". Elsewhere install the collection from its built file again'
# The only code that must be known without the protocol file.
EXECUTABLE_MISSING = 'executable-missing'


def _as_attribute(name):
    return re.sub('-|(?=[A-Z])', '_', name).lower()


def _namespace(names):
    named = names if isinstance(names, dict) else {name: name for name in names}
    return types.SimpleNamespace(**{_as_attribute(name): value for name, value in named.items()})


def read_protocol(path):
    """
    Reads the protocol from a file, see :func:`protocol`.

    :raises NodeCliError: if the file cannot be read
    """
    try:
        with open(path, encoding='utf-8') as file:
            document = json.load(file)
    except (OSError, ValueError) as error:
        message = f'The collection is incomplete: its protocol file cannot be read: {error}'
        raise NodeCliError(message, code=EXECUTABLE_MISSING, hint=INSTALL_HINT) from error
    return types.SimpleNamespace(
        variables=_namespace(document['environmentVariables']),
        events=_namespace(document['events']),
        codes=_namespace(document['errorCodes']),
        exit_codes=_namespace(document['exitCodes']),
        oldest_node=document['oldestNode'],
    )


@functools.lru_cache(maxsize=None)
def protocol():
    """
    The names as attributes, in snake case: C(variables.known_hosts), C(events.instance_failed), C(codes.host_unreachable),
    C(exit_codes.refused). The first call reads the file.

    :raises NodeCliError: if the collection was not built
    """
    return read_protocol(os.path.join(COLLECTION, 'cli', 'protocol.json'))
