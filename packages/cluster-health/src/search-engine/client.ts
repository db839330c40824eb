import type { z } from 'zod';
import { askNode } from '../net/ask-node.ts';
import { NodeError } from '../net/node-error.ts';
import { hostInUrl } from '../options/host-in-url.ts';
import type { Dialect } from './dialect.ts';
import type { SearchOptions } from './options.ts';

export interface SearchRequest<Answer> {
  method?: 'GET' | 'PUT' | 'POST';
  path: string;
  body?: unknown;
  schema: z.ZodType<Answer>;
  /** Other status codes to accept. */
  accept?: readonly number[];
  timeoutMs?: number;
}

/** Sends a request to one node, by its address. Rejects with {@link NodeError}. */
export type Ask = <Answer>(address: string, request: SearchRequest<Answer>) => Promise<Answer>;

/** The origin of a node: `https://10.0.0.1:9200`. */
export const originOf = (address: string, { scheme, port }: SearchOptions): string =>
  `${scheme}://${hostInUrl(address)}:${port}`;

/** A response may contain every shard of a large cluster. */
const maxBytes = 256 * 1024 * 1024;

/** The error in a response: `cluster_manager_not_discovered_exception`, `security_exception`. */
function errorIn(body: unknown): string {
  const { error } = (body ?? {}) as { error?: string | { type?: string; reason?: string } };
  if (error === undefined || error === null) return '';
  return typeof error === 'string' ? `: ${error}` : `: ${error.type}${error.reason ? ` (${error.reason})` : ''}`;
}

/** The hint for rejected credentials. A 403 can also be a cluster block, which is not about credentials. */
function refusalHint(status: number, body: unknown, { name }: Dialect, options: SearchOptions): string | undefined {
  const { error } = (body ?? {}) as { error?: { type?: string } | null };
  const isRefused = status === 401 || (status === 403 && error?.type !== 'cluster_block_exception');
  if (!isRefused) return undefined;
  const { username, api_key: key } = options;
  if (username === undefined && key === undefined) {
    return `Set the options ${name === 'elasticsearch' ? 'username and password, or api_key' : 'username and password'}.`;
  }
  const given = key === undefined ? 'username and password' : 'api_key';
  return status === 401
    ? `Correct the ${key === undefined ? 'options' : 'option'} ${given}.`
    : `Grant the ${key === undefined ? 'user' : 'API key'} the cluster privilege monitor; for prepare and restore also manage, and maintenance on the indices.`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Creates a function that sends requests and validates the responses. */
export function createAsk(dialect: Dialect, options: SearchOptions, signal: AbortSignal): Ask {
  const { product } = dialect;
  const headers = {
    accept: 'application/json',
    ...(options.api_key !== undefined && { authorization: `ApiKey ${options.api_key}` }),
  };
  return async (address, { path, schema, accept = [], ...request }) => {
    const what = `${request.method ?? 'GET'} ${path.replace(/\?.*/, '')} at ${hostInUrl(address)}:${options.port}`;
    const { status, body } = await askNode(address, options, { path, headers, maxBytes, ...request }, signal).catch(
      (error: unknown) => {
        if (!(error instanceof NodeError)) throw error;
        throw new NodeError(`${what}: ${error.message}`, error.answered, error);
      },
    );
    const answer = parseJson(body);
    if ((status < 200 || status > 299) && !accept.includes(status)) {
      const hint = refusalHint(status, answer, dialect, options);
      const isRefusal = hint !== undefined;
      throw new NodeError(`${what} returned ${status}${errorIn(answer)}`, true, {
        hint,
        isLasting: isRefusal,
        isRefusal,
      });
    }
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new NodeError(`${what} returned ${status} with a response that is not from ${product}`, true);
  };
}
