# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only. The action plugin of the same name runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
module: instance_roller
author: esg-recycler contributors (!UNKNOWN)
short_description: Run one step of the recycle of a stateful instance
version_added: 0.1.0
description:
  - Runs one step of the executable C(instance-roller). It decides whether an instance may be recycled, recycles it, and
    verifies its cluster.
  - The role P(esg_recycler.spotinst.esg_recycle#role) runs the steps in the right order. Use the role, not this module.
  - It reads every variable of the role from the variables of the host.
requirements:
  - Node 22.16 or newer on the controller
options:
  step:
    description:
      - V(assess) decides whether the instance may be recycled now. It waits while a condition can still pass, and acquires
        the lease of the cluster unless O(lease) is set.
      - V(prepare) changes the cluster settings that the recycle of the node requires.
      - V(recycle) checks the cluster again, recycles the instance and verifies the recycle.
      - V(verify) restores the cluster settings, and waits until the cluster is healthy with the instance.
      - V(finish) records that the health check after the recycle passed. It is a step of its own when user tasks run first.
      - V(restore) restores the cluster settings that V(prepare) changed.
      - V(left) reports whether the drain of the instance must be reversed.
    type: str
    required: true
    choices: [assess, prepare, recycle, verify, finish, restore, left]
  lease:
    description: The lease that V(assess) returned.
    type: str
  assessment:
    description: The result of V(assess).
    type: dict
  prepared:
    description: The result of V(prepare), if that step ran.
    type: dict
  is_drained:
    description: Whether the instance was drained.
    type: bool
    default: false
  recycled:
    description: The result of V(recycle).
    type: dict
attributes:
  check_mode:
    description: Runs only what reads. V(recycle) reports what it would change.
    support: full
  diff_mode:
    description: Shows the state, the EC2 instance and the image before and after.
    support: full
"""

EXAMPLES = r"""
- name: Assess the instance
  esg_recycler.spotinst.instance_roller:
    step: assess
  register: assessed
"""

RETURN = r"""
decision:
  description: What happens to the instance now, V(recycle), V(verify), V(skip), V(defer) or V(refuse).
  type: str
  returned: with O(step=assess)
  sample: recycle
code:
  description: A stable name of the reason. On failure, the code of the error.
  type: str
  returned: with O(step=assess), and on failure
reason:
  description: The reason for the decision, for people.
  type: str
  returned: with O(step=assess)
findings:
  description: What was found, each with C(code), C(severity), C(subject), C(message) and C(hint).
  type: list
  elements: dict
  returned: with O(step=assess) and O(step=recycle), and on failure
withoutConnection:
  description: >-
    The finding that refuses the instance when Ansible cannot connect to it. It is absent when the instance may be recycled
    without a connection. M(esg_recycler.spotinst.check_connection) takes it, and connects only after V(assess) has
    verified that the address belongs to the instance.
  type: dict
  returned: with O(step=assess), for an instance to be recycled
lease:
  description: The lease for the other steps.
  type: str
  returned: with O(step=assess)
before:
  description: The EC2 instance before the recycle.
  type: dict
  returned: with O(step=recycle)
after:
  description: The EC2 instance after the recycle.
  type: dict
  returned: with O(step=recycle)
address:
  description: The current private address of the instance.
  type: str
  returned: with O(step=assess) and O(step=recycle)
"""
