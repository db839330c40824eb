// cspell:ignore authorised (RabbitMQ's own spelling)
import type { z } from 'zod';
import { askNode } from '../net/ask-node.ts';
import { NodeError } from '../net/node-error.ts';
import { hostInUrl } from '../options/host-in-url.ts';
import type { RabbitmqOptions } from './options.ts';

export interface RabbitmqRequest<Answer> {
  path: string;
  schema: z.ZodType<Answer>;
  /** Other status codes that count as a response. */
  accept?: readonly number[];
  timeoutMs?: number;
}

/** Queries the management API of one node by its address. Rejects with {@link ManagementError}. */
export type AskManagement = <Answer>(address: string, request: RabbitmqRequest<Answer>) => Promise<Answer>;

/** The management API did not return the requested data. */
export class ManagementError extends NodeError {
  /** The status code of the response, if there was one. */
  readonly status: number | undefined;

  constructor(message: string, details: Partial<NodeError> = {}, status?: number) {
    super(message, status !== undefined, details);
    this.status = status;
  }
}

/** One response can contain tens of thousands of queues. */
const maxBytes = 256 * 1024 * 1024;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The error that RabbitMQ reports: `not_authorised (Not monitor user)`. */
function complaint(body: unknown): string {
  const { error, reason } = (body ?? {}) as { error?: string; reason?: string };
  return error === undefined ? '' : `: ${error}${reason ? ` (${reason})` : ''}`;
}

const unauthorizedHint = (user: string): string =>
  `Check the options username and password, and give the user the tag monitoring: rabbitmqctl set_user_tags ${user} monitoring`;

/** Creates the client. A response that RabbitMQ would not send is an error. */
export function createAsk(options: RabbitmqOptions, signal: AbortSignal): AskManagement {
  return async (address, { path, schema, accept = [], timeoutMs }) => {
    const what = `GET ${path.replace(/\?.*/, '')} at ${hostInUrl(address)}:${options.port}`;
    const request = { path, maxBytes, ...(timeoutMs !== undefined && { timeoutMs }) };
    const { status, body } = await askNode(address, options, request, signal).catch((error: unknown) => {
      throw error instanceof NodeError ? new ManagementError(`${what}: ${error.message}`, error) : error;
    });
    const answer = parseJson(body);
    if ((status < 200 || status > 299) && !accept.includes(status)) {
      const hint = status === 401 ? unauthorizedHint(options.username) : undefined;
      throw new ManagementError(
        `${what} returned ${status}${complaint(answer)}`,
        { hint, isLasting: status === 401 },
        status,
      );
    }
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new ManagementError(`${what} returned ${status}, but the body is not a RabbitMQ response`, {}, status);
  };
}
