# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: seconds
author: esg-recycler contributors (!UNKNOWN)
short_description: Convert a duration to seconds
version_added: 0.1.0
description:
  - Converts a duration such as C(500ms), C(5s), C(10m) or C(2h) to seconds. A bare number means seconds.
positional: _input
options:
  _input:
    description: The duration.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Wait for a port
  ansible.builtin.wait_for:
    port: 9092
    timeout: "{{ '10m' | esg_recycler.spotinst.seconds | int }}"
"""

RETURN = r"""
_value:
  description: The duration in seconds.
  type: float
"""

import re

from ansible.errors import AnsibleFilterError

SECONDS = {'ms': 0.001, 's': 1, 'm': 60, 'h': 3600}


def seconds(duration):
    match = re.fullmatch(r'\s*(\d+(?:\.\d+)?)(ms|s|m|h)?\s*', str(duration))
    if not match:
        raise AnsibleFilterError(f'"{duration}" is not a duration. Use a number of seconds, or a unit: 500ms, 5s, 10m, 2h.')
    return float(match[1]) * SECONDS[match[2] or 's']


class FilterModule:
    def filters(self):
        return {'seconds': seconds}
