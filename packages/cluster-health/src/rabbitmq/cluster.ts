import { isGap } from '../kind/gap.ts';
import { type HealthQuestion, nodesThatMatter } from '../kind/question.ts';
import { type Contents, type RabbitmqView, type Queue, type RabbitmqSnapshot, viewOf } from './snapshot.ts';

/** The views of the nodes that must be healthy and that respond. */
export const viewsThatMatter = (snapshot: RabbitmqSnapshot, question: HealthQuestion): [string, RabbitmqView][] =>
  nodesThatMatter(question).flatMap((address): [string, RabbitmqView][] => {
    const view = viewOf(snapshot, address);
    return view === undefined ? [] : [[address, view]];
  });

/** The names of all members, as seen by the other nodes, or by the node itself if no other responds. */
export function memberNames(snapshot: RabbitmqSnapshot, question: HealthQuestion): string[] {
  const matter = viewsThatMatter(snapshot, question).map(([, view]) => view);
  const own = viewOf(snapshot, question.node);
  const views = matter.length > 0 || own === undefined ? matter : [own];
  return [...new Set(views.flatMap(({ members }) => members.map(({ name }) => name)))];
}

/** The members that match no listed node. */
export function unidentified(snapshot: RabbitmqSnapshot, question: HealthQuestion): string[] {
  const known = new Set(question.nodes.map((address) => viewOf(snapshot, address)?.name));
  return memberNames(snapshot, question).filter((name) => !known.has(name));
}

/**
 * The possible names of the node: the name it reports or, if it does not respond, every member that matches no other node.
 * RabbitMQ identifies members by name, and its API does not report their addresses.
 */
export function namesOfNode(snapshot: RabbitmqSnapshot, question: HealthQuestion): string[] {
  const view = viewOf(snapshot, question.node);
  return view === undefined ? unidentified(snapshot, question) : [view.name];
}

/** The listed addresses that do not respond. */
export const unresponsiveNodes = (snapshot: RabbitmqSnapshot, { nodes }: HealthQuestion): string[] =>
  nodes.filter((address) => viewOf(snapshot, address) === undefined);

/**
 * The names that do not count before the recycle, because they belong to the node that leaves. If more members are
 * unmatched than addresses are unresponsive, some members are unlisted and the node cannot be identified: then none is
 * excluded.
 */
export function excludedNames(snapshot: RabbitmqSnapshot, question: HealthQuestion): string[] {
  if (question.phase === 'after') return [];
  const isAmbiguous =
    viewOf(snapshot, question.node) === undefined &&
    unidentified(snapshot, question).length > unresponsiveNodes(snapshot, question).length;
  return isAmbiguous ? [] : namesOfNode(snapshot, question);
}

/** Whether any other node, or the node itself if no other responds, sees a member running. */
export function isRunning(snapshot: RabbitmqSnapshot, question: HealthQuestion, name: string): boolean {
  const own = viewOf(snapshot, question.node);
  const views = viewsThatMatter(snapshot, question).map(([, view]) => view);
  return [...views, ...(views.length === 0 && own ? [own] : [])].some(({ members }) =>
    members.some((member) => member.name === name && member.isRunning),
  );
}

/** The contents of the cluster, from another node than the one being checked if possible. */
export function contentsFor({ contents }: RabbitmqSnapshot, { node }: HealthQuestion): Contents | undefined {
  if (isGap(contents)) return undefined;
  return contents.find(({ askedOf }) => askedOf !== node) ?? contents[0];
}

/** All queues that could be read. */
export const queuesIn = (contents: Contents): Queue[] =>
  contents.vhosts.flatMap(({ queues }) => (isGap(queues) ? [] : queues));

export const majorityOf = (count: number): number => Math.floor(count / 2) + 1;
