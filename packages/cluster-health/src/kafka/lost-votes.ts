import { isGap } from '../kind/gap.ts';
import { type HealthQuestion, nodesThatMatter } from '../kind/question.ts';
import type { RuleVerdict } from '../kind/rule.ts';
import { identityOf } from './identify.ts';
import { fetchTimeoutMs, isFollowing, lagOf } from './voter-lag.ts';
import type { Identity, KafkaSnapshot, Quorum, Voter } from './snapshot.ts';

/**
 * Controllers that follow the quorum without a vote of their own. A voter is an id and the ID of a log directory
 * (KIP-853): with an empty disk it comes back as somebody else, and the vote of the old one is nobody's.
 */
export const lostVotes = (snapshot: KafkaSnapshot, question: HealthQuestion, quorum: Quorum): RuleVerdict[] =>
  nodesThatMatter(question).flatMap((address): RuleVerdict[] => {
    const voter = quorum.voters.find(({ id }) => id === snapshot.voterIds.get(address));
    if (voter && !isReplaced(voter, quorum)) return [];
    const identity = identityOf(snapshot, address);
    // Who asks for a vote by itself only needs time for it; and so may whoever does not say.
    const isLasting = identity?.joinsByItself === false;
    const at = { subject: address, isLasting };
    if (voter) return [{ ...at, ...takenByOldDirectory(address, voter, quorum, identity) }];
    const id = snapshot.ids.get(address);
    if (snapshot.controllers.has(address) ? id !== undefined : identity?.roles.includes('controller')) {
      return [{ ...at, ...withoutVote(`${address} (controller ${id})`, quorum, identity) }];
    }
    return isInDoubt(snapshot, address, quorum)
      ? [{ subject: address, ...inDoubt(snapshot, address), isLasting: true }]
      : [];
  });

/** Somebody with the id of this voter follows, with another directory, and the voter itself does not. */
export const isReplaced = (voter: Voter, quorum: Quorum): boolean =>
  lagOf(quorum, voter) >= fetchTimeoutMs &&
  quorum.observers.some(
    (observer) => observer.id === voter.id && observer.directory !== voter.directory && isFollowing(quorum, observer),
  );

type Words = Pick<RuleVerdict, 'message' | 'hint'>;

const bySelf = 'It asks for its vote by itself (controller.quorum.auto.join.enable).';

const addIt =
  'kafka-metadata-quorum.sh --bootstrap-server BROKER:PORT --command-config server.properties add-controller';

function takenByOldDirectory(
  address: string,
  { id, directory = 'OLD_ID' }: Voter,
  quorum: Quorum,
  identity?: Identity,
): Words {
  const remove = `kafka-metadata-quorum.sh --bootstrap-server BROKER:PORT remove-controller --controller-id ${id} --controller-directory-id ${directory}`;
  return {
    message: `${address} (controller ${id}) is back with another log directory, as with an empty disk, and has no vote: that belongs to the old directory ${directory}, one of ${quorum.voters.length} voters`,
    hint: identity?.joinsByItself
      ? bySelf
      : `Run ${remove}, and then, on ${address} with its own server.properties, ${addIt}.`,
  };
}

function withoutVote(who: string, { voters, isDynamic }: Quorum, identity?: Identity): Words {
  const ids = voters.map(({ id }) => id).join(', ');
  const add = isDynamic
    ? `Run on it, with its own server.properties: ${addIt}.`
    : 'Name it in controller.quorum.voters of every node, or make it a broker alone (process.roles=broker).';
  return {
    message: `${who} has no vote: the voters are ${ids}`,
    hint: identity?.joinsByItself ? bySelf : `${add} If it is to have none, override controller-quorum.`,
  };
}

/** A broker that does not say whether it is a controller, where others that are asked as brokers are. */
function isInDoubt({ views, voterIds }: KafkaSnapshot, address: string, { voters, isDynamic }: Quorum): boolean {
  const view = views.get(address);
  if (!isDynamic || view === undefined || isGap(view) || !isGap(view.identity)) return false;
  const votes = new Set(voters.map(({ id }) => id));
  return [...views.keys()].some((other) => votes.has(voterIds.get(other) ?? -1));
}

function inDoubt({ views }: KafkaSnapshot, address: string): Words {
  const view = views.get(address);
  const identity = view && !isGap(view) ? view.identity : undefined;
  const why = identity && isGap(identity) ? identity.why : 'it does not say';
  return {
    message: `${address} has no vote, and whether it is a controller that has lost it cannot be read: ${why}`,
    hint: 'Give the user of the check DESCRIBE_CONFIGS on the cluster, so that it can read process.roles. If it is a broker alone, override controller-quorum.',
  };
}
