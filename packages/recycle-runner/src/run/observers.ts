import { EsgError, ExitCode, type Settings } from '@esg-recycler/core';
import type { Ledger, Store } from '@esg-recycler/esg-store';
import type { NumberedEvent } from '../events/event-log.ts';
import type { RunObserver, ReportWarning } from '../events/observer.ts';
import { metricsPath } from '../metrics/metrics-path.ts';
import { checkNoCredentials, readReceivers, type Receiver } from '../notify/receivers.ts';
import { unsupportedTraces, wantsTraces } from '../tracing/trace-settings.ts';

/** Where a run is reported, besides its record and the terminal. */
export interface ReportTargets {
  receivers: Receiver[];
  metricsFile?: string;
  traces: boolean;
}

/** The options of the command line, which win over the settings. */
export interface ObserverArguments {
  notify?: string[];
  metricsFile?: string;
}

/** A vaulted value counts as absent elsewhere. Here, a roll would run without the notifications that someone expects. */
function checkReadable({ unreadable, configFile, notify, metricsFile }: Settings): void {
  const sealed = [
    ['notify', 'ESG_RECYCLER_NOTIFY', notify.length > 0],
    ['metrics_file', 'ESG_RECYCLER_METRICS_FILE', metricsFile !== undefined],
  ] as const;
  for (const [setting, variable, isSet] of sealed) {
    if (isSet || !unreadable.includes(setting)) continue;
    throw new EsgError(`${setting} in ${configFile} is vaulted or a template, which only Ansible can read`, {
      code: 'setting-invalid',
      exitCode: ExitCode.usage,
      hint: `Set ${variable} in the environment instead.`,
    });
  }
}

/**
 * Reads and checks where a run is reported, before anything is changed.
 *
 * @throws EsgError `setting-invalid`, `metrics-unwritable`, exit code 2
 */
export function readReportTargets(
  given: ObserverArguments,
  settings: Settings,
  cluster: string,
  env: NodeJS.ProcessEnv = process.env,
): ReportTargets {
  checkNoCredentials(given.notify ?? []);
  if (given.notify === undefined && given.metricsFile === undefined) checkReadable(settings);
  const metrics = given.metricsFile ?? settings.metricsFile;
  const traces = wantsTraces(env);
  const problem = traces ? unsupportedTraces(env) : undefined;
  if (problem !== undefined)
    throw new EsgError(problem, {
      code: 'setting-invalid',
      exitCode: ExitCode.usage,
      hint: 'OTEL_SDK_DISABLED=true turns traces off.',
    });
  return {
    receivers: readReceivers(given.notify ?? settings.notify),
    ...(metrics !== undefined && { metricsFile: metricsPath(metrics, cluster) }),
    traces,
  };
}

const lastSuccess = (ledgers: readonly Ledger[], cluster: string): string | undefined =>
  ledgers
    .filter((ledger) => ledger.cluster === cluster && ledger.outcome === 'done')
    .map(({ finishedAt }) => finishedAt)
    .filter((time) => time !== undefined)
    .toSorted()
    .at(-1);

/** A bug in a report must not end a roll. */
function guarded(observer: RunObserver, event: NumberedEvent, warn: ReportWarning): void {
  try {
    observer.event(event);
  } catch (error) {
    warn(`Cannot report the event ${event.event}: ${(error as Error).message}. The roll continues.`);
  }
}

/** Opens what the settings ask for. Each part is loaded only then. */
export async function openObservers(
  { receivers, metricsFile, traces }: ReportTargets,
  { store, cluster, warn }: { store: Pick<Store, 'ledgers'>; cluster: string; warn: ReportWarning },
): Promise<RunObserver> {
  const observers: RunObserver[] = [];
  if (receivers.length > 0) observers.push((await import('../notify/notifier.ts')).createNotifier(receivers, warn));
  if (metricsFile !== undefined) {
    const ledgers = (await store.ledgers.list()).map(({ value }) => value);
    const { createMetricsObserver } = await import('../metrics/metrics-observer.ts');
    observers.push(
      createMetricsObserver({ file: metricsFile, cluster, lastSuccess: lastSuccess(ledgers, cluster) }, warn),
    );
  }
  if (traces) observers.push((await import('../tracing/trace-observer.ts')).createTraceObserver(process.env, warn));
  return {
    event: (event) => {
      for (const observer of observers) guarded(observer, event, warn);
    },
    close: async () => {
      await Promise.all(observers.map((observer) => observer.close()));
    },
  };
}
