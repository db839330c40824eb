import { isGap } from '../../kind/gap.ts';
import { enumerate, onContents, type RabbitmqRule } from './rule.ts';

export const featureFlags: RabbitmqRule = {
  id: 'R11',
  code: 'feature-flags',
  requires:
    'Before the recycle: all stable feature flags are enabled and can be read. In RabbitMQ 3.10, only an administrator can read them. This rule only warns.',
  why: 'A new version does not start if a feature flag that it requires is disabled.',
  onFailure: 'Before an upgrade, run `rabbitmqctl enable_feature_flag all` while all nodes are up.',
  source: 'RabbitMQ, feature flags: https://www.rabbitmq.com/docs/feature-flags',
  judge: onContents(({ contents: { disabledFlags: flags }, question }) => {
    if (question.phase === 'after') return [];
    const reported = { subject: 'cluster', severity: 'warn' } as const;
    const message = 'A new version does not start if a feature flag that it requires is disabled';
    if (isGap(flags)) {
      const hint = 'Check the flags before an upgrade: rabbitmqctl list_feature_flags name state';
      return [{ ...reported, message: `${message}. The flags cannot be read: ${flags.why}`, hint }];
    }
    if (flags.length === 0) return [];
    const hint = 'Enable them before an upgrade, while all nodes are up: rabbitmqctl enable_feature_flag all';
    return [{ ...reported, message: `${message}. Disabled: ${enumerate(flags)}`, hint }];
  }),
};
