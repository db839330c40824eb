import type { GateCheck } from '../check/gate-view.ts';

const namedAtMost = 5;

/** The instances by id, or their number where the ids would fill the line. */
function instances(ids: readonly string[], due: number): string {
  if (ids.length < due) return ids.length <= namedAtMost ? ids.join(', ') : `${ids.length} of ${due} instances`;
  if (due === 2) return 'both instances';
  return due === 1 ? ids.join() : `all ${due} instances`;
}

/** Who goes first: the instances that a non-leader defers to, and that defer to nobody themselves. */
function firstOf({ deferred }: GateCheck): string[] {
  const named = deferred.filter(({ leads }) => !leads).flatMap(({ yieldTo }) => yieldTo);
  return [...new Set(named)].filter((ssi) => deferred.every((one) => one.ssi !== ssi));
}

const are = (ids: readonly string[], one: string, several: string): string[] =>
  ids.length === 0 ? [] : [`${ids.join(', ')} ${ids.length === 1 ? one : several}`];

function failingText({ failing, due }: GateCheck): string {
  const rules = [...new Set(failing.flatMap((one) => one.rules))].join(', ');
  const ids = failing.map(({ ssi }) => ssi);
  return rules === '' ? instances(ids, due) : `${instances(ids, due)} (${rules})`;
}

/** The result of the health checks in one line; undefined where no health check ran. */
export function healthLine(check: GateCheck | undefined): string | undefined {
  if (!check) return undefined;
  const { kind, due, open, failing, deferred } = check;
  const leaders = deferred.filter(({ leads }) => leads).map(({ ssi }) => ssi);
  const results = [
    ...(open.length > 0 ? [`passes for ${instances(open, due)}`] : []),
    ...(failing.length > 0 ? [`failing for ${failingText(check)}`] : []),
  ];
  const turns = [
    ...are(firstOf(check), 'goes first', 'go first'),
    ...are(leaders, 'leads and goes last', 'lead and go last'),
  ];
  const parts = [results, turns].filter(({ length }) => length > 0).map((texts) => texts.join(', '));
  return parts.length === 0 ? undefined : `health check ${kind}: ${parts.join('; ')}`;
}
