import { describe, expect, it } from '@jest/globals';
import { routeTable, type ScenarioInput, type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { contradictions } from './contradictions.ts';
import { Checker } from './shapes.ts';

interface Exchange {
  method: string;
  route: string;
  status: number;
  answer: unknown;
}

const instances = '/aws/ec2/group/sig-1/statefulInstance';
const logs = '/aws/ec2/group/sig-1/logs?fromDate=0&toDate=9999999999999';

/** Every route, in an order in which each returns something. */
const calls: [method: string, path: string, body?: unknown][] = [
  ['GET', '/aws/ec2/group'],
  ['GET', '/aws/ec2/group/sig-1'],
  ['PUT', '/aws/ec2/group/sig-1', { group: { compute: { launchSpecification: { imageId: 'ami-new' } } } }],
  ['PUT', '/aws/ec2/group/sig-2/capacity', { capacity: { minimum: 0, target: 1, maximum: 1 } }],
  ['GET', instances],
  ['GET', '/aws/ec2/group/sig-2/statefulInstance'],
  ['GET', '/aws/ec2/group/sig-3/statefulInstance'],
  ['GET', '/aws/ec2/group/sig-1/status'],
  ['GET', '/aws/ec2/group/sig-1/instanceHealthiness'],
  ['GET', '/aws/ec2/instance/i-1'],
  ['POST', '/aws/ec2/group/sig-1/suspension', { suspensions: [{ name: 'AUTO_HEALING', ttlInMinutes: 5 }] }],
  ['POST', '/aws/ec2/group/sig-1/suspension', { processes: ['SCHEDULING'] }],
  ['GET', '/aws/ec2/group/sig-1/suspension'],
  ['DELETE', '/aws/ec2/group/sig-1/suspension', { processes: ['SCHEDULING'] }],
  ['GET', '/aws/ec2/group/sig-1/roll'],
  ['GET', '/aws/ec2/group/sig-1/events?fromDate=2020-01-01'],
  ['PUT', `${instances}/ssi-1/recycle`],
  ['PUT', `${instances}/ssi-2/pause`],
  ['PUT', `${instances}/ssi-3/resume`],
  ['PUT', `${instances}/ssi-4/deallocate`],
];

const groups: ScenarioInput['groups'] = [
  {
    id: 'sig-1',
    rolls: [{ status: 'finished' }],
    group: {
      compute: { launchSpecification: { tags: [{ tagKey: 'Env', tagValue: 'prod' }] } },
      scheduling: { tasks: [{ isEnabled: true, taskType: 'statefulRecycle', cronExpression: '0 1 * * 0' }] },
    },
    instances: [
      { id: 'ssi-1', instanceId: 'i-1' },
      { id: 'ssi-2' },
      { id: 'ssi-3', state: 'PAUSED' },
      { id: 'ssi-4', state: 'ERROR', recycling: { outcome: 'active' } },
    ],
  },
  { id: 'sig-2', persistence: { shouldPersistBlockDevices: true }, instances: 1 },
  { id: 'sig-3', persistence: null },
  { id: 'sig-4', persistence: {} },
];

async function exchange(simulator: Simulator, [method, path, body]: (typeof calls)[number]): Promise<Exchange> {
  const url = new URL(path, simulator.url);
  url.searchParams.set('accountId', simulator.accountId);
  const response = await fetch(url, {
    method,
    headers: { Authorization: `Bearer ${simulator.token}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  return { method, route: simulator.requests.at(-1)?.route ?? path, status: response.status, answer };
}

const endStates = new Set<unknown>(['ACTIVE', 'PAUSED', 'DEALLOCATED', 'ERROR', 'VANISHED']);

/** Makes every call, then reads the instances at every change, until all four actions have ended. */
async function exchangesIn(scenario: ScenarioInput): Promise<Exchange[]> {
  const recycling = { lagMs: 1, requestedMs: 1, durationMs: 12, ...scenario.recycling };
  const simulator = await startSimulator({ groups, ...scenario, recycling });
  const isSettled = (): boolean => {
    const ended = simulator.log.filter(({ what, state }) => what === 'state' && endStates.has(state));
    return new Set(ended.map(({ ssi }) => ssi)).size === 4;
  };
  const exchanges: Exchange[] = [];
  try {
    for (const call of calls) exchanges.push(await exchange(simulator, call));
    for (let seen = 0; !isSettled(); seen = simulator.log.length) {
      await simulator.waitFor(() => simulator.log.length > seen);
      exchanges.push(await exchange(simulator, ['GET', instances]));
    }
    exchanges.push(await exchange(simulator, ['GET', instances]), await exchange(simulator, ['GET', logs]));
    return exchanges;
  } finally {
    await simulator.stop();
  }
}

const official = new Checker();

const problemsOf = (exchanges: Exchange[], checker = official): string[] => [
  ...new Set(exchanges.flatMap(({ method, route, answer }) => checker.answer(method, route, answer))),
];

const toggles: ScenarioInput[] = [
  {},
  { answers: { missing: 'null' } },
  { answers: { missing: 'null', omits: ['imageId', 'snapshotId'] } },
  { answers: { timestamps: '+0000' } },
  { answers: { omitsEmptyItems: true } },
  { answers: { wrongCount: true } },
  { answers: { listsDeallocated: false } },
  { recycling: { visible: false } },
  { recycling: { exposesPausing: true } },
  { recycling: { instanceIdMeanwhile: 'empty' } },
  { recycling: { instanceIdMeanwhile: 'new' } },
  { recycling: { imageAfter: 'ami-other', changesVolumes: true, changesAddress: true } },
  { recycling: { outcome: 'error' } },
  { recycling: { outcome: 'paused' } },
  { recycling: { outcome: 'vanished' } },
  { recycling: { outcome: 'deallocated' } },
];

describe("the simulator's responses", () => {
  it.each(toggles.map((toggle) => [JSON.stringify(toggle), toggle] as const))(
    'match the specification with %s',
    async (_, toggle) => {
      const exchanges = await exchangesIn(toggle);
      expect(exchanges.filter(({ status }) => status !== 200)).toEqual([]);
      expect(problemsOf(exchanges)).toEqual([]);
    },
  );

  it('are checked for every route', async () => {
    const checked = new Set((await exchangesIn({})).map(({ method, route }) => `${method} ${route}`));
    const routes = Object.values(routeTable).map(({ method, template }) => `${method} ${template}`);
    expect([...checked].toSorted()).toEqual(routes.toSorted());
  });
});

describe('the check', () => {
  it('reports a wrong type, an unknown value and an unknown key', () => {
    const answer = { response: { items: [{ id: 1, state: 'LOST', imageID: 'ami-1' }] } };
    expect(official.answer('GET', '/aws/ec2/group/{groupId}/statefulInstance', answer)).toEqual([
      expect.stringContaining('/response/items/0/id must be string'),
      expect.stringContaining('/response/items/0/state must be equal to one of the allowed values'),
      expect.stringContaining('imageID is not in the specification'),
    ]);
  });

  it('needs each of its declared contradictions that is about answers', async () => {
    const exchanges = [
      ...(await exchangesIn({})),
      ...(await exchangesIn({ answers: { missing: 'null', omits: ['imageId', 'snapshotId'] } })),
    ];
    const needless = contradictions.filter(
      (each) => problemsOf(exchanges, new Checker(contradictions.filter((other) => other !== each))).length === 0,
    );
    expect(needless.map(({ where }) => where)).toEqual(['body.group', 'body']);
  });
});
