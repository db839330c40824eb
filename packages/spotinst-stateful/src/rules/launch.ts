import type { GroupRule } from './rule.ts';

const noFallback: GroupRule = {
  code: 'no-od-fallback',
  severity: 'warn',
  source: 'spotinst/openapi: elastigroup-strategy.yaml, fallbackToOd',
  judge({ group }) {
    if (group.strategy?.fallbackToOd !== false) return [];
    const message = `${group.id} has fallbackToOd false: without spot capacity an instance stays out until there is some`;
    return [{ subject: group.id, message, hint: 'Turn fallbackToOd on for the time of the roll.' }];
  },
};

const autoHealingOff: GroupRule = {
  code: 'auto-healing-off',
  severity: 'warn',
  source: 'spotinst/openapi: elastigroup-compute.yaml, launchSpecification.autoHealing',
  judge({ group }) {
    if (group.compute?.launchSpecification?.autoHealing !== false) return [];
    const message = `${group.id} has autoHealing false: "no recycling will start" then, says Spot's specification, and nothing replaces a machine that fails`;
    const hint = 'If a recycle changes nothing until its timeout, turn autoHealing on and run the same again.';
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
    const message = `${group.id} waits for signals of its instances: ${signals.join(', ')}`;
    const hint =
      'The new image must send INSTANCE_READY too: Spot replaces an instance that does not. Leave time for them in --timeout.';
    return [{ subject: group.id, message, hint }];
  },
};

export const launchRules: readonly GroupRule[] = [noFallback, autoHealingOff, awaitsSignal];
