import type { LedgerInstance } from '@esg-recycler/esg-store';

/** How people read the names of phases. */
export const phaseLabels: Readonly<Record<string, string>> = {
  'check-before': 'Health check before',
  prepare: 'Prepare',
  drain: 'Drain',
  quiet: 'Quiet period',
  recycle: 'Recycle',
  reconnect: 'Reconnect',
  'check-after': 'Health check after',
  finish: 'Finish',
};

/** The name of a phase of a newer version is shown as it is. */
export const phaseLabel = (name: string): string => phaseLabels[name] ?? name;

export const stateWords: Readonly<Record<LedgerInstance['state'], string>> = {
  recycled: 'done',
  skipped: 'skipped',
  gone: 'gone',
  failed: 'failed',
  interrupted: 'interrupted',
  running: 'in progress',
  deferred: 'pending',
  pending: 'pending',
};

/** The mark in front of a state or an outcome, so that it needs no color. */
export const mark = (word: string): string =>
  ({
    done: '✔',
    skipped: '–',
    gone: '–',
    failed: '✖',
    interrupted: '✖',
    refused: '✖',
    'in progress': '▶',
    running: '▶',
  })[word] ?? '○';

/** `2026-11-28 14:28:04 UTC` */
export const timeText = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

/** `14:28:04` */
export const clockText = (iso: string): string => iso.slice(11, 19);
