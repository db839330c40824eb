# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: the action plugin of this name does the work, on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
module: check_connection
author: esg-recycler contributors (!UNKNOWN)
short_description: Report whether Ansible can connect to a host
description:
  - Connects to the host once, as any task would, and reports whether that worked.
  - With the connection P(ansible.builtin.local#connection) there is nothing to try.
options:
  refusal:
    description:
      - The finding that the task fails with where Ansible cannot connect, as M(esg_recycler.spotinst.instance_roller)
        returns it in RV(esg_recycler.spotinst.instance_roller#module:withoutConnection).
      - Without it the task does not fail.
    type: dict
attributes:
  check_mode:
    description: Does the same, and returns RV(refusal) instead of failing.
    support: full
  diff_mode:
    description: There is nothing to show.
    support: none
"""

EXAMPLES = r"""
- name: Check the connection
  esg_recycler.spotinst.check_connection:
  register: reached
"""

RETURN = r"""
connection:
  description: What came of it.
  type: dict
  returned: always
  contains:
    isReached:
      description: Whether Ansible could connect.
      type: bool
    reason:
      description: Why it could not, in the words of the connection plugin.
      type: str
      returned: when it could not
refusal:
  description: In check mode, why it would fail.
  type: str
  returned: in check mode, when it would
"""
