import type { NumberedEvent } from '../../events/event-log.ts';
import { isCount, phrase } from '../../progress/phrase.ts';
import { clockText } from './words.ts';

/** The events of one instance, or of the run itself. */
export interface EventGroup {
  /** The id of the instance; absent for the run. */
  ssi?: string;
  lines: string[];
}

/** Tasks of Ansible are in its logs; checks that pass one after another are in the tables of checks. */
const isShown = (numbered: NumberedEvent): boolean => !/^(runner|playbook)_/.test(numbered.event) && !isCount(numbered);

/** Longer texts are in the events file. */
const mostCharacters = 300;

function lineOf(numbered: NumberedEvent): string {
  const { created, event } = numbered;
  const text = phrase(numbered);
  const line = `${clockText(created)}  ${text === undefined ? event : `${event}: ${text}`}`;
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters - 1)}…` : line;
}

/** The events of a run by instance, in the order of their first event; those of the run itself come first. */
export function eventGroups(events: readonly NumberedEvent[]): EventGroup[] {
  const groups = Map.groupBy(events.filter(isShown), ({ ssi }) => ssi ?? '');
  const of = (ssi: string): EventGroup => ({ ...(ssi && { ssi }), lines: groups.get(ssi)!.map(lineOf) });
  return [...(groups.has('') ? [''] : []), ...[...groups.keys()].filter((ssi) => ssi !== '')].map(of);
}
