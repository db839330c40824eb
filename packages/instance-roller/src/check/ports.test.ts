import { describe, expect, it } from '@jest/globals';
import { monotonicClock } from '@esg-recycler/spotinst-stateful';
import { addresses, freePort, listenAt } from '../test-support/test-environment.ts';
import { awaitPorts, portsAt } from './ports.ts';

const [first, second] = addresses;

describe('portsAt', () => {
  it('lists every port of every known address', () =>
    expect(portsAt([first, null, second], [1, 2])).toEqual([
      { address: first, port: 1 },
      { address: first, port: 2 },
      { address: second, port: 1 },
      { address: second, port: 2 },
    ]));
});

describe('awaitPorts', () => {
  it('returns closed ports at once without a timeout', async () => {
    const { port } = await listenAt(first);
    const reported: unknown[] = [];
    const wanted = portsAt([first, second], [port]);
    const closed = await awaitPorts(wanted, 0, monotonicClock, (one) => reported.push(one));
    expect(closed).toEqual([{ address: second, port }]);
    expect(reported).toEqual([]);
  });

  it('waits for a port that opens later, and reports it once', async () => {
    const port = await freePort();
    const reported: unknown[] = [];
    const waiting = awaitPorts(portsAt([first], [port]), 20_000, monotonicClock, (one) => reported.push(one));
    await monotonicClock.sleep(700);
    await listenAt(first, port);
    expect(await waiting).toEqual([]);
    expect(reported).toEqual([{ address: first, port }]);
  });

  it('tries once more after the timeout', async () => {
    const port = await freePort();
    const waiting = awaitPorts(portsAt([first], [port]), 300, monotonicClock);
    await monotonicClock.sleep(100);
    await listenAt(first, port);
    expect(await waiting).toEqual([]);
  });

  it('returns at once without ports', async () => expect(await awaitPorts([], 20_000, monotonicClock)).toEqual([]));
});
