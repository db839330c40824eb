import { overrideHint } from '../../kind/override-hint.ts';
import { type EnsembleConfiguration, isWeighted, votersOf } from '../configuration.ts';
import { configurationWithout, countVoters, hasVote, possibleVoters } from '../ensemble.ts';
import { isMajority, isQuorum, sharesOf } from '../quorum.ts';
import { adminGuide, type ZookeeperRule, zooKeeperQuorums } from './rule.ts';

const outage = overrideHint('quorum-remains', 'clients lose ZooKeeper during the recycle');

export const quorumRemains: ZookeeperRule = {
  id: 'Z6',
  code: 'quorum-remains',
  requires:
    'Before the recycle, the voters without the node are a quorum: a majority by number, or by group and weight if there are any.',
  why: 'Without a quorum, clients lose ZooKeeper. One or two servers lose their quorum with any server, and four servers survive the loss of no more servers than three.',
  onFailure: 'Add a server, or choose weights and groups that keep a quorum without any one server.',
  override: 'Override it when clients tolerate that ZooKeeper is down while the node is recycled.',
  source: `${adminGuide}; ${zooKeeperQuorums}`,
  isOverridable: true,
  judge(snapshot, question) {
    if (question.phase === 'after' || !hasVote(snapshot, question)) return [];
    const configuration = configurationWithout(snapshot, question.node);
    if (configuration && isWeighted(configuration)) {
      const lost = possibleVoters(snapshot, configuration, question.node)
        .map((id) => ({ id, remaining: new Set(votersOf(configuration).filter((voter) => voter !== id)) }))
        .find(({ remaining }) => !isQuorum(configuration, remaining));
      if (lost === undefined) return [];
      const message = `Without ${question.node} (server.${lost.id}), ${describeShares(configuration, lost.remaining)}`;
      const hint = `Choose weights and groups that keep a quorum without any one server. ${outage}`;
      return [{ subject: 'cluster', message, hint, isLasting: true, isOutage: true }];
    }
    const voters = configuration ? votersOf(configuration).length : countVoters(snapshot, question);
    const majority = Math.floor(voters / 2) + 1;
    if (voters - 1 < majority) {
      const message = `Without ${question.node}, ${voters - 1} of ${voters} voters remain; a quorum needs ${majority}`;
      const hint = `Add servers so that a quorum remains. ${outage}`;
      return [{ subject: 'cluster', message, hint, isLasting: true, isOutage: true }];
    }
    if (voters % 2 === 1) return [];
    const message = `The ensemble has ${voters} voters: it survives the loss of no more voters than an ensemble of ${voters - 1}`;
    return [{ subject: 'cluster', message, severity: 'warn' }];
  },
};

/** The remaining weight of each group that has any. */
function describeShares(configuration: EnsembleConfiguration, remaining: ReadonlySet<number>): string {
  const shares = sharesOf(configuration, remaining);
  const parts = shares.map(({ group, present, all }) => `${present} of ${all} in group ${group}`).join(', ');
  if (shares.length === 1) return `a weight of ${parts} remains; a quorum needs more than half`;
  const groups = shares.filter(({ present, all }) => isMajority(present, all)).length;
  return (
    `${groups} of ${shares.length} groups keep more than half of their weight (${parts}); ` +
    `a quorum needs ${Math.floor(shares.length / 2) + 1}`
  );
}
