import { isGap } from '../../kind/gap.ts';
import { enumerate, onContents, type RabbitmqRule } from './rule.ts';

export const featureFlags: RabbitmqRule = {
  id: 'R11',
  code: 'feature-flags',
  requires: 'Before: all stable feature flags are enabled. A warning only.',
  source: 'https://www.rabbitmq.com/docs/feature-flags',
  judge: onContents(({ contents: { disabledFlags: flags }, question }) => {
    if (question.phase === 'after') return [];
    const reported = { subject: 'cluster', severity: 'warn' } as const;
    const message = 'A new version does not start where a feature flag that it requires is disabled';
    if (isGap(flags)) {
      const hint = 'Look for yourself before a new version: rabbitmqctl list_feature_flags name state';
      return [{ ...reported, message: `${message}, and the flags cannot be read: ${flags.why}`, hint }];
    }
    if (flags.length === 0) return [];
    const hint = 'Enable them before a new version, once all nodes are up: rabbitmqctl enable_feature_flag all';
    return [{ ...reported, message: `${message}; disabled: ${enumerate(flags)}`, hint }];
  }),
};
