import { describe, expect, it } from '@jest/globals';
import { groupOf, instanceOf, snapshotOf } from '../fixtures.ts';
import { judgeGroup } from './findings.ts';

const withTags = (id: string, ...tags: [tagKey: string, tagValue: string | null][]) => {
  const group = groupOf();
  const { launchSpecification } = group.compute ?? {};
  const compute = {
    launchSpecification: { ...launchSpecification, tags: tags.map(([tagKey, tagValue]) => ({ tagKey, tagValue })) },
  };
  return { ...group, id, compute };
};
const judged = (...groups: ReturnType<typeof withTags>[]) =>
  judgeGroup(
    snapshotOf({
      group: groups[0]!,
      members: groups.map((group) => ({ group, instances: [instanceOf({ id: `ssi-${group.id}` })], rolls: [] })),
    }),
  ).filter(({ code }) => code === 'frozen');

describe('frozen', () => {
  it('blocks a group with the tag, and shows the reason', () =>
    expect(judged(withTags('sig-1', ['esg-recycler/freeze', 'Black Friday, ask alice']))).toMatchObject([
      { severity: 'block', subject: 'sig-1', message: expect.stringContaining('freeze: Black Friday, ask alice.') },
    ]));

  it('blocks a group when another group of its cluster has the tag', () =>
    expect(judged(withTags('sig-1'), withTags('sig-2', ['esg-recycler/freeze', '']))).toMatchObject([
      { subject: 'sig-2', message: expect.stringContaining('has the tag esg-recycler/freeze. While') },
    ]));

  it.each(['false', 'no', '0', null])('blocks whatever the value is: %j', (value) =>
    expect(judged(withTags('sig-1', ['esg-recycler/freeze', value]))).toHaveLength(1),
  );

  it('passes without the tag', () =>
    expect(judged(withTags('sig-1', ['freeze', 'true'], ['ESG-RECYCLER/FREEZE', 'true']))).toEqual([]));
});
