import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { addresses, oldImage, newImage, site, open } from './support/kafka-roll.ts';

describe('plan', () => {
  it('shows what would be done, and changes nothing', async () => {
    await open();
    const { stdout, exitCode } = await site.run(['plan', '--esg', 'sig-kafka', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      cluster: 'sig-kafka',
      instances: [
        { ssi: 'ssi-1', address: addresses[0], image: oldImage, target: newImage, action: 'recycle' },
        { ssi: 'ssi-2', action: 'recycle' },
        { ssi: 'ssi-3', action: 'recycle' },
      ],
    });
    expect(exitCode).toBe(0);
    expect(site.requested()).toEqual([]);
    expect(existsSync(join(site.folder, 'state/runs'))).toBe(false);
  });
});
