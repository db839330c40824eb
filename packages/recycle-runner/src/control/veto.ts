import { EsgError, ExitCode } from '@esg-recycler/core';
import type { Objection } from './decide.ts';

/** An external system that can object to the next instance. */
export interface Veto {
  /** The address for people, without credentials. */
  name: string;
  /** Why it objects, or why it cannot be asked; undefined when it allows the next instance. */
  query: (signal: AbortSignal) => Promise<Objection | undefined>;
}

const invalid = (message: string): EsgError =>
  new EsgError(message, {
    code: 'veto-invalid',
    exitCode: ExitCode.usage,
    hint: "Use the http or https URL of a Prometheus query ('https://HOST/api/v1/query?query=ALERTS{…}'), of Alertmanager ('https://HOST/api/v2/alerts'), or any other URL.",
  });

const answerLimitMs = 10_000;

interface Alert {
  labels?: Record<string, string>;
  status?: { state?: string; silencedBy?: readonly unknown[]; inhibitedBy?: readonly unknown[] };
}

const nameOf = (labels: Record<string, string> | undefined): string =>
  labels?.['alertname'] ?? labels?.['__name__'] ?? JSON.stringify(labels ?? {});

/** The first names, and how many more there are. */
function listed(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const more = distinct.length > 3 ? ` and ${distinct.length - 3} more` : '';
  return `${distinct.slice(0, 3).join(', ')}${more}`;
}

type Reader = (response: Response) => Promise<string | undefined>;

/** A query with a result objects. An error of the query is not an empty result. */
const readPrometheus: Reader = async (response) => {
  const { status, data, error } = (await response.json()) as {
    status?: string;
    error?: string;
    data?: { result?: unknown };
  };
  if (status !== 'success' || !Array.isArray(data?.result)) throw new Error(error ?? `HTTP ${response.status}`);
  const result = data.result as { metric?: Record<string, string> }[];
  return result.length === 0
    ? undefined
    : `the query has a result: ${listed(result.map(({ metric }) => nameOf(metric)))}`;
};

/** Silenced and inhibited alerts do not object. */
const readAlertmanager: Reader = async (response) => {
  const alerts: unknown = await response.json();
  if (!Array.isArray(alerts)) throw new Error('the response is not a list of alerts');
  const active = (alerts as Alert[]).filter(
    ({ status }) => status?.state !== 'suppressed' && !status?.silencedBy?.length && !status?.inhibitedBy?.length,
  );
  return active.length === 0 ? undefined : `active alerts: ${listed(active.map(({ labels }) => nameOf(labels)))}`;
};

/** Any status other than 2xx objects. */
const readStatus: Reader = async (response) => {
  await response.body?.cancel();
  return response.ok ? undefined : `HTTP ${response.status}`;
};

function readerFor({ pathname }: URL): Reader {
  if (pathname.endsWith('/api/v1/query')) return readPrometheus;
  return pathname.endsWith('/api/v2/alerts') ? readAlertmanager : readStatus;
}

/** Only the query of Prometheus is shown of the parameters: others may be secrets. */
function nameFor({ origin, pathname, searchParams }: URL): string {
  const query = pathname.endsWith('/api/v1/query') ? searchParams.get('query') : null;
  return `${origin}${pathname}${query === null ? '' : ` (${query})`}`;
}

/** The reason of a failed request; fetch hides it in the cause. */
function failureOf(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `no response within ${answerLimitMs / 1000}s`;
  if (name === 'SyntaxError') return 'the response is not JSON';
  const { code, message: reason } = (cause ?? {}) as { code?: string; message?: string };
  return code ?? reason ?? message;
}

/** Basic authentication, because fetch refuses URLs with credentials. */
function authorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/**
 * A veto from its URL. A system that does not respond objects: "not now".
 *
 * @throws EsgError `veto-invalid`, exit code 2; its message never has the credentials
 */
export function createVeto(text: string): Veto {
  if (!URL.canParse(text)) throw invalid('--veto: not a URL');
  const url = new URL(text);
  const name = nameFor(url);
  if (!/^https?:$/.test(url.protocol)) throw invalid(`--veto ${url.protocol}: only http and https are supported`);
  if (url.pathname.endsWith('/api/v1/query') && !url.searchParams.get('query'))
    throw invalid(`--veto ${name}: the parameter query is missing`);
  const headers = { accept: 'application/json', ...authorization(url) };
  const address = new URL(url);
  address.username = '';
  address.password = '';
  const read = readerFor(url);
  return {
    name,
    query: async (signal) => {
      try {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(answerLimitMs)]);
        const response = await fetch(address, { headers, signal: limit });
        if (read !== readStatus && !response.ok && response.status >= 500) throw new Error(`HTTP ${response.status}`);
        const reason = await read(response);
        return reason === undefined ? undefined : { subject: name, reason };
      } catch (error) {
        return { subject: name, reason: `cannot be read: ${failureOf(error)}` };
      }
    },
  };
}
