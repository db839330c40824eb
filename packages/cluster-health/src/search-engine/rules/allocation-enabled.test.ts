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
  ['passes with the default', {}],
  ['passes if the version does not report defaults', { cluster: settings({ defaults: {} }) }],
  [
    'fails if it is disabled',
    { cluster: settings({ persistent: { [enableSetting]: 'primaries' } }) },
    ['lasting', `${enableSetting} is primaries: replicas cannot be allocated`],
  ],
  [
    'fails if the configuration file disables it',
    { cluster: settings({ defaults: { [enableSetting]: 'none' } }) },
    ['lasting', 'is none'],
  ],
  [
    'passes if a transient value enables it',
    { cluster: settings({ persistent: { [enableSetting]: 'none' }, transient: { [enableSetting]: 'all' } }) },
  ],
  [
    'fails if a transient value disables it',
    {
      cluster: settings({ persistent: { [enableSetting]: 'all' }, transient: { [enableSetting]: 'new_primaries' } }),
    },
    ['lasting', 'is new_primaries'],
  ],
  [
    'fails if a saved value is not restored',
    { cluster: settings({ persistent: { ...prepared, [enableSetting]: 'primaries' } }) },
    [
      'lasting',
      `${enableSetting} is primaries, and its value from before the recycle of 10.0.0.9 (saved at 2026-01-02T03:04:05.000Z) is not restored`,
    ],
  ],
  [
    'fails if a saved value is not restored after the recycle',
    { question: after, cluster: settings({ persistent: prepared }) },
    ['lasting', 'is all, and its value from before'],
  ],
  ['passes if it was prepared for the leaving node', { cluster: settings({ persistent: ours }) }],
  [
    'fails if it was prepared for the leaving node and changed since',
    { cluster: settings({ persistent: { ...ours, [enableSetting]: 'none' } }) },
    ['lasting', `${enableSetting} is none, and its value from before the recycle of ${a}`],
  ],
  [
    'fails if the value for the node is not restored after its recycle',
    { question: after, cluster: settings({ persistent: ours }) },
    ['lasting', 'is primaries, and its value from before'],
  ],
  [
    'fails if the saved value is invalid',
    { cluster: settings({ persistent: { [savedSetting]: '{}' } }) },
    ['lasting', 'does not have the format that prepare saves: {}'],
  ],
]);
