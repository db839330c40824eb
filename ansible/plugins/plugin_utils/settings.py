# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration that the plugins pass to the executables."""

from __future__ import annotations

import os

from ansible.plugins.loader import inventory_loader
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import protocol


def read_settings(loader, task_vars):
    """The settings in the configuration file of the inventory, or None to let the executable find its own."""
    path = task_vars.get('inventory_file') or ''
    plugin = inventory_loader.get('esg_recycler.spotinst.spotinst_esg')
    if not plugin.verify_file(path):
        path = os.environ.get(protocol().variables.config)
    return plugin.read_settings(None, loader, os.path.abspath(path)) if path else None
