import { enableSetting, savedSetting } from '../allocation.ts';
import { describeRule } from './test-support/describe-rule.ts';
import { a, after, settings } from '../test-support/three-nodes.ts';
import { allocationEnabled } from './allocation-enabled.ts';

const preparedFor = (node: string) => ({
  [savedSetting]: JSON.stringify({ persistent: null, transient: null, node, at: '2026-01-02T03:04:05.000Z' }),
});
const prepared = preparedFor('10.0.0.9');
const ours = { ...preparedFor(a), [enableSetting]: 'primaries' };

describeRule(allocationEnabled, [
  ['as the product has it', {}],
  ['a version that does not tell its defaults', { cluster: settings({ defaults: {} }) }],
  [
    'left off',
    { cluster: settings({ persistent: { [enableSetting]: 'primaries' } }) },
    ['lasting', `${enableSetting} is primaries: replicas cannot come back`],
  ],
  [
    'off in the configuration file',
    { cluster: settings({ defaults: { [enableSetting]: 'none' } }) },
    ['lasting', 'is none'],
  ],
  [
    'transient beats persistent',
    { cluster: settings({ persistent: { [enableSetting]: 'none' }, transient: { [enableSetting]: 'all' } }) },
  ],
  [
    'transient beats persistent, for worse',
    {
      cluster: settings({ persistent: { [enableSetting]: 'all' }, transient: { [enableSetting]: 'new_primaries' } }),
    },
    ['lasting', 'is new_primaries'],
  ],
  [
    'not restored',
    { cluster: settings({ persistent: { ...prepared, [enableSetting]: 'primaries' } }) },
    [
      'lasting',
      `${enableSetting} is primaries, and what was there before 10.0.0.9 was prepared at 2026-01-02T03:04:05.000Z is not restored`,
    ],
  ],
  [
    'not restored, the node back',
    { question: after, cluster: settings({ persistent: prepared }) },
    ['lasting', 'is all, and what was there'],
  ],
  ['prepared for the node that is about to leave', { cluster: settings({ persistent: ours }) }],
  [
    'prepared for it, and changed since',
    { cluster: settings({ persistent: { ...ours, [enableSetting]: 'none' } }) },
    ['lasting', `${enableSetting} is none, and what was there before ${a}`],
  ],
  [
    'prepared for it, and not put back when it is back',
    { question: after, cluster: settings({ persistent: ours }) },
    ['lasting', 'is primaries, and what was there'],
  ],
  [
    'a save that is not ours',
    { cluster: settings({ persistent: { [savedSetting]: '{}' } }) },
    ['lasting', 'is not what was saved there: {}'],
  ],
]);
