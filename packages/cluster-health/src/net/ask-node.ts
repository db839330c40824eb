import { version } from '@esg-recycler/core';
import got, { RequestError } from 'got';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { hostInUrl } from '../options/host-in-url.ts';
import type { TlsOptions } from '../options/tls-option.ts';
import { connectionProblem, NodeError } from './node-error.ts';

/** How the nodes of a cluster are asked over HTTP: what the options of a kind say. */
export interface NodeAccess {
  scheme?: 'http' | 'https';
  /** The scheme's own where none is named. */
  port?: number | undefined;
  /** Basic authentication, together with `password`. */
  username?: string | undefined;
  password?: string | undefined;
  tls?: TlsOptions | undefined;
  /** How long one answer may take; milliseconds. */
  timeout: number;
}

export interface NodeRequest {
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** The query included, which no error tells. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent: no body at all. */
  body?: unknown;
  /** Instead of the access's own; milliseconds. */
  timeoutMs?: number;
  /** An answer that grows beyond it is given up; 16 MiB where it is not said. */
  maxBytes?: number;
}

export interface NodeAnswer {
  status: number;
  body: string;
}

const defaultMaxBytes = 16 * 1024 * 1024;

/*
 * Agents of our own, which know no proxy: that of NODE_USE_ENV_PROXY is the way to Spot and AWS, and would be given the
 * password of the cluster. Node's global agents would take it, and do not understand a network in NO_PROXY.
 */
const plainAgent = new HttpAgent({ keepAlive: true });
const secureAgent = new HttpsAgent({ keepAlive: true });
const agentsOfTls = new WeakMap<TlsOptions, HttpsAgent>();

/** One for each set of TLS options, so that connections are kept from one look to the next. */
function secureAgentOf(tls: TlsOptions | undefined): HttpsAgent {
  if (tls === undefined) return secureAgent;
  const agent = agentsOfTls.get(tls) ?? new HttpsAgent({ keepAlive: true, ...tls });
  agentsOfTls.set(tls, agent);
  return agent;
}

/** As RFC 7617 has it, in UTF-8. */
const basicAuthorization = ({ username, password }: NodeAccess): { authorization?: string } =>
  username === undefined
    ? {}
    : { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };

/**
 * Asks one node over HTTP or HTTPS: never through a proxy, without retry, and without following a redirect, which could
 * carry the password to another host. Whatever its status, an answer is an answer.
 *
 * @param address IPv4, IPv6 or a host name
 * @param signal ends the request
 * @throws NodeError where no whole answer came: why, and for TLS the option that heals it. It tells no query, header or
 *   password
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
    if (tooMuch.signal.aborted) throw new NodeError(`the answer is larger than ${maxBytes} bytes`, true);
    if (signal.aborted) throw new NodeError('the check ran out of time', false);
    const { why, ...details } = connectionProblem(
      error,
      `${hostInUrl(address)}:${url.port || defaultPorts[scheme]}`,
      timeoutMs,
    );
    throw new NodeError(why, false, details);
  }
}

const defaultPorts = { http: 80, https: 443 };
