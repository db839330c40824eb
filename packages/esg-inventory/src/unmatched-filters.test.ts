import { describe, expect, it } from '@jest/globals';
import { hostsIn, read, scene } from './test-support/two-accounts.ts';

describe('a filter or region that no group has', () => {
  it('is reported as a warning', async () => {
    const settings = { filters: { name: ['kafka', 'zookeper'] }, regions: ['us-east-1', 'us-wset-2'] };
    expect(hostsIn(await read(settings))).toEqual(['10.0.0.1']);
    expect(scene.warned).toEqual([
      'WARNING: no stateful group matches these values of regions and filters: region "us-wset-2", name "zookeper"',
    ]);
  });
});
