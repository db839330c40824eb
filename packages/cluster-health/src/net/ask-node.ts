import { version } from '@esg-recycler/core';
import got, { RequestError } from 'got';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { hostInUrl } from '../options/host-in-url.ts';
import type { TlsOptions } from '../options/tls-option.ts';
import { connectionProblem, NodeError } from './node-error.ts';

/** How to query the nodes of a cluster over HTTP, from the options of a kind. */
export interface NodeAccess {
  scheme?: 'http' | 'https';
  /** Default: the default port of the scheme. */
  port?: number | undefined;
  /** Basic authentication, together with `password`. */
  username?: string | undefined;
  password?: string | undefined;
  tls?: TlsOptions | undefined;
  /** The timeout of one request in milliseconds. */
  timeout: number;
}

export interface NodeRequest {
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** With the query, which no error contains. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. Default: no body. */
  body?: unknown;
  /** Overrides the timeout of the options. Milliseconds. */
  timeoutMs?: number;
  /** The size limit of the response. Default: 16 MiB. */
  maxBytes?: number;
}

export interface NodeAnswer {
  status: number;
  body: string;
}

const defaultMaxBytes = 16 * 1024 * 1024;

/*
 * Separate agents that use no proxy. The proxy of NODE_USE_ENV_PROXY is meant for Spot and AWS, and must not receive the
 * password of the cluster. The global agents of Node.js would use it, and do not support networks in NO_PROXY.
 */
const plainAgent = new HttpAgent({ keepAlive: true });
const secureAgent = new HttpsAgent({ keepAlive: true });
const agentsOfTls = new WeakMap<TlsOptions, HttpsAgent>();

/** One agent for each set of TLS options, so that connections are reused between checks. */
function secureAgentOf(tls: TlsOptions | undefined): HttpsAgent {
  if (tls === undefined) return secureAgent;
  const agent = agentsOfTls.get(tls) ?? new HttpsAgent({ keepAlive: true, ...tls });
  agentsOfTls.set(tls, agent);
  return agent;
}

/** RFC 7617, in UTF-8. */
const basicAuthorization = ({ username, password }: NodeAccess): { authorization?: string } =>
  username === undefined
    ? {}
    : { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };

/**
 * Queries one node over HTTP or HTTPS: never through a proxy, without retries, and without following redirects, which could
 * leak the password to another host. Every status counts as a response.
 *
 * @param address IPv4, IPv6 or a host name
 * @param signal ends the request
 * @throws NodeError if there was no complete response: the reason and, for TLS, the option to correct. It contains no
 *   query, header or password
 */
export async function askNode(
  address: string,
  access: NodeAccess,
  { method = 'GET', path, headers, body, timeoutMs = access.timeout, maxBytes = defaultMaxBytes }: NodeRequest,
  signal: AbortSignal,
): Promise<NodeAnswer> {
  const { scheme = 'http', port, tls } = access;
  const url = new URL(`${scheme}://${hostInUrl(address)}${port === undefined ? '' : `:${port}`}${path}`);
  const tooMuch = new AbortController();
  const request = got(url, {
    method,
    headers: { 'user-agent': `esg-recycler/${version}`, ...basicAuthorization(access), ...headers },
    ...(body !== undefined && { json: body }),
    agent: { http: plainAgent, https: secureAgentOf(tls) },
    retry: { limit: 0 },
    timeout: { request: timeoutMs },
    followRedirect: false,
    throwHttpErrors: false,
    responseType: 'text',
    signal: AbortSignal.any([signal, tooMuch.signal]),
  });
  void request.on('downloadProgress', ({ transferred }) => {
    if (transferred > maxBytes) tooMuch.abort();
  });
  try {
    const { statusCode, body: text } = await request;
    return { status: statusCode, body: text };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    if (tooMuch.signal.aborted) throw new NodeError(`the response is larger than ${maxBytes} bytes`, true);
    if (signal.aborted) throw new NodeError('the health check timed out', false);
    const { why, ...details } = connectionProblem(
      error,
      `${hostInUrl(address)}:${url.port || defaultPorts[scheme]}`,
      timeoutMs,
    );
    throw new NodeError(why, false, details);
  }
}

const defaultPorts = { http: 80, https: 443 };
