import type { z } from 'zod';
import { askNode, type NodeRequest } from '../net/ask-node.ts';
import { NodeError } from '../net/node-error.ts';
import { hostInUrl } from '../options/host-in-url.ts';
import type { EtcdOptions } from './options.ts';

interface EtcdRequest<Answer> extends Pick<NodeRequest, 'headers' | 'path' | 'body'> {
  schema: z.ZodType<Answer>;
  /** Status codes that count as a response, besides 200. */
  accept?: readonly number[];
}

/** Queries one node by its address. Rejects with NodeError. */
export type AskEtcd = <Answer>(address: string, request: EtcdRequest<Answer>) => Promise<Answer>;

const noGateway =
  'Start etcd with its gRPC gateway (enable-grpc-gateway, on by default), or set the option port to the port of listen-client-http-urls.';
const noUser = 'The cluster has authentication enabled: set the options username and password. The user needs no role.';

const wrongUser = 'Correct the options username and password.';
const noPermission =
  'The user in the options username and password lacks a permission. Grant it: etcdctl user grant-role USERNAME root';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** With authentication and client-cert-auth, the gateway rejects every client certificate that has a common name. */
const noCommonName =
  'Set tls.cert to a client certificate without a common name (CN), and set username and password. With authentication enabled, the gateway accepts no other certificate.';

/** The hint for an error response that does not resolve on its own. */
function hintFor(status: number, complaint: string): string | undefined {
  if (status === 404) return noGateway;
  if (complaint.includes('CommonName of client')) return noCommonName;
  if (/user name is empty|invalid auth token/.test(complaint)) return noUser;
  if (/authentication failed|user name not found/.test(complaint) || status === 401) return wrongUser;
  return complaint.includes('permission denied') || status === 403 ? noPermission : undefined;
}

/** The user belongs to etcd's own authentication, so HTTP basic authentication is not used. */
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
      const reason = typeof message === 'string' ? message : text.startsWith('CommonName of client') ? text.trim() : '';
      const complaint = reason && `: ${reason}`;
      const hint = hintFor(status, complaint);
      throw new NodeError(`${what} returned ${status}${complaint}`, true, { hint, isLasting: hint !== undefined });
    }
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new NodeError(`${what} returned ${status}, but the body is not an etcd response`, true);
  };
}
