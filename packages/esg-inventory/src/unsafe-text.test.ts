import { afterEach, describe, expect, it } from '@jest/globals';
import { stateful, launching, accounts, hostsIn, read, scene } from './test-support/two-accounts.ts';

describe('an unsafe text', () => {
  const unreadable = { id: 'sig-9', name: 'two\nlines', ...stateful, ...launching('ami-2') };
  afterEach(() => {
    accounts['act-2']!.splice(1);
  });

  it('leaves its group out, or is an error when the group is named', async () => {
    accounts['act-2']!.push(unreadable);
    expect(hostsIn(await read())).toHaveLength(3);
    expect(scene.warned).toEqual([
      'WARNING: group sig-9 ("two lines") is left out: The response for group sig-9 is rejected: name contains control characters',
    ]);
    await expect(read({}, [], { selectors: ['sig-9'] })).rejects.toMatchObject({
      code: 'answer-refused',
      exitCode: 5,
      message: 'The response for group sig-9 is rejected: name contains control characters',
    });
  });

  it.each([{ exclude_filters: [{ id: 'sig-9' }] }, { filters: { name: 'kafka' } }])(
    'has no effect when its group is not selected: %j',
    async (settings) => {
      accounts['act-2']!.push(unreadable);
      expect(hostsIn(await read(settings))).toContain('10.0.0.1');
    },
  );

  it('has no effect in a group that is not stateful', async () => {
    accounts['act-2']!.push({ ...unreadable, strategy: {} });
    expect(hostsIn(await read())).toHaveLength(3);
  });

  it('is rejected in an instance too', async () => {
    scene.instancesOf['sig-2'] = [{ id: 'ssi-2', state: 'ACTIVE', devices: [{ deviceName: '/dev/\u001Bx' }] }];
    await expect(read({}, [], { selectors: ['sig-2'] })).rejects.toThrow(
      /group sig-2 is rejected: instances\.0\.devices\.0\.deviceName contains/,
    );
  });
});
