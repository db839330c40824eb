import { type HealthQuestion, nodesThatMatter } from '../../kind/question.ts';
import { overrideHint } from '../../kind/override-hint.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { describeVotes, type EnsembleConfiguration } from '../configuration.ts';
import {
  configurationOf,
  countListed,
  countVoters,
  findUnclaimedVoters,
  isServing,
  isVoter,
  leaderOf,
  nonVotingFollowers,
  serverIdOf,
  serving,
} from '../ensemble.ts';
import type { ZookeeperSnapshot } from '../snapshot.ts';
import { canonicalOperator, type ZookeeperRule } from './rule.ts';

const subject = 'cluster';

export const ensembleSize: ZookeeperRule = {
  id: 'Z4',
  code: 'ensemble-size',
  requires:
    'Every voter of the ensemble is listed, no server is listed twice, and all members have the same configuration.',
  why: 'A member that is not listed is not checked and may be down. Members with different server, group or weight lines disagree on what a quorum is.',
  onFailure:
    'List every member once in `esg_recycle_nodes`. If the configurations differ, give all members the same server, group and weight lines.',
  override:
    'Override it when the listed nodes are meant to be only a part of the ensemble and the rest is known to be healthy. Differences during a reconfiguration cannot be overridden.',
  source: canonicalOperator,
  isOverridable: true,
  judge(snapshot, question) {
    const disagreement = findDisagreement(snapshot, question);
    if (disagreement) return [disagreement];
    const configuration = configurationOf(snapshot);
    return configuration ? judgeByName(snapshot, question, configuration) : judgeByNumber(snapshot, question);
  },
};

/** During a reconfiguration members differ briefly. Different files stay different until somebody changes them. */
function findDisagreement(snapshot: ZookeeperSnapshot, question: HealthQuestion): RuleVerdict | undefined {
  const matter = nodesThatMatter(question).filter((address) => isServing(snapshot, address));
  const configurations = matter.flatMap((address) => {
    const { configuration } = snapshot.members.get(address)!;
    return configuration ? [{ address, votes: describeVotes(configuration), version: configuration.version }] : [];
  });
  const byVotes = [...Map.groupBy(configurations, ({ votes }) => votes)];
  if (byVotes.length > 1) {
    const views = byVotes.map(([votes, have]) => `${have.map(({ address }) => address).join(', ')}: ${votes}`);
    return {
      subject,
      message: `The members disagree on the configuration: ${views.join('; ')}`,
      hint: 'Give all members the same server, group and weight lines.',
      isLasting: new Set(configurations.map(({ version }) => version)).size === 1,
    };
  }
  const sizes = new Set(matter.flatMap((address) => snapshot.members.get(address)!.quorumSize ?? []));
  if (sizes.size <= 1) return undefined;
  const message = `The members disagree on the number of voters: ${[...sizes].join(', ')}`;
  return { subject, message, hint: 'Give all members the same server lines.' };
}

const listAll = `List all members in esg_recycle_nodes. ${overrideHint('ensemble-size', 'the others are not checked')}`;

/** Checks that every voter of the configuration is a listed member. */
function judgeByName(
  snapshot: ZookeeperSnapshot,
  question: HealthQuestion,
  configuration: EnsembleConfiguration,
): RuleVerdict[] {
  const named = serving(snapshot).map(([address]) => ({ address, id: serverIdOf(snapshot, address) }));
  const twice = [...Map.groupBy(named, ({ id }) => id)].filter(([id, same]) => id !== undefined && same.length > 1);
  const unclaimed = findUnclaimedVoters(snapshot, configuration);
  const nameless = question.nodes.filter((address) => serverIdOf(snapshot, address) === undefined).length;
  const places = nameless + countListed(question) - question.nodes.length;
  return [
    ...twice.map(([id, same]): RuleVerdict => {
      const addresses = same.map(({ address }) => address).join(' and ');
      const hint =
        'List every server once, by one address. If they are two servers, give them different values of myid.';
      return { subject, message: `${addresses} are the same server: server.${id}`, hint, isLasting: true };
    }),
    ...(unclaimed.length > places ? [unlisted(snapshot, question, configuration, unclaimed, places)] : []),
    ...nonVotingFollowers(snapshot).map((address): RuleVerdict => {
      const id = serverIdOf(snapshot, address);
      const message = `${address}${id === undefined ? '' : ` (server.${id})`} follows without a vote: the ensemble configuration does not list it as a participant`;
      const hint = 'To give it a vote, add it: zkCli.sh reconfig -add, or a server line on every member.';
      return { subject: address, message, hint, severity: 'warn' };
    }),
  ];
}

function unlisted(
  snapshot: ZookeeperSnapshot,
  question: HealthQuestion,
  configuration: EnsembleConfiguration,
  unclaimed: readonly number[],
  places: number,
): RuleVerdict {
  const voters = countVoters(snapshot, question);
  const names = unclaimed.map((id) => `server.${id} (${configuration.servers.get(id)!.hosts.join(', ')})`).join(', ');
  const which = places === 0 ? `${names} ${unclaimed.length === 1 ? 'is' : 'are'} not` : `not all of ${names} are`;
  const message = `The ensemble has ${voters} voters, of which at most ${voters - unclaimed.length + places} are listed: ${which}`;
  return { subject, message, hint: listAll, isLasting: true };
}

/** Without a readable configuration: compares the number of voters with the number of listed members. */
function judgeByNumber(snapshot: ZookeeperSnapshot, question: HealthQuestion): RuleVerdict[] {
  const voters = countVoters(snapshot, question);
  const observers = serving(snapshot).filter(([, { mode }]) => mode === 'observer').length;
  const withoutVote = leaderOf(snapshot)?.syncedNonVotingFollowers ?? 0;
  const most = countListed(question) - observers;
  const least = nodesThatMatter(question).filter((address) => isVoter(snapshot, address)).length - withoutVote;
  if (voters > most) {
    const message = `The ensemble has ${voters} voters, of which at most ${most} are listed`;
    return [{ subject, message, hint: listAll, isLasting: true }];
  }
  if (voters >= least) return [];
  const message = `The ensemble has ${voters} voters, and ${least} of the listed members report that they vote`;
  return [{ subject, message, hint: 'Check that the server lines of all members list every voter.' }];
}
