"""
A connection to this machine, as if it were the instances of a simulated Spot: reached by the id of the instance or by the
private address, as long as they are current, and with a Python whose name depends on the image.
"""

from __future__ import annotations

DOCUMENTATION = """
name: machine
short_description: Reach an instance by what it is known by now
description: Runs commands on this machine. Needs SPOTINST_API_URL, SPOTINST_API_TOKEN and SPOTINST_ACCOUNT_ID.
options:
  host:
    description: The id of the instance, or its private address.
    vars:
      - name: inventory_hostname
      - name: ansible_host
      - name: ansible_machine_id
"""

import json
import os
import shutil
import subprocess
import sys
import urllib.request

from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.connection import ConnectionBase


def ask(path):
    address = f'{os.environ["SPOTINST_API_URL"]}/aws/ec2/group{path}?accountId={os.environ["SPOTINST_ACCOUNT_ID"]}'
    request = urllib.request.Request(address, headers={'Authorization': f'Bearer {os.environ["SPOTINST_API_TOKEN"]}'})
    with urllib.request.urlopen(request) as response:
        return json.load(response)['response']['items']


class Connection(ConnectionBase):
    transport = 'machine'

    def _connect(self):
        return self

    def _machine(self):
        host = self.get_option('host')
        machines = [machine for group in ask('') for machine in ask(f'/{group["id"]}/statefulInstance')]
        for machine in machines:
            if host in (machine.get('instanceId'), machine.get('privateIp')):
                return machine
        raise AnsibleConnectionFailure(f'TargetNotConnected: {host}')

    def exec_command(self, cmd, in_data=None, sudoable=True):
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        machine = self._machine()
        # One folder for all machines of an instance: the Python of the one before is not there.
        folder = os.path.join(os.environ['HOME'], 'python', machine['id'])
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        os.symlink(sys.executable, os.path.join(folder, f'python-of-{machine["imageId"]}'))
        variables = {**os.environ, 'PATH': f'{folder}:/usr/bin:/bin'}
        done = subprocess.run(['/bin/sh', '-c', cmd], input=in_data, capture_output=True, env=variables, check=False)
        return done.returncode, done.stdout, done.stderr

    def put_file(self, in_path, out_path):
        shutil.copy(in_path, out_path)

    def fetch_file(self, in_path, out_path):
        shutil.copy(in_path, out_path)

    def close(self):
        pass
