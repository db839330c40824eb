import { describe, expect, it } from '@jest/globals';
import { groupOf, instanceOf, snapshotOf } from '../fixtures.ts';
import type { RootJournal } from '../records/root-records.ts';
import type { ClusterSnapshot } from './rule.ts';
import { rootInstanceRules, rootRules } from './root.ts';

const persistence = { shouldPersistRootDevice: true };
const nothingElse = { ...persistence, shouldPersistPrivateIp: false, shouldPersistBlockDevices: false };
const journal: RootJournal = {
  kind: 'replace-root',
  group: 'sig-1',
  ssi: 'ssi-1',
  data: {
    target: 'ami-new',
    number: 1,
  },
  openedAt: '2025-05-12T08:00:00.000Z',
};

const codesOf = (fields: Partial<ClusterSnapshot>): string[] => {
  const snapshot = snapshotOf(fields);
  return [
    ...rootRules.filter((rule) => rule.judge(snapshot).length > 0),
    ...rootInstanceRules.filter((rule) => rule.judge(instanceOf(), snapshot).length > 0),
  ].map(({ severity, code }) => `${severity} ${code}`);
};

describe('root volumes', () => {
  it.each<[string, Partial<ClusterSnapshot>, string[]]>([
    ['not persisted', {}, []],
    ['persisted', { group: groupOf({ persistence }) }, ['block root-persisted']],
    ['persisted, with --replace-root', { group: groupOf({ persistence }), replaceRoot: [] }, ['warn root-replaced']],
    [
      'the only persisted volumes, with --replace-root',
      { group: groupOf({ persistence: nothingElse }), replaceRoot: [] },
      ['block root-only', 'warn root-replaced'],
    ],
    ['the only persisted volumes', { group: groupOf({ persistence: nothingElse }) }, ['block root-persisted']],
    ['not persisted, with --replace-root', { hasNoRootToReplace: true }, ['warn root-not-persisted']],
    ['not persisted after an interrupted run', { rootJournal: journal }, ['warn root-given-up']],
  ])('%s', (_, fields, codes) => expect(codesOf(fields)).toEqual(codes));

  it('warn about the data loss with --replace-root', () => {
    const snapshot = snapshotOf({ group: groupOf({ persistence }), replaceRoot: [] });
    const [result] = rootInstanceRules.flatMap((rule) => rule.judge(instanceOf(), snapshot));
    expect(result?.message).toMatch(/loses its root volume.*spot interruption/);
  });
});
