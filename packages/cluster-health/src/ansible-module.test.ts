import { beforeAll, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { kinds } from './check/kinds.ts';

const repository = join(import.meta.dirname, '../../..');
const gate = { safe: false, yieldTo: [], unsatisfiable: ['rule-one'] };
const finding = { code: 'rule-one', severity: 'block', message: 'It is down.', hint: 'Is it down?' };
const other = { ...finding, code: 'rule-two', message: 'no leader', hint: 'Wait.' };

/** Prints what the module documents, and the messages of its action plugin. */
const script = `
import json, sys
from ansible_collections.esg_recycler.spotinst.plugins.action import cluster_health as action
from ansible_collections.esg_recycler.spotinst.plugins.modules import cluster_health as module
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError
given = json.load(sys.stdin)
print(json.dumps({
    'arguments': action.ARGUMENTS,
    'documentation': module.DOCUMENTATION,
    'returned': module.RETURN,
    'errors': [str(EsgError(*error)) for error in given['errors']],
    'failing': [str(action.failing_check('a', 'before', document)) for document in given['gates']],
}))`;

interface Option {
  choices?: string[];
}
let reported: {
  arguments: Record<string, Option>;
  documentation: string;
  returned: string;
  errors: string[];
  failing: string[];
};
beforeAll(() => {
  const stdout = execFileSync(join(repository, '.venv/bin/python'), ['-B', '-c', script], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: join(repository, 'collections') },
    input: JSON.stringify({
      errors: [
        ['no rule of that name', 'x', ' Did you mean "quorum-remains"?'],
        ['it broke.', 'x', 'Wait. '],
        ['it broke', 'x', null],
      ],
      gates: [
        { ...gate, findings: [finding, other] },
        { ...gate, unsatisfiable: [], findings: [other] },
      ],
    }),
  });
  reported = JSON.parse(stdout) as typeof reported;
});

describe('the Ansible module cluster_health', () => {
  it('accepts every kind and documents its arguments', () => {
    const { options } = load(reported.documentation) as { options: Record<string, Option> };
    expect(reported.arguments['kind']?.choices).toEqual(Object.keys(kinds));
    expect(Object.keys(options)).toEqual(Object.keys(reported.arguments));
    for (const [name, { choices }] of Object.entries(reported.arguments))
      expect(options[name]?.choices).toEqual(choices);
  });

  it('documents the fields of a check and of an error', () =>
    expect(Object.keys(load(reported.returned) as object)).toEqual(
      expect.arrayContaining(
        'kind phase node safe role yield_to unsatisfiable outage findings message code hint exit_code'.split(' '),
      ),
    ));

  it('ends a sentence with one full stop, or with its question mark', () => {
    expect(reported.errors).toEqual([
      'no rule of that name. Did you mean "quorum-remains"? Runbook: docs/runbooks/x.md',
      'it broke. Wait. Runbook: docs/runbooks/x.md',
      'it broke. Runbook: docs/runbooks/x.md',
    ]);
    expect(reported.failing).toEqual([
      'The health check before the recycle of a fails: rule-one: It is down. rule-two: no leader. Waiting does not help with rule-one. Wait. Is it down? Runbook: docs/runbooks/rule-one.md',
      'The health check before the recycle of a fails: rule-two: no leader. Wait. Runbook: docs/runbooks/rule-two.md',
    ]);
  });
});
