# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process whose end releases a lease."""

from __future__ import annotations

import multiprocessing
import os


def playbook_process():
    """The process ID of ansible-playbook, which forked this process."""
    parent = multiprocessing.parent_process()
    return parent.pid if parent else os.getpid()
