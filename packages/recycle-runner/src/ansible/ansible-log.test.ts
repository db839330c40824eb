import { describe, expect, it } from '@jest/globals';
import { hintAbout, reasonIn } from './ansible-log.ts';

describe('reasonIn', () => {
  it.each([
    [
      'the locale',
      'ERROR: Ansible requires the locale encoding to be UTF-8; Detected None.\n',
      'Ansible requires the locale encoding to be UTF-8; Detected None.',
    ],
    [
      'an unknown option, after the usage text',
      'usage: ansible-playbook [-h]\nansible-playbook: error: unrecognized arguments: --no-such-option\n \nusage: ansible-playbook [-h]\n    (used when prompting)\n',
      'unrecognized arguments: --no-such-option',
    ],
    [
      'a vault without its password, after the play began',
      '\nPLAY [Check every instance of a plan] ****\n[ERROR]: Attempting to decrypt but no vault secrets found.\n',
      'Attempting to decrypt but no vault secrets found.',
    ],
    [
      'an error with its place in a file',
      "[ERROR]: couldn't resolve module/action 'x'.\nOrigin: /p/check.yml:10:7\n\n 8   strategy: linear\n",
      "couldn't resolve module/action 'x'. (/p/check.yml:10:7)",
    ],
    [
      'the reason of the plugin that should read the inventory',
      "[WARNING]: Failed to parse inventory with 'auto' plugin: No Spot API token\n\n<<< caused by >>>\n\nOrigin: <x>\n\n[WARNING]: Failed to parse inventory with 'ini' plugin: Invalid host pattern 'plugin:'\n[ERROR]: Completely failed to parse inventory source /c/a.spotinst_esg.yml\n",
      'No Spot API token',
    ],
    [
      'a reason without the runbook that it names',
      "[WARNING]: Failed to parse inventory with 'auto' plugin: No Spot API token. Set it. Runbook: docs/runbooks/setting-missing.md\n[ERROR]: Completely failed to parse inventory source /c/a.spotinst_esg.yml\n",
      'No Spot API token. Set it.',
    ],
    [
      'the same in the format of ansible-core 2.16',
      '[WARNING]:  * Failed to parse /c/a.spotinst_esg.yml with auto plugin: No Spot API token\nERROR! Completely failed to parse inventory source /c/a.spotinst_esg.yml\n',
      'No Spot API token',
    ],
    [
      'an error of several lines',
      "[ERROR]: Unable to retrieve file contents.\nCould not find or access '/c/no.yml' on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option: [Errno 2]\n\n",
      "Unable to retrieve file contents. Could not find or access '/c/no.yml' on the Ansible Controller.",
    ],
    [
      'an inventory that failed with several lines',
      "[WARNING]: Failed to parse inventory with 'auto' plugin: Unable to retrieve file contents.\nCould not find or access '/c/no.yml' on the Ansible Controller.\n\n<<< caused by >>>\n\n[ERROR]: Completely failed to parse inventory source /c/a.spotinst_esg.yml\n",
      "Unable to retrieve file contents. Could not find or access '/c/no.yml' on the Ansible Controller.",
    ],
    ['a task that failed', 'fatal: [h]: FAILED! => {"msg": "no"}\n\nPLAY RECAP ***\nh : ok=0\n', 'fatal: [h]: FAILED! => {"msg": "no"}'],
    ['the last line without an error', 'Killed by someone\n\n', 'Killed by someone'],
    ['nothing in an empty log', '', 'no output'],
  ])('finds %s', (_, log, reason) => expect(reasonIn(log)).toBe(reason));
});

describe('hintAbout', () => {
  it.each([
    ['Attempting to decrypt but no vault secrets found.', /--vault-password-file FILE/],
    ['unrecognized arguments: --x', /ansible-playbook --help/],
    ['Decryption failed (no vault secrets were found that could decrypt).', /--vault-password-file FILE/],
    ['The vault password file /no/pass was not found', /^Fix the path .*ANSIBLE_VAULT_PASSWORD_FILE/],
    ["Unable to retrieve file contents. Could not find or access '/c/no.yml'", /^Fix the path: after --/],
    ['Completely failed to parse inventory source /c/no', /ansible-inventory --list -i PATH/],
    ['YAML parsing failed: no }', /group_vars/],
  ])('gives a hint for: %s', (reason, hint) => expect(hintAbout(reason)).toMatch(hint));

  it('gives no hint for a reason that is clear', () =>
    expect(hintAbout('Could not load the callback x')).toBeUndefined());
});
