import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InventoryReading } from '@esg-recycler/esg-inventory';
import { type FaultInput, type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { hostsOf, readFrom } from './reader.ts';

const accounts = ['act-1', 'act-2'];
const roaming = { shouldPersistBlockDevices: true };
const scenario = {
  organizations: [{ tokens: ['token'], accounts }],
  groups: [
    { id: 'sig-1', name: 'one', account: 'act-1', instances: 3 },
    { id: 'sig-2', name: 'two', account: 'act-1', persistence: roaming, instances: 2 },
    { id: 'sig-3', name: 'three', account: 'act-2', instances: 1 },
  ],
};
const settings = { want_instance_health: true };

const group = '/aws/ec2/group/{groupId}';
/** Every call of a cold inventory, and what an error must name. */
const positions = [
  { call: 'the list of account 1', route: '/aws/ec2/group', nth: 1, named: 'act-' },
  { call: 'the list of account 2', route: '/aws/ec2/group', nth: 2, named: 'act-' },
  { call: 'the instances of sig-1', route: `${group}/statefulInstance`, path: 'sig-1', named: 'sig-1' },
  { call: 'the instances of sig-2', route: `${group}/statefulInstance`, path: 'sig-2', named: 'sig-2' },
  { call: 'the instances of sig-3', route: `${group}/statefulInstance`, path: 'sig-3', named: 'sig-3' },
  { call: 'the status of sig-2', route: `${group}/status`, path: 'sig-2', named: 'sig-2' },
  { call: 'the health of sig-1', route: `${group}/instanceHealthiness`, path: 'sig-1', named: 'sig-1' },
  { call: 'the health of sig-3', route: `${group}/instanceHealthiness`, path: 'sig-3', named: 'sig-3' },
] as const;
const kinds = ['html', 'reset', 'hang', 'empty', 'cut', 'throttled', 'unauthorized'] as const;

let complete: Awaited<ReturnType<typeof readWith>>;

/** Reads from a Spot with one fault. */
async function readWith(fault?: FaultInput) {
  // Only a hanging call gets a short timeout, because a machine under load is slow with the rest.
  const timeoutMs = fault?.kind === 'hang' ? 400 : 30_000;
  const simulator = await startSimulator({ ...scenario, faults: fault ? [fault] : [] });
  try {
    const reading = await readFrom(simulator, { accounts, timeoutMs, haste: 100, settings });
    return { reading, document: JSON.stringify(reading.inventory), requests: simulator.requests.length };
  } finally {
    await simulator.stop();
  }
}

beforeAll(async () => {
  complete = await readWith();
});

describe('without a fault', () => {
  it('there are as many calls as positions, and the list of the other account', () => {
    expect(complete.requests).toBe(positions.length + 1);
    expect(hostsOf(complete.reading)).toHaveLength(6);
  });
});

describe.each(positions)('a fault at $call', ({ call: _call, named, ...where }) => {
  it.each(kinds)('of the kind %s: the inventory is complete, or an error names the place', async (kind) => {
    const faults = [
      { kind, ...where },
      { kind, ...where, times: 1000 },
    ];
    const [passing, lasting] = await Promise.allSettled(faults.map(readWith));
    const refused = {
      status: 'rejected',
      reason: expect.objectContaining({ exitCode: 5, message: expect.stringContaining(named) }),
    };
    const served = { status: 'fulfilled', value: expect.objectContaining({ document: complete.document }) };
    // A rejected token is permanent, so there is no retry.
    expect(passing).toEqual(kind === 'unauthorized' ? refused : served);
    expect(lasting).toEqual(refused);
  });
});

describe('a rate limit', () => {
  const concurrency = 8;
  it.each(['punishing', 'slidingLog'] as const)(
    'of 5 calls in 2 s (%s) returns 12 complete groups and blocks hardly any call',
    async (mode) => {
      const simulator = await startSimulator({
        groups: Array.from({ length: 12 }, (_, index) => ({ id: `sig-${index}`, instances: 2 })),
        rateLimits: { mode, windowMs: 2000, limit: 5 },
      });
      const reading = await readFrom(simulator);
      await simulator.stop();
      expect(hostsOf(reading)).toHaveLength(24);
      const blocked = simulator.requests.filter(({ status }) => status === 429);
      expect(blocked.length).toBeLessThan(concurrency);
      expect(simulator.requests.length - blocked.length).toBe(13);
    },
  );
});

describe('an answer in another manner', () => {
  let plain: InventoryReading['inventory'];
  const groups = [
    { id: 'sig-1', instances: [{ privateIp: '10.0.0.1' }, { state: 'PAUSED' as const }] },
    { id: 'sig-2', persistence: roaming, instances: [{}, { state: 'PAUSED' as const }] },
    { id: 'sig-3', instances: 0 },
  ];
  const readAs = async (answers: object) => {
    const simulator = await startSimulator({ groups, answers });
    const reading = await readFrom(simulator, { settings: { include_addressless: true } });
    await simulator.stop();
    return reading.inventory;
  };
  beforeAll(async () => {
    plain = await readAs({});
  });

  it.each([{ missing: 'null' }, { omitsEmptyItems: true }, { wrongCount: true }])(
    'such as %j is the same',
    async (answers) => {
      expect(await readAs(answers)).toEqual(plain);
      expect(Object.keys(plain._meta.hostvars)).toHaveLength(4);
    },
  );

  it('without images shows no drift', async () => {
    const { hostvars } = (await readAs({ omits: ['imageId'] }))._meta;
    expect(Object.values(hostvars).map((vars) => vars['spotinst_due'])).toEqual([null, null, null, null]);
  });
});

describe('a large account', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ groups: Array.from({ length: 100 }, () => ({ instances: 100 })) });
  });
  afterAll(() => simulator.stop());

  it('of 10,000 instances in 100 groups is complete, in 101 calls', async () => {
    const reading = await readFrom(simulator);
    expect(hostsOf(reading)).toHaveLength(10_000);
    expect(reading.inventory.all.children).toHaveLength(201);
    expect(simulator.requests).toHaveLength(101);
  });
});
