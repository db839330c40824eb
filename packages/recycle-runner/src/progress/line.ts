import type { RecyclerEvent } from '@esg-recycler/core';

/** `2026-11-28T03:44:10Z` */
const timeOf = (created: string): string => created.replace(/\.\d+Z$/, 'Z');

/**
 * The line about an event, with its time in UTC, as in the record of the run.
 *
 * @param place of the instance in the roll: `2/5`
 */
export const lineOf = ({ created, ssi }: RecyclerEvent, words: string, place?: string): string =>
  [timeOf(created), place, ssi, words].filter(Boolean).join('  ');
