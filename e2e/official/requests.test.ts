import { describe, expect, it } from '@jest/globals';
import { type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { createSpotClient } from '@esg-recycler/spotinst-client';
import { contradictions } from './contradictions.ts';
import { Checker } from './shapes.ts';

const groups = [{ id: 'sig-1', instances: [{ id: 'ssi-1' }, { id: 'ssi-2', state: 'PAUSED' as const }] }];

/** Makes every call of the client, and returns the requests that arrived. */
async function everyRequest(): Promise<Simulator['requests']> {
  const simulator = await startSimulator({ groups });
  const { url: apiUrl, token, accountId } = simulator;
  const client = createSpotClient({ apiUrl, token, accountId });
  const fromDate = new Date(Date.now() - 60_000);
  try {
    await client.listGroups();
    await client.getGroup('sig-1');
    await client.updateGroup('sig-1', { strategy: { persistence: { shouldPersistRootDevice: false } } });
    await client.listStatefulInstances('sig-1');
    await client.recycleStatefulInstance('sig-1', 'ssi-1');
    await client.resumeStatefulInstance('sig-1', 'ssi-2');
    await client.getGroupStatus('sig-1');
    await client.getInstanceHealthiness('sig-1');
    await client.suspendProcesses('sig-1', [{ name: 'SCHEDULING', ttlInMinutes: 30 }]);
    await client.listSuspensions('sig-1');
    await client.resumeProcesses('sig-1', ['SCHEDULING']);
    await client.listRolls('sig-1');
    await client.listEvents('sig-1', { fromDate });
    await client.listLogs('sig-1', { fromDate, toDate: new Date(), resourceId: 'i-1', severity: 'ERROR', limit: 10 });
    return simulator.requests;
  } finally {
    await simulator.stop();
  }
}

const problemsOf = (requests: Simulator['requests'], checker = new Checker()): string[] =>
  requests.flatMap(({ method, route, path, query, body }) =>
    checker.call({ method, route: route ?? path, query, body }),
  );

describe("the client's requests", () => {
  it('are as specified', async () => {
    const requests = await everyRequest();
    expect(requests.map(({ status }) => status)).toEqual(Array(14).fill(200));
    expect(problemsOf(requests)).toEqual([]);
  });

  it('need each of the declared contradictions about bodies', async () => {
    const requests = await everyRequest();
    const needed = contradictions.filter(
      (each) => problemsOf(requests, new Checker(contradictions.filter((other) => other !== each))).length > 0,
    );
    expect(needed.map(({ where }) => where)).toEqual(['.strategy.persistence', 'body.group', 'body']);
  });
});

describe('the check', () => {
  const recycle = '/aws/ec2/group/{groupId}/statefulInstance/{statefulInstanceId}/recycle';

  it('notices what is missing, unknown or of a wrong type', () => {
    const checker = new Checker();
    expect(checker.call({ method: 'PUT', route: recycle, query: { force: 'true' }, body: {} })).toEqual([
      expect.stringContaining("must have required property 'accountId'"),
      expect.stringContaining('query has force'),
      expect.stringContaining('a body is not in the specification'),
    ]);
    const body = { group: { capacity: { target: 'many' }, image: 'ami-1' } };
    const query = { accountId: 'act-1', autoApplyTags: 'perhaps' };
    expect(checker.call({ method: 'PUT', route: '/aws/ec2/group/{groupId}', query, body })).toEqual([
      expect.stringContaining('/autoApplyTags must be boolean'),
      expect.stringContaining('/group/capacity/target must be integer'),
      expect.stringContaining('body has group.image'),
    ]);
  });
});
