import type { z } from 'zod';
import { askNode, type NodeRequest } from '../net/ask-node.ts';
import { NodeError } from '../net/node-error.ts';
import { hostInUrl } from '../options/host-in-url.ts';
import type { EtcdOptions } from './options.ts';

interface EtcdRequest<Answer> extends Pick<NodeRequest, 'headers' | 'path' | 'body'> {
  schema: z.ZodType<Answer>;
  /** Status codes that are answers, besides 200. */
  accept?: readonly number[];
}

/** Asks one node, by its address. Rejects with NodeError. */
export type AskEtcd = <Answer>(address: string, request: EtcdRequest<Answer>) => Promise<Answer>;

const noGateway =
  'Start etcd with its gRPC gateway (enable-grpc-gateway, on by default), or name the port of listen-client-http-urls in port.';
const noUser = 'The cluster has authentication: give username and password of a user; it needs no role.';

const wrongUser = 'Correct the options username and password.';
const noPermission =
  'The user of the options username and password may not ask that: etcdctl user grant-role USERNAME root';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** With authentication and client-cert-auth the gateway refuses every client certificate that has a common name. */
const noCommonName =
  'Give a client certificate without a common name (CN) in tls.cert, with username and password: with authentication on, the gateway takes no other.';

/** What helps against an answer that is none, where waiting does not. */
function hintFor(status: number, complaint: string): string | undefined {
  if (status === 404) return noGateway;
  if (complaint.includes('CommonName of client')) return noCommonName;
  if (/user name is empty|invalid auth token/.test(complaint)) return noUser;
  if (/authentication failed|user name not found/.test(complaint) || status === 401) return wrongUser;
  return complaint.includes('permission denied') || status === 403 ? noPermission : undefined;
}

/** The user is etcd's own, and no business of HTTP. */
export function createAskEtcd({ scheme, port, tls, timeout }: EtcdOptions, signal: AbortSignal): AskEtcd {
  const access = { scheme, port, tls, timeout };
  return async (address, { schema, accept = [], path, body, headers = {} }) => {
    const method = body === undefined ? 'GET' : 'POST';
    const what = `${method} ${path.replace(/\?.*/, '')} at ${hostInUrl(address)}:${port}`;
    const request = { method, path, headers, ...(body !== undefined && { body }) } as const;
    const { status, body: text } = await askNode(address, access, request, signal).catch((error: unknown) => {
      if (!(error instanceof NodeError)) throw error;
      throw new NodeError(`${what}: ${error.message}`, error.answered, error);
    });
    const answer = parseJson(text);
    if (status !== 200 && !accept.includes(status)) {
      const { message } = (answer ?? {}) as { message?: string };
      const said = typeof message === 'string' ? message : text.startsWith('CommonName of client') ? text.trim() : '';
      const complaint = said && `: ${said}`;
      const hint = hintFor(status, complaint);
      throw new NodeError(`${what} answered ${status}${complaint}`, true, { hint, isLasting: hint !== undefined });
    }
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new NodeError(`${what} answered ${status} with something else than etcd does`, true);
  };
}
