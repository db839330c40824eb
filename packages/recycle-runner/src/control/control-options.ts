import { EsgError, ExitCode, parseDuration } from '@esg-recycler/core';
import { createVeto, type Veto } from './veto.ts';
import { parseWindow, type Window } from './window.ts';

/** The options that decide when another instance starts, as text. */
export interface ControlArguments {
  approve?: 'each' | 'canary';
  stopAfter?: string;
  window?: string;
  veto?: string[];
  vetoTimeout?: string;
}

export interface ControlOptions {
  approve?: 'each' | 'canary';
  /** Milliseconds from the start of the run. */
  stopAfterMs?: number;
  window?: Window;
  vetoes: readonly Veto[];
  vetoTimeoutMs: number;
}

/** More vetoes, separated by spaces: for URLs with credentials, which do not belong into an argument list. */
export const vetoVariable = 'ESG_VETO_URLS';

function windowOf(text: string | undefined): Window | undefined {
  if (text === undefined) return undefined;
  const window = parseWindow(text);
  if (typeof window !== 'string') return window;
  throw new EsgError(`--window ${JSON.stringify(text)}: ${window}`, {
    code: 'window-invalid',
    exitCode: ExitCode.usage,
    hint: "Write two times and a time zone: --window '22:00-06:00 Europe/Berlin'",
  });
}

/** @throws EsgError exit code 2: `duration-invalid`, `window-invalid`, `veto-invalid` */
export function readControlOptions(
  { approve, stopAfter, window, veto = [], vetoTimeout = '1h' }: ControlArguments,
  env: Readonly<Record<string, string | undefined>> = process.env,
): ControlOptions {
  const more = (env[vetoVariable] ?? '').split(/\s+/).filter(Boolean);
  return {
    approve,
    ...(stopAfter !== undefined && { stopAfterMs: parseDuration(stopAfter, '--stop-after') }),
    window: windowOf(window),
    vetoes: [...veto, ...more].map(createVeto),
    vetoTimeoutMs: parseDuration(vetoTimeout, '--veto-timeout'),
  };
}
