# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: the action plugin of this name does the work, on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
module: spotinst_aws_stateful
author: esg-recycler contributors (!UNKNOWN)
short_description: Inspect, recycle or resume one instance of a stateful Spot Elastigroup
description:
  - Recycles a stateful instance onto its group's image, as one guarded step, and waits for the proof.
  - Runs on the controller, whether or not the host can be reached.
  - Settings that are not given come from the configuration file of the inventory plugin that named the host, then
    from the environment and the credentials file.
requirements:
  - Node 24 or newer on the controller
options:
  esg_id:
    description: The group, by its id or its name.
    type: str
    required: true
  stateful_instance_id:
    description: The instance. Required for O(state=recycled), O(state=active) and O(state=passed). Without it O(state=inspected) shows all of the group.
    type: str
  state:
    description:
      - V(recycled) recycles the instance if it is due.
      - V(active) resumes the instance if it is paused or in error.
      - V(inspected) reads the instance, or the group, afresh.
      - V(leased) takes the right to touch the group's cluster until C(ansible-playbook) ends, unless it was handed
        down in E(ESG_RECYCLER_LEASE).
      - V(passed) puts on record that all of the cluster was well after the instance was recycled. Until then RV(awaitsGate) stays true.
    type: str
    choices: [recycled, active, inspected, leased, passed]
    default: recycled
  account_id:
    description: The Spot account.
    type: str
  api_token:
    description: The token for the Spot API.
    type: str
  image_id:
    description:
      - The target, the group's image unless it is given.
      - A precondition. If the group has another image by now, nothing is touched.
    type: str
  since:
    description: An instance that was launched before this time (ISO 8601) is due, whatever its image.
    type: str
  replace_root:
    description:
      - Whether a persisted root volume is replaced too. Its persistence is turned off immediately before the recycle, and on
        again once the instance is ACTIVE on the target.
      - Without it a group that persists root volumes is refused, for Spot would ignore its image.
    type: bool
    default: false
  lease:
    description:
      - What RV(lease) of O(state=leased) was. Without it the recycle takes a lease of its own.
      - With it O(state=leased) takes none, and fails when that one is no longer good.
    type: str
  wait_timeout:
    description: How long the recycle, or the resumption, may take, such as V(30m). A bare number means seconds.
    type: str
    default: 30m
  poll_interval:
    description: How often to look, such as V(5s). A bare number means seconds.
    type: str
    default: 5s
attributes:
  check_mode:
    description: Reads, and says what would be done.
    support: full
  diff_mode:
    description: Shows the EC2 instance and its image, before and after.
    support: full
"""

EXAMPLES = r"""
- name: Recycle the instance behind this host
  esg_recycler.spotinst.spotinst_aws_stateful:
    esg_id: "{{ spotinst_esg_id }}"
    stateful_instance_id: "{{ spotinst_id }}"
    state: recycled

- name: Read what Spot says of it now
  esg_recycler.spotinst.spotinst_aws_stateful:
    esg_id: "{{ spotinst_esg_id }}"
    stateful_instance_id: "{{ spotinst_id }}"
    state: inspected
  register: now
"""

RETURN = r"""
stateful:
  description: The stateful instance as it is now, spelled as in the API.
  type: dict
  returned: with O(stateful_instance_id)
  sample: {id: ssi-1234, state: ACTIVE, instanceId: i-1234, privateIp: 10.0.0.4, imageId: ami-2}
instances:
  description: The stateful instances of the group.
  type: list
  elements: dict
  returned: O(state=inspected) without O(stateful_instance_id)
members:
  description: The stateful instances of all groups of the cluster, each with its group and its current address.
  type: list
  elements: dict
  returned: O(state=inspected) without O(stateful_instance_id)
awaitsGate:
  description: Whether the instance was recycled, and O(state=passed) is not on record since.
  type: bool
  returned: O(state=inspected) with O(stateful_instance_id)
due:
  description: Whether the instance is to be recycled, null when that cannot be told.
  type: bool
  returned: O(state=inspected) with O(stateful_instance_id)
address:
  description: The current private address.
  type: str
  returned: O(state=inspected) with O(stateful_instance_id)
target:
  description: The image that the group launches.
  type: str
  returned: O(state=inspected) and O(state=recycled)
cluster:
  description: The cluster that the group belongs to.
  type: str
  returned: O(state=inspected) and O(state=recycled)
evidence:
  description: What proves the recycle, each with its value before and after.
  type: list
  elements: dict
  returned: when the instance was recycled
findings:
  description: What was looked at and judged, with its severity V(ok), V(warn) or V(block).
  type: list
  elements: dict
  returned: O(state=inspected) and O(state=recycled)
lease:
  description: Names the holder of the lease, for O(lease) of later tasks.
  type: str
  returned: O(state=leased)
code:
  description: A stable name of what went wrong.
  type: str
  returned: failure
hint:
  description: What to do next.
  type: str
  returned: failure
"""
