# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: the action plugin of this name does the work, on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
module: instance_roller
author: esg-recycler contributors (!UNKNOWN)
short_description: One step of recycling the stateful instance behind a host
description:
  - Runs a step of the executable C(instance-roller), which decides whether an instance may go, recycles it, and verifies
    its cluster. The role P(esg_recycler.spotinst.esg_recycle#role) puts the steps in their order; use that.
  - Every variable of the role is read from the variables of the host.
options:
  step:
    description:
      - V(assess) decides whether the instance may go now, and waits for what may pass. It takes the lease where there is
        none.
      - V(prepare) changes what must change in the cluster for the node to leave.
      - V(recycle) checks the cluster once more, recycles the instance and proves it.
      - V(verify) puts back what was prepared, and waits until the cluster is healthy with the instance.
      - V(finish) puts on record that its check was passed, where tasks of the user come before that.
      - V(restore) puts back what was prepared.
      - V(left) tells whether a drain is to be undone.
    type: str
    required: true
    choices: [assess, prepare, recycle, verify, finish, restore, left]
  lease:
    description: The lease that V(assess) returned.
    type: str
  assessment:
    description: What V(assess) returned.
    type: dict
  prepared:
    description: What V(prepare) returned, where it was a step of its own.
    type: dict
  is_drained:
    description: Whether the instance was drained.
    type: bool
    default: false
  recycled:
    description: What V(recycle) returned.
    type: dict
attributes:
  check_mode:
    description: Only what reads is done.
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
  description: Of V(assess), what is to become of the instance now.
  type: str
  returned: with O(step=assess)
  sample: recycle
code:
  description: Why, for programs; on failure the code of the error.
  type: str
  returned: with O(step=assess), and on failure
reason:
  description: Why, for people.
  type: str
  returned: with O(step=assess)
findings:
  description: What was found, each with C(code), C(severity), C(subject), C(message) and C(hint).
  type: list
  elements: dict
  returned: with O(step=assess) and O(step=recycle), and on failure
withoutConnection:
  description: >-
    The finding that refuses the instance where Ansible cannot connect to it; none where it may go all the same. It is for
    M(esg_recycler.spotinst.check_connection), which connects only once the address is known to be the instance's own.
  type: dict
  returned: with O(step=assess), for one that is to be recycled
lease:
  description: The lease under which the other steps are to run.
  type: str
  returned: with O(step=assess)
before:
  description: Of V(recycle), the EC2 instance before.
  type: dict
  returned: with O(step=recycle)
after:
  description: Of V(recycle), the EC2 instance after.
  type: dict
  returned: with O(step=recycle)
address:
  description: The private address of the instance by now.
  type: str
  returned: with O(step=assess) and O(step=recycle)
"""
