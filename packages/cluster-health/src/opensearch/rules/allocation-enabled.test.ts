import { enableSetting, savedSetting } from '../allocation.ts';
import { describeRule } from '../test-support/describe-rule.ts';
import { after, settings } from '../test-support/three-nodes.ts';
import { allocationEnabled } from './allocation-enabled.ts';

const prepared = {
  [savedSetting]: '{"persistent":null,"transient":null,"node":"10.0.0.9","at":"2026-01-02T03:04:05.000Z"}',
};

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
  [
    'a save that is not ours',
    { cluster: settings({ persistent: { [savedSetting]: '{}' } }) },
    ['lasting', 'is not what was saved there: {}'],
  ],
]);
