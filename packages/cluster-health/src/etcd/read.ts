import { type Gap, isGap } from '../kind/gap.ts';
import type { ReadingTask } from '../kind/kind.ts';
import { gapOf, NodeError } from '../net/node-error.ts';
import { resolveHosts } from '../net/resolve-hosts.ts';
import * as answers from './answers.ts';
import { type AskEtcd, createAskEtcd } from './client.ts';
import { identify } from './identify.ts';
import type { EtcdOptions } from './options.ts';
import type { EtcdMember, EtcdNode, EtcdProgress, EtcdSnapshot } from './snapshot.ts';

/** Alarms are excluded because they have rules of their own. */
const healthPath = '/health?exclude=NOSPACE&exclude=CORRUPT';

const noLeader = 'RAFT NO LEADER';

function toGap(error: unknown): Gap {
  if (error instanceof NodeError) return gapOf(error);
  throw error;
}

/**
 * Reads every member, then reads the progress of each member again. The second reading shows whether the members have
 * applied what the leader had committed at first, and whether the leader changed in between.
 */
export async function read({ nodes }: ReadingTask, options: EtcdOptions, signal: AbortSignal): Promise<EtcdSnapshot> {
  const ask = createAskEtcd(options, signal);
  const first = await Promise.all(nodes.map((address) => readNode(ask, address, options)));
  const answered = new Map(
    await Promise.all(
      nodes.map(async (address, index): Promise<[string, EtcdNode]> => {
        const { headers, ...node } = first[index]!;
        if (isGap(node.view)) return [address, node];
        return [address, { ...node, view: { ...node.view, later: await readAgain(ask, address, headers) } }];
      }),
    ),
  );
  const members = membersIn(answered);
  const addresses = await resolveHosts([...nodes, ...members.flatMap(({ hosts }) => hosts)]);
  return { nodes: answered, members, ids: identify(answered, members, addresses) };
}

type Headers = Record<string, string>;

async function readNode(ask: AskEtcd, address: string, options: EtcdOptions): Promise<EtcdNode & { headers: Headers }> {
  const healthRead = ask(address, { path: healthPath, schema: answers.health, accept: [503] }).catch(toGap);
  let headers: Headers = {};
  try {
    headers = await logIn(ask, address, options);
    const own = await askStatus(ask, address, headers);
    const members = await ask(address, {
      path: '/v3/cluster/member/list',
      headers,
      body: {},
      schema: answers.memberList,
    }).catch((error: unknown) => {
      if (own.isLearner && error instanceof NodeError && error.answered) return undefined;
      throw error;
    });
    const health = await healthRead;
    const unhealthy = whyUnhealthy(health);
    const view = { ...own, members, unhealthy, later: { why: 'it was not queried again' } };
    return { view, isLeaderless: own.leader === undefined, headers };
  } catch (error) {
    const health = await healthRead;
    return { view: toGap(error), isLeaderless: !isGap(health) && health.reason.includes(noLeader), headers };
  }
}

function whyUnhealthy(health: Gap | { health: string; reason: string }): string | undefined {
  if (isGap(health)) return health.why;
  if (health.health === 'true') return undefined;
  return `/health reports false${health.reason && `: ${health.reason}`}`;
}

/** Only with a user, because each token costs the cluster a log entry. */
async function logIn(ask: AskEtcd, address: string, { username, password }: EtcdOptions): Promise<Headers> {
  if (username === undefined) return {};
  const body = { name: username, password };
  const token = await ask(address, { path: '/v3/auth/authenticate', body, schema: answers.token }).catch(
    (error: unknown) => {
      const isOff = error instanceof NodeError && error.message.includes('authentication is not enabled');
      if (isOff) return undefined;
      throw error;
    },
  );
  return token === undefined ? {} : { authorization: token };
}

const askStatus = (ask: AskEtcd, address: string, headers: Headers) =>
  ask(address, { path: '/v3/maintenance/status', headers, body: {}, schema: answers.status });

const readAgain = (ask: AskEtcd, address: string, headers: Headers): Promise<EtcdProgress | Gap> =>
  askStatus(ask, address, headers).then(answers.toProgress).catch(toGap);

/** The list of the most advanced member, because a partitioned member may not know the latest change. */
function membersIn(nodes: ReadonlyMap<string, EtcdNode>): readonly EtcdMember[] {
  const lists = [...nodes.values()].flatMap(({ view }) =>
    isGap(view) || view.members === undefined ? [] : [{ applied: view.applied, members: view.members }],
  );
  return lists.toSorted((one, other) => other.applied - one.applied)[0]?.members ?? [];
}
