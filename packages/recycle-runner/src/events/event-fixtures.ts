import type { NumberedEvent } from './event-log.ts';

/** The events of a run of cluster `my kafka`, one second apart; an instance event is about `ssi-1` unless it names another. */
export const numberedEvents = (
  events: readonly (readonly [event: string, data?: Record<string, unknown>, ssi?: string])[],
): NumberedEvent[] =>
  events.map(([event, data = {}, ssi], index) => ({
    uuid: `uuid-${index + 1}`,
    counter: index + 1,
    created: new Date(Date.UTC(2026, 10, 23, 7, 0, index)).toISOString(),
    event,
    run: 'run-1',
    cluster: 'my kafka',
    ...(/^(run|playbook)_/.test(event) ? {} : { ssi: ssi ?? 'ssi-1', esg: 'sig-kafka', host: '10.0.0.1' }),
    event_data: data,
  }));
