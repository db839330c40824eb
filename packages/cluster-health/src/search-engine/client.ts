import { formatDuration, version } from '@esg-recycler/core';
import got, { RequestError } from 'got';
import type { z } from 'zod';
import { hostInUrl } from '../options/host-in-url.ts';
import type { SearchOptions } from './options.ts';

/** One node did not give the answer that was asked for. Never holds the request, in which the password is. */
export class NodeError extends Error {
  override readonly name = 'NodeError';
  /** Whether anything answered; `false` when there was no connection. */
  readonly answered: boolean;

  constructor(message: string, answered: boolean) {
    super(message);
    this.answered = answered;
  }
}

export interface NodeRequest<Answer> {
  method?: 'GET' | 'PUT' | 'POST';
  path: string;
  body?: unknown;
  schema: z.ZodType<Answer>;
  /** Status codes that are answers, too. */
  accept?: readonly number[];
  timeoutMs?: number;
}

/** Asks one node, by its address. Rejects with {@link NodeError}. */
export type Ask = <Answer>(address: string, request: NodeRequest<Answer>) => Promise<Answer>;

const reasons: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'the host name is unknown',
};

function authorization({ username, password, api_key: key }: SearchOptions): { authorization?: string } {
  if (key !== undefined) return { authorization: `ApiKey ${key}` };
  if (username === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

/** What OpenSearch says in its error: `cluster_manager_not_discovered_exception`, `security_exception`. */
function complaint(body: unknown): string {
  const { error } = (body ?? {}) as { error?: string | { type?: string; reason?: string } };
  if (error === undefined || error === null) return '';
  return typeof error === 'string' ? `: ${error}` : `: ${error.type}${error.reason ? ` (${error.reason})` : ''}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Requests without retry, and without redirects, which could carry the password to another host. */
export function createAsk(options: SearchOptions, signal: AbortSignal): Ask {
  const wire = got.extend({
    headers: {
      accept: 'application/json',
      'user-agent': `esg-recycler/${version}`,
      ...authorization(options),
    },
    https: {
      certificateAuthority: options.tls?.ca,
      certificate: options.tls?.cert,
      key: options.tls?.key,
      rejectUnauthorized: options.tls?.rejectUnauthorized ?? true,
    },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    responseType: 'text',
    signal,
  });

  return async (address, { method = 'GET', path, body, schema, accept = [], timeoutMs = options.timeout }) => {
    const host = `${hostInUrl(address)}:${options.port}`;
    const request = `${method} ${path.replace(/\?.*/, '')} at ${host}`;
    const response = await wire(`${options.scheme}://${host}${path}`, {
      method,
      timeout: { request: timeoutMs },
      ...(body !== undefined && { json: body }),
    }).catch((error: unknown) => {
      if (!(error instanceof RequestError)) throw error;
      const { code } = error;
      if (code === 'ETIMEDOUT') throw new NodeError(`${request}: no answer within ${formatDuration(timeoutMs)}`, false);
      throw new NodeError(`${request}: ${reasons[code] ?? error.message} (${code})`, false);
    });
    const { statusCode } = response;
    const answer = parseJson(response.body);
    if ((statusCode < 200 || statusCode > 299) && !accept.includes(statusCode)) {
      throw new NodeError(`${request} answered ${statusCode}${complaint(answer)}`, true);
    }
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new NodeError(`${request} answered ${statusCode} with something else than OpenSearch does`, true);
  };
}
