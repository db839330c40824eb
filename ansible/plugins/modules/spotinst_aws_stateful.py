# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only. The action plugin of the same name runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
module: spotinst_aws_stateful
author: esg-recycler contributors (!UNKNOWN)
short_description: Inspect, recycle or resume one instance of a stateful Spot Elastigroup
version_added: 0.1.0
description:
  - Recycles a stateful instance onto the image of its group as one guarded step, and verifies the result.
  - It runs on the controller and does not connect to the host.
  - Settings that the task does not set come from the configuration file of the inventory plugin that listed the host, then
    from the environment, then from the credentials file.
requirements:
  - Node 22.16 or newer on the controller
options:
  esg_id:
    description: The ID or the name of the group.
    type: str
    required: true
  stateful_instance_id:
    description:
      - The ID of the stateful instance.
      - Required for O(state=recycled), O(state=active) and O(state=passed). Without it O(state=inspected) returns the group.
    type: str
  state:
    description:
      - V(recycled) recycles the instance if it needs a recycle.
      - V(active) resumes the instance if it is paused or in error.
      - V(inspected) reads the instance or the group from Spot, without a cache.
      - V(leased) acquires the lease of the group's cluster until C(ansible-playbook) ends. It uses the lease in
        E(ESG_RECYCLER_LEASE) if there is one.
      - V(passed) records that the cluster was healthy after the recycle of the instance. Until then RV(awaitsGate) is true.
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
      - The target image. By default the image of the group.
      - It is a precondition. If the group has another image, the task fails and changes nothing.
    type: str
  since:
    description: Also recycle an instance that was launched before this time (ISO 8601), whatever its image.
    type: str
  replace_root:
    description:
      - Whether to replace a persisted root volume. The data on it is lost.
      - Root persistence is turned off immediately before the recycle, and restored when the instance is ACTIVE on the target.
      - Without this option the task refuses a group that persists root volumes, because Spot would ignore the new image.
    type: bool
    default: false
  lease:
    description:
      - The value RV(lease) that O(state=leased) returned. Without it the recycle acquires a lease of its own.
      - With it O(state=leased) acquires no lease, and fails if this lease is no longer valid.
    type: str
  wait_timeout:
    description: How long the recycle or the resumption may take, such as V(30m). A bare number means seconds.
    type: str
    default: 30m
  poll_interval:
    description: The time between two requests for the state of the instance, such as V(5s). A bare number means seconds.
    type: str
    default: 5s
attributes:
  check_mode:
    description: Reads the instance, and reports what the task would change.
    support: full
  diff_mode:
    description: Shows the state, the EC2 instance and the image before and after.
    support: full
"""

EXAMPLES = r"""
- name: Recycle the instance of this host
  esg_recycler.spotinst.spotinst_aws_stateful:
    esg_id: "{{ spotinst_esg_id }}"
    stateful_instance_id: "{{ spotinst_id }}"
    state: recycled

- name: Read the current state of the instance
  esg_recycler.spotinst.spotinst_aws_stateful:
    esg_id: "{{ spotinst_esg_id }}"
    stateful_instance_id: "{{ spotinst_id }}"
    state: inspected
  register: now
"""

RETURN = r"""
stateful:
  description: The current stateful instance, with the field names of the API.
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
  description: Whether the instance was recycled and O(state=passed) is not recorded since then.
  type: bool
  returned: O(state=inspected) with O(stateful_instance_id)
due:
  description: Whether the instance needs a recycle. Null when that cannot be determined.
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
  description: The cluster of the group.
  type: str
  returned: O(state=inspected) and O(state=recycled)
evidence:
  description: The facts that verify the recycle, each with its value before and after.
  type: list
  elements: dict
  returned: when the instance was recycled
findings:
  description: What was checked, each with its severity V(ok), V(warn) or V(block).
  type: list
  elements: dict
  returned: O(state=inspected) and O(state=recycled)
lease:
  description: The lease, for O(lease) of later tasks.
  type: str
  returned: O(state=leased)
code:
  description: A stable name of the error.
  type: str
  returned: failure
hint:
  description: What to do next.
  type: str
  returned: failure
"""
