import { maxOut, type SimulatedRequest, type SimulatorEvent } from '@esg-recycler/spot-simulator';
import { images, type Layout, type LayoutGroup, organizationsOf, windowMs } from './layout.ts';

/** What the simulator has recorded. */
export interface Recorded {
  log: readonly SimulatorEvent[];
  requests: readonly SimulatedRequest[];
}

/** When something first and last changed in a group, in milliseconds; undefined: nothing did. */
export interface Span {
  from: number;
  to: number;
}

const groupOf = ({ path }: SimulatedRequest): string | undefined => /^\/aws\/ec2\/group\/([^/]+)/.exec(path)?.[1];

/** Requests that change a group, and everything that happens to its instances after the start. */
export function spanOf(group: string, { log, requests }: Recorded): Span | undefined {
  const times = [
    ...requests.filter((one) => one.method !== 'GET' && groupOf(one) === group),
    ...log.filter((one) => one.group === group && one.what !== 'seeded'),
  ].map(({ at }) => at);
  return times.length === 0 ? undefined : { from: Math.min(...times), to: Math.max(...times) };
}

function* wrongWithInstances({ id: group, instances }: LayoutGroup, { log }: Recorded): Generator<string> {
  for (const ssi of instances) {
    const events = log.filter((event) => event.ssi === ssi);
    const accepted = events.filter(({ what, detail }) => what === 'accepted' && detail === 'recycle').length;
    if (accepted !== 1) yield `${ssi} of ${group}: ${accepted} recycles were accepted`;
    const last = events.findLast(({ what }) => what === 'state');
    if (last?.state !== 'ACTIVE' || last.imageId !== images.new)
      yield `${ssi} of ${group} ended as ${last?.state ?? 'never recycled'} with ${last?.imageId ?? images.old}`;
  }
  const out = maxOut(log, [group]);
  if (out > 1) yield `${group}: ${out} instances were out at once`;
}

/** No change in a later wave before everything of an earlier wave is over. */
function* wrongWithWaves({ groups, waves }: Layout, recorded: Recorded): Generator<string> {
  const spans = groups.map(({ id, wave }) => ({ id, wave, span: spanOf(id, recorded) }));
  for (const later of spans)
    for (const earlier of spans) {
      if (earlier.wave >= later.wave || !earlier.span || !later.span || later.span.from > earlier.span.to) continue;
      const ms = earlier.span.to - later.span.from;
      yield `${later.id} of ${waves[later.wave]} began ${ms} ms before the end of ${earlier.id} of ${waves[earlier.wave]}`;
    }
}

/** The most groups that were in progress at the same time: from their first change to their last. */
export function mostAtOnce({ groups }: Layout, recorded: Recorded): number {
  const spans = groups.flatMap(({ id }) => spanOf(id, recorded) ?? []);
  return Math.max(0, ...spans.map(({ from }) => spans.filter((one) => one.from <= from && from <= one.to).length));
}

/** Requests that Spot answered with 429. */
export const limitedIn = ({ requests }: Recorded): number => requests.filter(({ status }) => status === 429).length;

/** The most requests of one organization and route in any window of the rate limit. */
export function busiestWindow(layout: Layout, { requests }: Recorded): number {
  const windows = new Map<string, number[]>();
  let most = 0;
  for (const { at, method, route, accountId } of requests) {
    const organization = organizationsOf(layout).findIndex((accounts) => accounts.includes(accountId ?? ''));
    const key = `${organization} ${method} ${route}`;
    const times = [...(windows.get(key) ?? []), at].filter((one) => at - one < windowMs);
    windows.set(key, times);
    most = Math.max(most, times.length);
  }
  return most;
}

/**
 * Everything that is wrong with a campaign that is over, by what the simulator has recorded. Uses nothing of the product.
 *
 * @param mostLimited the part of all requests that may have a response 429
 */
export function whatIsWrong(layout: Layout, recorded: Recorded, mostLimited = 0.01): string[] {
  const limited = limitedIn(recorded);
  const { length: count } = recorded.requests;
  return [
    ...layout.groups.flatMap((group) => [...wrongWithInstances(group, recorded)]),
    ...wrongWithWaves(layout, recorded),
    ...(limited > count * mostLimited ? [`${limited} of ${count} requests were over the rate limit`] : []),
  ];
}
