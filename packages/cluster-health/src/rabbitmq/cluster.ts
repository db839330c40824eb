import { isGap } from '../kind/gap.ts';
import { type HealthQuestion, nodesThatMatter } from '../kind/question.ts';
import { type Contents, type RabbitmqView, type Queue, type RabbitmqSnapshot, viewOf } from './snapshot.ts';

/** What the nodes say that must be well, as far as they answer. */
export const viewsThatMatter = (snapshot: RabbitmqSnapshot, question: HealthQuestion): [string, RabbitmqView][] =>
  nodesThatMatter(question).flatMap((address): [string, RabbitmqView][] => {
    const view = viewOf(snapshot, address);
    return view === undefined ? [] : [[address, view]];
  });

/** The names of all members, as any node that matters sees them; what the node itself sees where no other answers. */
export function memberNames(snapshot: RabbitmqSnapshot, question: HealthQuestion): string[] {
  const matter = viewsThatMatter(snapshot, question).map(([, view]) => view);
  const own = viewOf(snapshot, question.node);
  const views = matter.length > 0 || own === undefined ? matter : [own];
  return [...new Set(views.flatMap(({ members }) => members.map(({ name }) => name)))];
}

/** The members that no listed node says it is. */
export function unidentified(snapshot: RabbitmqSnapshot, question: HealthQuestion): string[] {
  const known = new Set(question.nodes.map((address) => viewOf(snapshot, address)?.name));
  return memberNames(snapshot, question).filter((name) => !known.has(name));
}

/**
 * The names that the node in question has: what it says or, while it is silent, every member that no other node says it
 * is. RabbitMQ knows its members by name, and no answer tells which address a name has.
 */
export function namesOfNode(snapshot: RabbitmqSnapshot, question: HealthQuestion): string[] {
  const view = viewOf(snapshot, question.node);
  return view === undefined ? unidentified(snapshot, question) : [view.name];
}

/** The listed addresses that say nothing. */
export const silentNodes = (snapshot: RabbitmqSnapshot, { nodes }: HealthQuestion): string[] =>
  nodes.filter((address) => viewOf(snapshot, address) === undefined);

/**
 * The names that the node alone excuses before it leaves. A silent node has one name only: where more members are left
 * over than addresses are silent, some are not listed, and which of them the node is cannot be told.
 */
export function excusedNames(snapshot: RabbitmqSnapshot, question: HealthQuestion): string[] {
  if (question.phase === 'after') return [];
  const isUnclear =
    viewOf(snapshot, question.node) === undefined &&
    unidentified(snapshot, question).length > silentNodes(snapshot, question).length;
  return isUnclear ? [] : namesOfNode(snapshot, question);
}

/** Whether any node that matters, or the node itself where none does, sees a member run. */
export function isRunning(snapshot: RabbitmqSnapshot, question: HealthQuestion, name: string): boolean {
  const own = viewOf(snapshot, question.node);
  const views = viewsThatMatter(snapshot, question).map(([, view]) => view);
  return [...views, ...(views.length === 0 && own ? [own] : [])].some(({ members }) =>
    members.some((member) => member.name === name && member.isRunning),
  );
}

/** What the cluster holds, as another node tells it than the one in question, if any other can. */
export function contentsFor({ contents }: RabbitmqSnapshot, { node }: HealthQuestion): Contents | undefined {
  if (isGap(contents)) return undefined;
  return contents.find(({ askedOf }) => askedOf !== node) ?? contents[0];
}

/** All queues that could be read. */
export const queuesIn = (contents: Contents): Queue[] =>
  contents.vhosts.flatMap(({ queues }) => (isGap(queues) ? [] : queues));

export const majorityOf = (count: number): number => Math.floor(count / 2) + 1;
