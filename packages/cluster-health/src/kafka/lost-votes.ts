import { isGap } from '../kind/gap.ts';
import { type HealthQuestion, nodesThatMatter } from '../kind/question.ts';
import { overrideHint } from '../kind/override-hint.ts';
import type { RuleVerdict } from '../kind/rule.ts';
import { identityOf } from './identify.ts';
import { fetchTimeoutMs, isFollowing, lagOf } from './voter-lag.ts';
import type { Identity, KafkaSnapshot, Quorum, Voter } from './snapshot.ts';

/**
 * Controllers that follow the quorum without a vote. A voter is a node id and the id of a log directory (KIP-853): with
 * an empty disk, a controller comes back as a different voter, and nobody has the old vote.
 */
export const lostVotes = (snapshot: KafkaSnapshot, question: HealthQuestion, quorum: Quorum): RuleVerdict[] =>
  nodesThatMatter(question).flatMap((address): RuleVerdict[] => {
    const voter = quorum.voters.find(({ id }) => id === snapshot.voterIds.get(address));
    if (voter && !isReplaced(voter, quorum)) return [];
    const identity = identityOf(snapshot, address);
    // A controller that requests its vote on its own needs time. One that does not report the setting may do so.
    const isLasting = identity?.joinsByItself === false;
    const at = { subject: address, isLasting };
    if (voter) return [{ ...at, ...takenByOldDirectory(address, voter, quorum, identity) }];
    const id = snapshot.ids.get(address);
    if (snapshot.controllers.has(address) ? id !== undefined : identity?.roles.includes('controller')) {
      return [{ ...at, ...withoutVote(`${address} (controller ${id})`, quorum, identity) }];
    }
    return isRoleUnknown(snapshot, address, quorum)
      ? [{ subject: address, ...roleUnknown(snapshot, address), isLasting: true }]
      : [];
  });

/** An observer with the id of this voter follows with another directory, and the voter itself does not. */
export const isReplaced = (voter: Voter, quorum: Quorum): boolean =>
  lagOf(quorum, voter) >= fetchTimeoutMs &&
  quorum.observers.some(
    (observer) => observer.id === voter.id && observer.directory !== voter.directory && isFollowing(quorum, observer),
  );

type Text = Pick<RuleVerdict, 'message' | 'hint'>;

const joinsOnItsOwn = 'Wait: it requests its vote on its own (controller.quorum.auto.join.enable).';

const addIt =
  'kafka-metadata-quorum.sh --bootstrap-server BROKER:PORT --command-config server.properties add-controller';

function takenByOldDirectory(
  address: string,
  { id, directory = 'OLD_ID' }: Voter,
  quorum: Quorum,
  identity?: Identity,
): Text {
  const remove = `kafka-metadata-quorum.sh --bootstrap-server BROKER:PORT remove-controller --controller-id ${id} --controller-directory-id ${directory}`;
  return {
    message: `${address} (controller ${id}) is back with another log directory, for example on an empty disk, and has no vote: the vote belongs to the old directory ${directory}, one of ${quorum.voters.length} voters`,
    hint: identity?.joinsByItself
      ? joinsOnItsOwn
      : `Run ${remove}. Then run, on ${address} with its own server.properties, ${addIt}.`,
  };
}

function withoutVote(who: string, { voters, isDynamic }: Quorum, identity?: Identity): Text {
  const ids = voters.map(({ id }) => id).join(', ');
  const add = isDynamic
    ? `Run on it, with its own server.properties: ${addIt}.`
    : 'Add it to controller.quorum.voters of every node, or make it a broker only (process.roles=broker).';
  return {
    message: `${who} has no vote: the voters are ${ids}`,
    hint: identity?.joinsByItself
      ? joinsOnItsOwn
      : `${add} ${overrideHint('controller-quorum', 'this controller has no vote')}`,
  };
}

/** A broker that does not report whether it is a controller, in a cluster where other brokers are controllers. */
function isRoleUnknown({ views, voterIds }: KafkaSnapshot, address: string, { voters, isDynamic }: Quorum): boolean {
  const view = views.get(address);
  if (!isDynamic || view === undefined || isGap(view) || !isGap(view.identity)) return false;
  const votes = new Set(voters.map(({ id }) => id));
  return [...views.keys()].some((other) => votes.has(voterIds.get(other) ?? -1));
}

function roleUnknown({ views }: KafkaSnapshot, address: string): Text {
  const view = views.get(address);
  const identity = view && !isGap(view) ? view.identity : undefined;
  const why = identity && isGap(identity) ? identity.why : 'it does not report its roles';
  return {
    message: `${address} has no vote, and whether it is a controller that lost its vote cannot be read: ${why}`,
    hint: `Grant the user of the health check DESCRIBE_CONFIGS on the cluster, so that it can read process.roles. ${overrideHint('controller-quorum', `${address} is only a broker`)}`,
  };
}
