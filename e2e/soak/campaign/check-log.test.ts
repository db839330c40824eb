import { describe, expect, it } from '@jest/globals';
import type { SimulatedRequest, SimulatorEvent } from '@esg-recycler/spot-simulator';
import { busiestWindow, mostAtOnce, type Recorded, whatIsWrong } from './check-log.ts';
import { images, type Layout, type Size } from './layout.ts';
import { slowestChainMs } from './lower-bound.ts';

const size: Size = {
  groups: 3,
  accounts: 1,
  instances: 2,
  atOnce: 2,
  recycleMs: [100, 100],
  lockTtl: '10s',
  pollInterval: '100ms',
};
const layout: Layout = {
  size,
  accounts: ['act-1'],
  waves: ['canary', 'production'],
  groups: [
    { id: 'sig-1', account: 'act-1', wave: 0, instances: ['ssi-1'], recycleMs: 100 },
    { id: 'sig-2', account: 'act-1', wave: 1, instances: ['ssi-2', 'ssi-3'], recycleMs: 100 },
    { id: 'sig-3', account: 'act-1', wave: 1, instances: ['ssi-4'], recycleMs: 100 },
  ],
};

const event = (at: number, group: string, ssi: string, change: Partial<SimulatorEvent>): SimulatorEvent => ({
  at,
  what: 'state',
  group,
  ssi,
  state: 'ACTIVE',
  instanceId: `i-${ssi}`,
  imageId: images.old,
  running: null,
  detail: null,
  ...change,
});

const request = (at: number, method: string, path: string, status = 200): SimulatedRequest => ({
  at,
  method,
  path,
  route: path,
  query: {},
  body: null,
  accountId: 'act-1',
  status,
  performed: status === 200,
});

/** The recycle of one instance, accepted at one time and ACTIVE at another. */
const recycle = (group: string, ssi: string, from: number, to: number, imageId = images.new): SimulatorEvent[] => [
  event(from, group, ssi, { what: 'accepted', detail: 'recycle' }),
  event(from + 1, group, ssi, { state: 'RECYCLING' }),
  event(to, group, ssi, { imageId }),
];

const recorded = (log: readonly SimulatorEvent[], requests: readonly SimulatedRequest[] = []): Recorded => ({
  log: [...log].toSorted((one, other) => one.at - other.at),
  requests,
});

const canary = recycle('sig-1', 'ssi-1', 100, 200);
const [second, third] = [recycle('sig-2', 'ssi-2', 300, 400), recycle('sig-2', 'ssi-3', 450, 550)];
const last = recycle('sig-3', 'ssi-4', 310, 470);

describe('the check of a campaign', () => {
  it('accepts one recycle of each instance, wave by wave', () => {
    const requests = [request(150, 'GET', '/aws/ec2/group/sig-2'), request(290, 'POST', '/aws/ec2/group/sig-2/x')];
    expect(whatIsWrong(layout, recorded([...canary, ...second, ...third, ...last], requests))).toEqual([]);
  });

  it('reports an instance that was recycled twice', () => {
    const again = recycle('sig-2', 'ssi-3', 600, 700);
    expect(whatIsWrong(layout, recorded([...canary, ...second, ...third, ...last, ...again]))).toEqual([
      'ssi-3 of sig-2: 2 recycles were accepted',
    ]);
  });

  it('reports an instance that was not recycled, or onto another image', () => {
    const log = [...canary, ...second, ...recycle('sig-2', 'ssi-3', 450, 550, images.old)];
    expect(whatIsWrong(layout, recorded(log))).toEqual([
      'ssi-3 of sig-2 ended as ACTIVE with ami-old',
      'ssi-4 of sig-3: 0 recycles were accepted',
      'ssi-4 of sig-3 ended as never recycled with ami-old',
    ]);
  });

  it('reports two instances of one cluster that were out at once', () => {
    const early = recycle('sig-2', 'ssi-3', 350, 550);
    expect(whatIsWrong(layout, recorded([...canary, ...second, ...early, ...last]))).toEqual([
      'sig-2: 2 instances were out at once',
    ]);
  });

  it('reports a recycle in a later wave before the end of an earlier one', () => {
    const early = recycle('sig-3', 'ssi-4', 190, 470);
    expect(whatIsWrong(layout, recorded([...canary, ...second, ...third, ...early]))).toEqual([
      'sig-3 of production began 10 ms before the end of sig-1 of canary',
    ]);
  });

  it('reports a request that changes a later wave before the end of an earlier one', () => {
    const requests = [
      request(250, 'POST', '/aws/ec2/group/sig-2/suspension'),
      request(260, 'DELETE', '/aws/ec2/group/sig-1/suspension'),
    ];
    expect(whatIsWrong(layout, recorded([...canary, ...second, ...third, ...last], requests))).toEqual([
      'sig-2 of production began 10 ms before the end of sig-1 of canary',
    ]);
  });

  it('reports too many requests over the rate limit', () => {
    const requests = [200, 429, 429].map((status) => request(150, 'GET', '/aws/ec2/group', status));
    const all = recorded([...canary, ...second, ...third, ...last], requests);
    expect(whatIsWrong(layout, all)).toEqual(['2 of 3 requests were over the rate limit']);
    expect(whatIsWrong(layout, all, 1)).toEqual([]);
  });
});

describe('the schedule of a campaign', () => {
  const all = recorded([...canary, ...second, ...third, ...last]);

  it('has the clusters that were in progress at the same time', () => {
    expect(mostAtOnce(layout, all)).toBe(2);
  });

  it('has the busiest window of one organization and route', () => {
    const paths = [100, 9000, 10_099, 10_101].map((at) => request(at, 'GET', '/aws/ec2/group'));
    expect(busiestWindow(layout, recorded([], [...paths, request(9000, 'GET', '/aws/ec2/group/sig-1')]))).toBe(3);
  });

  it('has the slowest chain of recycles, wave by wave', () => {
    expect(slowestChainMs(layout, all)).toBe(100 + 200);
    expect(slowestChainMs({ ...layout, size: { ...size, atOnce: 1 } }, all)).toBe(100 + 200 + 160);
  });
});
