# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only. The action plugin of the same name runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
module: check_connection
author: esg-recycler contributors (!UNKNOWN)
short_description: Check whether Ansible can connect to a host
version_added: 0.1.0
description:
  - Connects to the host once, as any task does, and reports the result.
  - With the connection P(ansible.builtin.local#connection) it makes no attempt and reports success.
options:
  refusal:
    description:
      - The finding with which the task fails when Ansible cannot connect. M(esg_recycler.spotinst.instance_roller) returns
        it as RV(esg_recycler.spotinst.instance_roller#module:withoutConnection).
      - Without this option the task never fails.
    type: dict
attributes:
  check_mode:
    description: Checks the connection, and returns RV(refusal) instead of failing.
    support: full
  diff_mode:
    description: The module changes nothing.
    support: none
"""

EXAMPLES = r"""
- name: Check the connection
  esg_recycler.spotinst.check_connection:
  register: reached

- name: Report a host that cannot be reached
  ansible.builtin.debug:
    msg: "{{ reached.connection.reason }}"
  when: not reached.connection.isReached
"""

RETURN = r"""
connection:
  description: The result of the attempt.
  type: dict
  returned: always
  contains:
    isReached:
      description: Whether Ansible can connect.
      type: bool
    reason:
      description: The error of the connection plugin.
      type: str
      returned: when Ansible cannot connect
refusal:
  description: The message with which the task would fail outside check mode.
  type: str
  returned: in check mode, when the task would fail
"""
