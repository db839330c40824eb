# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names that the executables and the plugins share. They are written down once, in packages/core/src/protocol."""

from __future__ import annotations

import functools
import json
import os
import re
import types

from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import NodeCliError

COLLECTION = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
INSTALL_HINT = 'In a clone run "npm run setup"; elsewhere install the collection from its built tarball'
# The one code that is told where the protocol is not there.
EXECUTABLE_MISSING = 'executable-missing'


def _as_attribute(name):
    return re.sub('-|(?=[A-Z])', '_', name).lower()


def _namespace(names):
    named = names if isinstance(names, dict) else {name: name for name in names}
    return types.SimpleNamespace(**{_as_attribute(name): value for name, value in named.items()})


def read_protocol(path):
    """
    The protocol that a file holds, see :func:`protocol`.

    :raises NodeCliError: when there is no such file
    """
    try:
        with open(path, encoding='utf-8') as file:
            document = json.load(file)
    except (OSError, ValueError) as error:
        message = f'The protocol of the executables cannot be read: {error}'
        raise NodeCliError(message, code=EXECUTABLE_MISSING, hint=INSTALL_HINT) from error
    return types.SimpleNamespace(
        variables=_namespace(document['environmentVariables']),
        events=_namespace(document['events']),
        codes=_namespace(document['errorCodes']),
        exit_codes=_namespace(document['exitCodes']),
    )


@functools.lru_cache(maxsize=None)
def protocol():
    """
    The names as attributes, in snake case: C(variables.known_hosts), C(events.instance_failed), C(codes.host_unreachable),
    C(exit_codes.refused). They are read when they are needed first.

    :raises NodeCliError: when the collection was not built
    """
    return read_protocol(os.path.join(COLLECTION, 'cli', 'protocol.json'))
