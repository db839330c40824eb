# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: the action plugin of this name does the work, on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
module: wait_for_machine
author: esg-recycler contributors (!UNKNOWN)
short_description: Wait until Ansible can connect to a machine that may be a new one
description:
  - Waits like M(ansible.builtin.wait_for_connection), after leaving connections behind that were kept open.
  - A machine that took the place of another has another SSH host key. With O(replaced) what was known of the old one no
    longer counts. The first key that is shown is accepted, and no other after it. Lines about authorities and revoked
    keys go on to hold, and where an authority is to sign the key nothing is accepted on trust.
  - No C(known_hosts) file of the user is written to. What is learned is kept in a file of the run.
  - An SSH host key that is not the known one is a failure at once.
  - An interpreter that Ansible discovered earlier does not count: it is looked for again on the machine that is there now.
  - With the connection P(ansible.builtin.local#connection) there is nothing to wait for.
requirements:
  - OpenSSH 7.6 or newer on the controller, for P(ansible.builtin.ssh#connection)
options:
  replaced:
    description: Whether it is proved that another machine has taken the place of the one that was known.
    type: bool
    default: false
  timeout:
    description: How long to try, in seconds.
    type: int
    default: 900
attributes:
  check_mode:
    description: Does nothing.
    support: none
  diff_mode:
    description: There is nothing to show.
    support: none
"""

EXAMPLES = r"""
- name: Wait for the machine that took the place of the one before
  esg_recycler.spotinst.wait_for_machine:
    replaced: true
  register: machine

- name: Keep to its host key
  ansible.builtin.set_fact:
    ansible_ssh_args: "{{ machine.ssh_args }}"
  when: machine.ssh_args is defined
"""

RETURN = r"""
ssh_args:
  description: What C(ansible_ssh_args) has to be for later tasks, which are to accept the learned key alone.
  type: str
  returned: with O(replaced), over SSH
code:
  description: C(host-unreachable) or C(host-key-refused).
  type: str
  returned: failure
hint:
  description: What to do next.
  type: str
  returned: failure
"""
