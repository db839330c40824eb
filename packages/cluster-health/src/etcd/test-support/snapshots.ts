import { expect, it } from '@jest/globals';
import type { Gap } from '../../kind/gap.ts';
import type { HealthQuestion } from '../../kind/question.ts';
import type { Rule } from '../../kind/rule.ts';
import { findingsOf, questionOf } from '../../test-support/questions.ts';
import { identify } from '../identify.ts';
import type { EtcdMember, EtcdNode, EtcdProgress, EtcdSnapshot, EtcdView } from '../snapshot.ts';

/** IDs are character codes: `a` is 97, hexadecimal `61`. */
export const idOf = (name: string) => String(name.charCodeAt(0));

export const memberOf = (name: string, fields: Partial<EtcdMember> = {}): EtcdMember => ({
  id: idOf(name),
  name,
  isLearner: false,
  hosts: [name],
  peerUrl: `http://${name}:2380`,
  ...fields,
});

export const membersOf = (...names: string[]) => names.map((name) => memberOf(name));

export type ViewFields = Partial<EtcdView>;

/** A healthy member at log entry 5000; c is the leader. */
export const view = (fields: ViewFields = {}): ViewFields => fields;

export const down: Gap = { why: 'the connection was refused (ECONNREFUSED)' };

export const leaderless = view({ leader: undefined, unhealthy: '/health reports false: RAFT NO LEADER' });

/** What a node reports; a gap if it does not respond. */
export type Nodes = Record<string, ViewFields | Gap>;

const isDown = (fields: ViewFields | Gap): fields is Gap => 'why' in fields;

export function snapshotOf(
  nodes: Nodes,
  members: readonly EtcdMember[] = membersOf(...Object.keys(nodes)),
): EtcdSnapshot {
  const all = new Map(
    Object.entries(nodes).map(([name, fields]): [string, EtcdNode] => {
      if (isDown(fields)) return [name, { view: fields, isLeaderless: false }];
      const progress: EtcdProgress = { leader: idOf('c'), term: '2', applied: 5000 };
      const reported = {
        ...progress,
        clusterId: '1',
        id: idOf(name),
        isLearner: false,
        committed: 5000,
        alarms: [],
        unhealthy: undefined,
        members,
        ...fields,
      };
      const { leader, term, applied } = reported;
      return [name, { view: { later: { leader, term, applied }, ...reported }, isLeaderless: leader === undefined }];
    }),
  );
  const isListing = [...all.values()].some((node) => !('why' in node.view) && node.view.leader !== undefined);
  const listed = isListing || all.values().some(({ isLeaderless }) => isLeaderless) ? members : [];
  return { nodes: all, members: listed, ids: identify(all, listed, new Map()) };
}

type Case = [
  what: string,
  nodes: Nodes,
  findings: string[],
  fields?: Partial<HealthQuestion>,
  members?: readonly EtcdMember[],
];

export const after = { phase: 'after' } as const;

export const complete: Nodes = { a: view(), b: view(), c: view() };

export const ask = (nodes: Nodes, fields: Partial<HealthQuestion> = {}) =>
  questionOf({ nodes: Object.keys(nodes), ...fields });

export const createItFinds = (rules: readonly Rule<EtcdSnapshot>[]) => (id: string, cases: Case[]) =>
  it.each(cases.map((each) => ({ name: each[0], each })))(
    `${id}: $name`,
    ({ each: [, nodes, findings, fields, members] }) =>
      expect(findingsOf(rules, id, snapshotOf(nodes, members), ask(nodes, fields))).toEqual(findings),
  );
