import type { GateCheck } from '../check/gate-view.ts';

const namedAtMost = 5;

/** Which instances, or only how many where those would fill the line. */
const some = (ids: readonly string[], due: number): string => {
  if (ids.length === due) return 'each of them';
  return ids.length <= namedAtMost ? ids.join(', ') : `${ids.length} of ${due}`;
};

/** Who goes before all others: those that some who do not lead let go first, and that wait for nobody. */
function firstOf({ deferred }: GateCheck): string[] {
  const named = deferred.filter(({ leads }) => !leads).flatMap(({ yieldTo }) => yieldTo);
  return [...new Set(named)].filter((ssi) => deferred.every((one) => one.ssi !== ssi));
}

const are = (ids: readonly string[], one: string, several: string): string[] =>
  ids.length === 0 ? [] : [`${ids.join(', ')} ${ids.length === 1 ? one : several}`];

function blockedText({ failing, due }: GateCheck): string {
  const rules = [...new Set(failing.flatMap((one) => one.rules))].join(', ');
  const ids = failing.map(({ ssi }) => ssi);
  return rules === '' ? some(ids, due) : `${some(ids, due)} (${rules})`;
}

/** What the gates said, for people, in one line; undefined where none asks the cluster or none could be asked. */
export function gateLine(evaluate: GateCheck | undefined): string | undefined {
  if (!evaluate) return undefined;
  const { kind, due, open, failing, deferred } = evaluate;
  const leaders = deferred.filter(({ leads }) => leads).map(({ ssi }) => ssi);
  const found = [
    ...(open.length > 0 ? [`open for ${some(open, due)}`] : []),
    ...(failing.length > 0 ? [`shut for ${blockedText(evaluate)} as of now`] : []),
  ];
  const turns = [
    ...are(firstOf(evaluate), 'goes first', 'go first'),
    ...are(leaders, 'leads and goes last', 'lead and go last'),
  ];
  if (found.length + turns.length === 0) return undefined;
  return [`gate ${kind}: looked at`, ...found].join(', ') + (turns.length > 0 ? `; ${turns.join(', ')}` : '');
}
