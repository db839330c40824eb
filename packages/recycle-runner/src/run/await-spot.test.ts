import { SpotError } from '@esg-recycler/spotinst-client';
import { describe, expect, it } from '@jest/globals';
import { awaitSpot } from './await-spot.ts';

const down = (transient = true): SpotError =>
  new SpotError('HTTP 503', { code: 'spot-unavailable', outcome: 'unknown', transient });

/** Reads that fail some times. Time passes only by waiting. */
async function read(failures: number, error = down()) {
  let [time, left] = [0, failures];
  const events: [string, unknown][] = [];
  const attempt = async (): Promise<string> => {
    left -= 1;
    if (left >= 0) throw error;
    return 'read';
  };
  const end = await awaitSpot(attempt, {
    timeoutMs: 60_000,
    pollIntervalMs: 5000,
    emit: (event, _, data) => void events.push([event, data]),
    checkpoint: () => {},
    sleep: async (ms) => {
      time += ms;
    },
    now: () => time,
  }).catch((reason: unknown) => reason);
  return { end, events };
}

describe('awaitSpot', () => {
  it('returns the first response without an event', async () =>
    expect(await read(0)).toEqual({ end: 'read', events: [] }));

  it('reports an outage with its limit, and its end', async () =>
    expect(await read(4)).toEqual({
      end: 'read',
      events: [
        ['spot_unreachable', { error: 'HTTP 503', until: '1970-01-01T00:01:00.000Z' }],
        ['spot_reachable', { seconds: 20 }],
      ],
    }));

  it('ends at the timeout with the last error', async () => {
    const { end } = await read(100);
    expect(end).toMatchObject({ code: 'spot-unavailable', exitCode: 5 });
    expect(String(end)).toContain('Spot could not be read for 1m (--timeout): HTTP 503');
  });

  it('does not wait for an error that does not pass', async () =>
    expect((await read(1, down(false))).events).toEqual([]));
});
