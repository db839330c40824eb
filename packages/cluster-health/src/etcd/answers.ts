import { z } from 'zod';
import type { EtcdMember, EtcdProgress, EtcdView } from './snapshot.ts';

// The gateway writes 64-bit numbers as strings and omits fields that are zero, false or empty.
const index = z.string().regex(/^\d+$/).default('0').transform(Number);
const id = z.string().regex(/^\d+$/);

const header = z.looseObject({ cluster_id: id, member_id: id });

/** `memberID:13 alarm:NOSPACE`, or without the member. The whitespace differs between versions. */
function toAlarm(text: string): EtcdView['alarms'] {
  const [, type] = /\balarm:\s*(\w+)/.exec(text) ?? [];
  const [, member] = /\bmemberID:\s*(\d+)/.exec(text) ?? [];
  return type === undefined ? [] : [{ type, member }];
}

export const status = z
  .looseObject({
    header,
    leader: id.optional(),
    raftTerm: id,
    raftIndex: index,
    raftAppliedIndex: index,
    isLearner: z.boolean().default(false),
    errors: z.array(z.string()).default([]),
  })
  .transform((answer): Omit<EtcdView, 'unhealthy' | 'members' | 'later'> => ({
    clusterId: answer.header.cluster_id,
    id: answer.header.member_id,
    isLearner: answer.isLearner,
    leader: answer.leader,
    term: answer.raftTerm,
    committed: answer.raftIndex,
    applied: answer.raftAppliedIndex,
    alarms: answer.errors.flatMap(toAlarm),
  }));

export const toProgress = ({ leader, term, applied }: EtcdProgress): EtcdProgress => ({ leader, term, applied });

const member = z
  .looseObject({
    ID: id,
    name: z.string().default(''),
    peerURLs: z.array(z.string()).default([]),
    clientURLs: z.array(z.string()).default([]),
    isLearner: z.boolean().default(false),
  })
  .transform((answer): EtcdMember => ({
    id: answer.ID,
    name: answer.name,
    isLearner: answer.isLearner,
    hosts: [...new Set([...answer.peerURLs, ...answer.clientURLs].flatMap(hostOf))],
    peerUrl: answer.peerURLs[0] ?? '',
  }));

/** A URL without a host, such as that of a Unix socket, names no node. */
function hostOf(url: string): string[] {
  const { hostname } = URL.parse(url) ?? { hostname: '' };
  return hostname === '' ? [] : [hostname.replace(/^\[(.*)\]$/, '$1')];
}

export const memberList = z.looseObject({ members: z.array(member).min(1) }).transform(({ members }) => members);

/** etcd 3.4 reports no reason. */
export const health = z.looseObject({ health: z.enum(['true', 'false']), reason: z.string().default('') });

export const token = z.looseObject({ token: z.string().min(1) }).transform((answer) => answer.token);
