import type { GroupRule } from './rule.ts';

const noFallback: GroupRule = {
  code: 'no-od-fallback',
  severity: 'warn',
  source: 'spotinst/openapi: elastigroup-strategy.yaml, fallbackToOd',
  judge({ group }) {
    if (group.strategy?.fallbackToOd !== false) return [];
    const message = `${group.id} has fallbackToOd set to false: without spot capacity, a recycled instance stays down until capacity returns`;
    return [{ subject: group.id, message, hint: 'Set fallbackToOd to true during the roll.' }];
  },
};

const autoHealingOff: GroupRule = {
  code: 'auto-healing-off',
  severity: 'warn',
  source: 'spotinst/openapi: elastigroup-compute.yaml, launchSpecification.autoHealing',
  judge({ group }) {
    if (group.compute?.launchSpecification?.autoHealing !== false) return [];
    const message = `${group.id} has autoHealing set to false: Spot's API specification says "no recycling will start" then, and nothing replaces a machine that fails`;
    const hint = 'If a recycle times out without a change, set autoHealing to true and run the same command again.';
    return [{ subject: group.id, message, hint }];
  },
};

const awaitsSignal: GroupRule = {
  code: 'awaits-signal',
  severity: 'warn',
  source: 'spotinst/openapi: elastigroup-strategy.yaml, signals',
  judge({ group }) {
    const signals = (group.strategy?.signals ?? []).flatMap(({ name, timeout }) =>
      name ? [`${name} (${timeout ?? 1800} s)`] : [],
    );
    if (signals.length === 0) return [];
    const message = `${group.id} waits for signals from its instances: ${signals.join(', ')}`;
    const hint =
      'Make sure that the new image sends INSTANCE_READY: Spot replaces an instance that does not. Set --timeout long enough for these signals.';
    return [{ subject: group.id, message, hint }];
  },
};

export const launchRules: readonly GroupRule[] = [noFallback, autoHealingOff, awaitsSignal];
