import { expect, it } from '@jest/globals';
import type { HealthQuestion } from '../../kind/question.ts';
import { findingsOf, questionOf } from '../../test-support/questions.ts';
import { parseConfiguration, votersOf } from '../configuration.ts';
import type { ZookeeperMember, ZookeeperSnapshot } from '../snapshot.ts';

export type MemberFields = Partial<ZookeeperMember>;
export const member = (mode: string, peerState: string, fields: MemberFields = {}): ZookeeperMember => ({
  mode,
  modeAfter: mode,
  peerState,
  quorumSize: 3,
  outstandingRequests: 0,
  ...fields,
});
export const follower = (fields?: MemberFields) => member('follower', 'following - broadcast', fields);
export const observer = (fields?: MemberFields) => member('observer', 'observing - broadcast', fields);
export const leader = (syncedFollowers: number, fields: MemberFields = {}) =>
  member('leader', 'leading - broadcast', { syncedFollowers, pendingSyncs: 0, ...fields });
export const alone = member('standalone', '', { peerState: undefined, quorumSize: undefined });
export const down: ZookeeperMember = { problem: 'srvr at port 2181: connect ECONNREFUSED' };
export const needsTls: ZookeeperMember = {
  problem: 'port 2181 expects TLS, but the option tls is not set',
  isLasting: true,
};
export const unasked: ZookeeperMember = { problem: 'srvr is not in 4lw.commands.whitelist', isLasting: true };
export const idle: ZookeeperMember = { problem: 'it responds, but serves no requests', servesNobody: true };
export const forbidden: ZookeeperMember = {
  mode: 'follower',
  modeAfter: 'follower',
  unmonitored: 'mntr is not in 4lw.commands.whitelist',
};
/** ZooKeeper before 3.6 does not report these. */
export const old = { peerState: undefined, quorumSize: undefined };
export const five = { quorumSize: 5 };

/** Adds a configuration and server ids to members: 1, 2, 3 … for a, b, c … by default. */
export function configured(text: string, members: Members, ids: Record<string, number> = {}): Members {
  const configuration = parseConfiguration(text)!;
  const quorumSize = votersOf(configuration).length;
  return Object.fromEntries(
    Object.entries(members).map(([name, each], index) => [
      name,
      each.mode === undefined ? each : { ...each, quorumSize, configuration, serverId: ids[name] ?? index + 1 },
    ]),
  );
}
export const lines = (...ids: number[]) =>
  ids.map((id) => `server.${id}=10.0.0.${id}:2888:3888:participant`).join('\n');
export const three = lines(1, 2, 3);

/** Members by name. The recycled node is a. */
export type Members = Record<string, ZookeeperMember>;
export const snapshotOf = (members: Members, maxOutstandingRequests = 1000): ZookeeperSnapshot => ({
  members: new Map(Object.entries(members)),
  maxOutstandingRequests,
});
export const ask = (members: Members, fields: Partial<HealthQuestion> = {}) =>
  questionOf({ nodes: Object.keys(members), ...fields });

type EnsembleCase = [what: string, members: Members, findings: string[], fields?: Partial<HealthQuestion>];
export const after = { phase: 'after' } as const;
export const complete = { a: follower(), b: follower(), c: leader(2) };
export const createItFinds = (rules: Parameters<typeof findingsOf>[0]) => (id: string, cases: EnsembleCase[]) =>
  it.each(cases.map((each) => ({ name: each[0], each })))(`${id}: $name`, ({ each: [, members, findings, fields] }) =>
    expect(findingsOf(rules, id, snapshotOf(members), ask(members, fields))).toEqual(findings),
  );
