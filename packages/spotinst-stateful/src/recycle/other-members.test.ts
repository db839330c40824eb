import type { SpotClient, StatefulInstance } from '@esg-recycler/spotinst-client';
import { EsgError, ExitCode } from '@esg-recycler/core';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type OtherMembers, watchOtherMembers } from './other-members.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { groupOf, instanceOf } from '../fixtures.ts';

const third = (state: string) => instanceOf({ id: 'ssi-3', state, instanceId: 'i-3' });
const elsewhere = (state: string) => instanceOf({ id: 'ssi-9', state, instanceId: 'i-9' });

let reported: string[];
let others: StatefulInstance[] | EsgError;
let otherMembers: OtherMembers;

beforeEach(() => {
  reported = [];
  others = [elsewhere('ACTIVE')];
  const client = {
    listStatefulInstances: async () => {
      if (others instanceof EsgError) throw others;
      return others;
    },
    listLogs: async (_: string, { resourceId }: { resourceId?: string }) => [
      { createdAt: '2025-05-12T08:00:00.000Z', severity: 'WARN', message: `${resourceId} was interrupted` },
    ],
  } as Partial<SpotClient> as SpotClient;
  const own = { client, group: groupOf() };
  const cluster: Cluster = { name: 'zk', own, members: [own, { client, group: groupOf({ id: 'sig-2' }) }] };
  const context = {
    emit: (event: string, { ssi }: { ssi?: string }) => reported.push(`${event} ${ssi}`),
    report: () => {},
  };
  otherMembers = watchOtherMembers(context, cluster, 'ssi-1');
});

const evaluateWith = async (...instances: StatefulInstance[]) => {
  for (const instance of instances) await otherMembers.evaluate([instanceOf({ state: 'RECYCLING' }), instance]);
};

describe('watchOtherMembers', () => {
  it("reports an instance that leaves ACTIVE once, with Spot's log lines", async () => {
    await evaluateWith(third('ACTIVE'), third('RECYCLING'), third('RECYCLING'), third('ACTIVE'));
    expect(reported).toEqual(['recycle_state ssi-3']);
    expect(await otherMembers.findings()).toMatchObject([
      {
        code: 'other-not-active',
        severity: 'warn',
        subject: 'ssi-3',
        message: expect.stringContaining('is RECYCLING'),
      },
      { code: 'spot-log', subject: 'ssi-3' },
      { code: 'spot-log', message: expect.stringContaining('i-3 was interrupted') },
    ]);
  });

  it('ignores the recycled instance and those that were down before', async () => {
    await evaluateWith(third('PAUSED'), third('PAUSED'));
    expect([reported, await otherMembers.findings()]).toEqual([[], []]);
  });

  it('checks the other groups of the cluster at every sixth read', async () => {
    const checks = Array.from({ length: 6 }, () => third('ACTIVE'));
    await evaluateWith(...checks);
    others = [elsewhere('ERROR')];
    expect(reported).toEqual([]);
    await evaluateWith(third('ACTIVE'));
    expect(reported).toEqual(['recycle_state ssi-9']);
  });

  it('continues when another group cannot be read', async () => {
    others = new EsgError('no network', { code: 'spot-unreachable', exitCode: ExitCode.unreachable });
    await evaluateWith(third('ACTIVE'), third('ERROR'));
    expect(reported).toEqual(['recycle_state ssi-3']);
  });
});
