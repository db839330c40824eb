import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { text } from 'node:stream/consumers';

export const clientPort = 9200;

/** How clients connect if plain HTTP without a login is not allowed. */
export interface Login {
  username: string;
  password: string;
  /** The authority of the nodes' certificates, and the name in them instead of addresses. */
  ca: string;
  serverName: string;
}

interface Call {
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  path: string;
  /** A document, or lines of documents that are ready to be sent. */
  body?: object | string;
  timeoutMs?: number;
}

/** No response, from a node that is down or stops. */
export class NoAnswer extends Error {}

async function send(address: string, call: Call, login: Login | undefined): Promise<{ status: number; body: string }> {
  const { method = 'GET', path, body, timeoutMs = 30_000 } = call;
  const isText = typeof body === 'string';
  const headers = {
    'Content-Type': isText ? 'application/x-ndjson' : 'application/json',
    ...(login && { authorization: `Basic ${btoa(`${login.username}:${login.password}`)}` }),
  };
  const place = { host: address, port: clientPort, path, method, headers, signal: AbortSignal.timeout(timeoutMs) };
  const sent = login
    ? tlsRequest({ ...place, ca: login.ca, servername: login.serverName, agent: false })
    : plainRequest({ ...place, agent: false });
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(new NoAnswer(`${method} ${path}: ${error.message}`));
    sent.once('error', fail);
    sent.once('response', (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), fail);
    });
    sent.end(isText ? body : JSON.stringify(body));
  });
}

/** The nodes of a cluster, as a client knows them. */
export class SearchNodes {
  readonly addresses: readonly string[];
  readonly #login: Login | undefined;

  constructor(addresses: readonly string[], login?: Login) {
    this.addresses = addresses;
    this.#login = login;
  }

  /**
   * Calls one node. A response other than 2xx is an Error with the status and the node's message. An empty response
   * is an empty document.
   */
  async call<T>(address: string, call: Call): Promise<T> {
    const { status, body } = await send(address, call, this.#login);
    if (status < 200 || status > 299) throw new Error(`${call.method} ${call.path}: ${status} ${body.slice(0, 300)}`);
    return JSON.parse(body || '{}') as T;
  }

  /** Calls one node after the other, until one succeeds. */
  async callAny<T>(call: Call): Promise<T> {
    const errors: unknown[] = [];
    for (const address of this.addresses) {
      try {
        return await this.call<T>(address, call);
      } catch (error) {
        errors.push(error);
      }
    }
    throw new AggregateError(errors, `no node answers ${call.path} with success: ${String(errors.at(-1))}`);
  }
}
