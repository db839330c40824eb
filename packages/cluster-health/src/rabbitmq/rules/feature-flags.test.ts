import { describeRule } from './test-support/describe-rule.ts';
import { after } from '../test-support/three-nodes.ts';
import { featureFlags } from './feature-flags.ts';

describeRule(featureFlags, [
  ['all flags are enabled', {}],
  ['some flags are disabled', { disabledFlags: ['khepri_db'] }, 'warn: A new version does not start if'],
  [
    'the user may not read the flags',
    { disabledFlags: { why: 'returned 401' } },
    'warn: A new version does not start if',
  ],
  ['some flags are disabled after the recycle', { disabledFlags: ['khepri_db'], question: after }],
]);
