import type { Finding } from '@esg-recycler/core';
import type { GroupInspection } from '@esg-recycler/spotinst-stateful';
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { candidateOf } from './fixtures.ts';
import { type Candidate, planRoll } from './plan.ts';
import { findingsOf, unguarded } from './roll-findings.ts';

const finding = (code: string, subject: string): Finding => ({ code, subject, severity: 'warn', message: code });
const candidate = (ssi: string, due: boolean | null): Candidate => candidateOf({ ssi, due });
const inspected = (id: string, findings: Finding[]): GroupInspection['instances'][number] => ({
  stateful: {
    id,
    state: 'ACTIVE',
    instanceId: 'i-1',
    privateIp: null,
    imageId: 'ami-old',
    devices: [],
    launchedAt: null,
    createdAt: null,
  },
  due: true,
  address: null,
  awaitsGate: false,
  findings,
});
const inspection: GroupInspection = {
  esg: 'sig-1',
  name: 'kafka',
  account: 'act-1',
  cluster: 'kafka',
  target: 'ami-new',
  findings: [finding('several-zones', 'sig-1')],
  instances: [
    inspected('ssi-1', [finding('other-not-active', 'ssi-9')]),
    inspected('ssi-2', [finding('other-not-active', 'ssi-9')]),
    inspected('ssi-3', [finding('launch-unknown', 'ssi-3')]),
  ],
};
const codes = (...due: (boolean | null)[]): string[] => {
  const planned = planRoll(due.map((each, index) => candidate(`ssi-${index + 1}`, each)));
  return findingsOf([inspection, inspection], planned).map(({ code }) => code);
};

describe('findingsOf', () => {
  it('names what several have in common once', () =>
    expect(codes(true, true, false)).toEqual(['several-zones', 'other-not-active']));

  it('names what is found about an instance that cannot be judged', () =>
    expect(codes(false, false, null)).toEqual(['several-zones', 'launch-unknown']));

  it('leaves out what concerns no instance of the plan', () =>
    expect(codes(false, false, false)).toEqual(['several-zones']));

  it('says nothing that docs/findings.md does not explain', () => {
    const page = readFileSync(new URL('../../../docs/findings.md', import.meta.url), 'utf8');
    expect(page).toContain(`\n### \`${unguarded('kafka').code}\` · warn\n`);
  });
});
