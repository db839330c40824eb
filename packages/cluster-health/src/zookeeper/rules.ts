import { nodesThatMatter, type Question } from '../question.ts';
import type { Rule, Verdict } from '../rule.ts';
import {
  countListed,
  countVoters,
  hasVote,
  isAlone,
  isQuorumGoneWith,
  isServing,
  isVoter,
  leaderOf,
  serving,
} from './ensemble.ts';
import type { Member, Snapshot } from './snapshot.ts';

type ZooKeeperRule = Rule<Snapshot>;

const canonicalOperator = 'https://github.com/canonical/zookeeper-operator/blob/main/src/managers/quorum.py';
const adminGuide = 'https://zookeeper.apache.org/doc/current/zookeeperAdmin.html';

const isInBroadcast = ({ peerState }: Member) => peerState?.includes('broadcast') ?? true;

const whitelist = 'Let 4lw.commands.whitelist have srvr and mntr on every server, or run the AdminServer.';

function judgeMember({ members, ...snapshot }: Snapshot, address: string): Verdict[] {
  const member = members.get(address) ?? { problem: 'it was not asked' };
  const { problem, mode, unmonitored } = member;
  if (!isServing({ members, ...snapshot }, address)) {
    const hint = problem?.includes('whitelist') ? whitelist : 'Bring it back into the ensemble.';
    const message = `${address} does not serve: ${problem ?? `it says that it is ${mode}`}`;
    return [{ subject: address, message, hint }];
  }
  if (unmonitored === undefined) return [];
  const message = `${address} is ${mode}, and does not tell how it is: ${unmonitored}`;
  return [{ subject: address, message, hint: whitelist, isLasting: true }];
}

/** What is about to leave may be allowed to tell once it is back, and need not tell before. */
const judgeLeaving = (snapshot: Snapshot, { phase, node }: Question): Verdict[] =>
  phase === 'before' && isServing(snapshot, node)
    ? judgeMember(snapshot, node).map((verdict) => ({ ...verdict, severity: 'warn', isLasting: false }))
    : [];

const membersServe: ZooKeeperRule = {
  id: 'Z1',
  code: 'members-serve',
  holds: 'Every member answers, and is leader, follower or observer.',
  source: canonicalOperator,
  judge(snapshot, question) {
    if (isQuorumGoneWith(snapshot, question)) return [];
    const others = nodesThatMatter(question).flatMap((address) => judgeMember(snapshot, address));
    return [...others, ...judgeLeaving(snapshot, question)];
  },
};

const inBroadcast: ZooKeeperRule = {
  id: 'Z2',
  code: 'in-broadcast',
  holds: 'Every member is past election, discovery and synchronization: in broadcast.',
  source: canonicalOperator,
  judge: (snapshot, question) =>
    nodesThatMatter(question).flatMap((address) => {
      const member = snapshot.members.get(address);
      if (member === undefined || isInBroadcast(member)) return [];
      return [{ subject: address, message: `${address} is not in broadcast yet: ${member.peerState}` }];
    }),
};

const followersSynced: ZooKeeperRule = {
  id: 'Z3',
  code: 'followers-synced',
  holds: 'The leader has every other voter in step with it, and no sync pending.',
  source: `${canonicalOperator}; ${adminGuide} (mntr)`,
  judge(snapshot, question) {
    const leader = leaderOf(snapshot);
    if (!leader) return [];
    const { syncedFollowers, syncedNonVotingFollowers = 0, pendingSyncs } = leader;
    const told = { subject: 'cluster', hint: 'Look into the logs of the followers: one may still be catching up.' };
    if (syncedFollowers === undefined || pendingSyncs === undefined) {
      const hint = 'Let mntr answer on every member: 4lw.commands.whitelist, or the AdminServer.';
      return [{ ...told, message: 'The leader does not tell how many followers are in step', hint }];
    }
    const node = snapshot.members.get(question.node);
    const takesPart = node !== undefined && isServing(snapshot, question.node) && isVoter(node) && isInBroadcast(node);
    const isMissed = question.phase === 'after' || takesPart || !hasVote(snapshot, question);
    const needed = countVoters(snapshot, question) - (isMissed ? 1 : 2);
    const synced = syncedFollowers - syncedNonVotingFollowers;
    return [
      ...(synced < needed
        ? [{ ...told, message: `${synced} of ${needed} followers are in step with the leader` }]
        : []),
      ...(pendingSyncs > 0 ? [{ ...told, message: `The leader has ${pendingSyncs} syncs pending` }] : []),
    ];
  },
};

const ensembleSize: ZooKeeperRule = {
  id: 'Z4',
  code: 'ensemble-size',
  holds: 'The members that are listed are the voters of the ensemble, and all members have the same configuration.',
  source: `${canonicalOperator} (as many members as servers)`,
  isOverridable: true,
  judge(snapshot, question) {
    const matter = nodesThatMatter(question).filter((address) => isServing(snapshot, address));
    const sizes = new Set(matter.flatMap((address) => snapshot.members.get(address)?.quorumSize ?? []));
    if (sizes.size > 1) {
      const message = `The members do not agree on the number of voters: ${[...sizes].join(', ')}`;
      return [{ subject: 'cluster', message, hint: 'Give all of them the same server lines.' }];
    }
    const voters = countVoters(snapshot, question);
    const observers = serving(snapshot).filter(([, { mode }]) => mode === 'observer').length;
    const most = countListed(question) - observers;
    const least = matter.filter((address) => isVoter(snapshot.members.get(address)!)).length;
    if (voters > most) {
      const message = `The ensemble has ${voters} voters, of which at most ${most} are listed`;
      const hint = 'List all members in nodes: one that is not listed is not asked.';
      return [{ subject: 'cluster', message, hint, isLasting: true }];
    }
    if (voters >= least) return [];
    const message = `The ensemble has ${voters} voters, and ${least} of the members listed say that they vote`;
    return [{ subject: 'cluster', message, hint: 'Is one of them missing in the server lines of the others?' }];
  },
};

/** Whoever leads unseen may lead for ever, and no override speaks for a leader that nobody asks. */
const unlistedLeader =
  'The gate opens only while a listed server leads: where one that is not listed does, list it in nodes.';

const oneLeader: ZooKeeperRule = {
  id: 'Z5',
  code: 'one-leader',
  holds: 'Exactly one member leads, and it is the same one when all are asked again.',
  source: `${canonicalOperator} (get_leader); asking again is a rule of this project`,
  judge(snapshot, question) {
    if (isAlone(snapshot) || isQuorumGoneWith(snapshot, question)) return [];
    const whoSays = (field: 'mode' | 'modeAfter') =>
      serving(snapshot)
        .filter(([, member]) => member[field] === 'leader')
        .map(([address]) => address);
    const [before, after] = [whoSays('mode'), whoSays('modeAfter')];
    const say = (message: string, hint?: string) => [{ subject: 'cluster', message, hint }];
    if (before.length === 0) {
      const silent = [...snapshot.members].filter(([address]) => !isServing(snapshot, address));
      const unasked = silent.length > 0 ? `; not known of ${silent.map(([address]) => address).join(', ')}` : '';
      return say(`No member says that it leads the ensemble${unasked}`, unlistedLeader);
    }
    if (before.length > 1) return say(`More than one member says that it leads: ${before.join(', ')}`);
    if (before.join() !== after.join()) {
      return say(`Leadership moved while it was read: from ${before[0]} to ${after.join(', ') || 'nobody'}`);
    }
    return [];
  },
};

const quorumRemains: ZooKeeperRule = {
  id: 'Z6',
  code: 'quorum-remains',
  holds: 'Without the node, the voters that remain are more than half of all.',
  source: `${adminGuide} (sc_zkMulitServerSetup)`,
  isOverridable: true,
  judge(snapshot, question) {
    if (question.phase === 'after' || !hasVote(snapshot, question)) return [];
    const voters = countVoters(snapshot, question);
    const majority = Math.floor(voters / 2) + 1;
    if (voters - 1 < majority) {
      const message = `Without ${question.node}, ${voters - 1} of ${voters} voters remain; a quorum needs ${majority}`;
      const hint =
        "Clients lose ZooKeeper while it is recycled. A third server prevents that; or accept it: --override 'quorum-remains=why'.";
      return [{ subject: 'cluster', message, hint, isLasting: true, isOutage: true }];
    }
    if (voters % 2 === 1) return [];
    const message = `The ensemble has ${voters} voters: it survives the loss of no more of them than ${voters - 1} would`;
    return [{ subject: 'cluster', message, severity: 'warn' }];
  },
};

const requestsDrain: ZooKeeperRule = {
  id: 'Z7',
  code: 'requests-drain',
  holds: 'No more requests wait in the ensemble than it takes before it holds clients back.',
  source: `${adminGuide} (globalOutstandingLimit)`,
  judge(snapshot, question) {
    const limit = snapshot.maxOutstandingRequests;
    const matter = nodesThatMatter(question).filter((address) => isServing(snapshot, address));
    const counts = matter.map((address) => snapshot.members.get(address)?.outstandingRequests);
    if (counts.includes(undefined)) {
      return [{ subject: 'cluster', message: 'A member does not tell how many requests wait' }];
    }
    const waiting = counts.reduce<number>((sum, count) => sum + count!, 0);
    if (waiting <= limit) return [];
    const message = `${waiting} requests wait in the ensemble, more than ${limit}`;
    return [{ subject: 'cluster', message, hint: 'Wait for less load, or raise max_outstanding_requests.' }];
  },
};

export const rules: readonly ZooKeeperRule[] = [
  membersServe,
  inBroadcast,
  followersSynced,
  ensembleSize,
  oneLeader,
  quorumRemains,
  requestsDrain,
];
