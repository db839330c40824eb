# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options for the Spot account and its credentials."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  spotinst_account_id:
    description:
      - The Spot account, or a list of accounts.
      - It can be a vaulted value or a template. By default it comes from the environment, then from the profile in the
        credentials file.
    type: raw
    version_added: 0.1.0
    env:
      - name: SPOTINST_ACCOUNT_ID
      - name: SPOTINST_ACCOUNT
  spotinst_api_token:
    description:
      - The token for the Spot API.
      - It can be a vaulted value or a template. By default it comes from the environment, then from the profile in the
        credentials file.
    type: raw
    version_added: 0.1.0
    env:
      - name: SPOTINST_API_TOKEN
      - name: SPOTINST_TOKEN
  spotinst_profile:
    description:
      - The profile in the credentials file. By default C(default).
      - The credentials file is C(~/.spotinst/credentials), or the file that E(SPOTINST_CREDENTIALS_FILE) names.
      - It can be a vaulted value or a template.
    type: str
    version_added: 0.1.0
    env:
      - name: SPOTINST_PROFILE
      - name: SPOTINST_CREDENTIALS_PROFILE
  spotinst_api_url:
    description:
      - The base URL of the Spot API. By default C(https://api.spotinst.io).
      - It can be a vaulted value or a template.
    type: str
    version_added: 0.1.0
    env:
      - name: SPOTINST_API_URL
      - name: SPOTINST_BASE_URL
  spotinst_timeout:
    description: The timeout of one HTTP request, such as V(10s). By default C(30s). A bare number means seconds.
    type: str
    version_added: 0.1.0
    env:
      - name: SPOTINST_TIMEOUT
  aws_profile:
    description:
      - The AWS profile that O(want_ec2_details) uses. Without that option the plugin does not call AWS.
      - It can be a vaulted value or a template.
    type: str
    version_added: 0.1.0
    env:
      - name: AWS_PROFILE
      - name: AWS_DEFAULT_PROFILE
"""
