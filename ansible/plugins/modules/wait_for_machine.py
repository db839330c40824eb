# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only. The action plugin of the same name runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
module: wait_for_machine
author: esg-recycler contributors (!UNKNOWN)
short_description: Wait until Ansible can connect to a machine that may be a replacement
version_added: 0.1.0
description:
  - Waits like M(ansible.builtin.wait_for_connection). It first closes persistent connections to the previous machine.
  - A replacement has another SSH host key. With O(replaced), the recorded keys of the previous machine no longer apply. The
    module accepts the first key that the machine presents, and pins it.
  - C(@cert-authority) and C(@revoked) lines still apply. Where an authority must sign the key, the module accepts no
    unsigned key.
  - The module never writes to a C(known_hosts) file of the user. It keeps the new key in a file of the run.
  - A host key that differs from the recorded key fails the task at once.
  - The module discovers the Python interpreter again, because the new image may have another one.
  - With the connection P(ansible.builtin.local#connection) it does nothing.
requirements:
  - OpenSSH 7.6 or newer on the controller, for P(ansible.builtin.ssh#connection)
options:
  replaced:
    description: Whether it is verified that a new machine has replaced the recorded one.
    type: bool
    default: false
  timeout:
    description: How long to try to connect, in seconds.
    type: int
    default: 900
attributes:
  check_mode:
    description: Ansible skips the task in check mode.
    support: none
  diff_mode:
    description: The module returns no diff.
    support: none
"""

EXAMPLES = r"""
- name: Wait until Ansible can connect to the new machine
  esg_recycler.spotinst.wait_for_machine:
    replaced: true
  register: machine

- name: Pin its host key
  ansible.builtin.set_fact:
    ansible_ssh_args: "{{ machine.ssh_args }}"
  when: machine.ssh_args is defined
"""

RETURN = r"""
ssh_args:
  description: The value of C(ansible_ssh_args) for later tasks. With it SSH accepts only the pinned key.
  type: str
  returned: with O(replaced), over SSH
code:
  description: C(host-unreachable), C(host-key-refused) or C(host-keys-unreadable).
  type: str
  returned: failure
hint:
  description: What to do next.
  type: str
  returned: failure
"""
