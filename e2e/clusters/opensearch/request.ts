export const clientPort = 9200;

interface Call {
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  path: string;
  /** A document, or lines of documents that are ready to be sent. */
  body?: object | string;
  timeoutMs?: number;
}

/**
 * Calls one node. An answer that is not of class 2xx is an Error with the status and what the node says; an empty one is
 * an empty document.
 */
export async function request<T>(address: string, { method = 'GET', path, body, timeoutMs = 5000 }: Call): Promise<T> {
  const isText = typeof body === 'string';
  const response = await fetch(`http://${address}:${clientPort}${path}`, {
    method,
    body: isText ? body : JSON.stringify(body),
    headers: { 'Content-Type': isText ? 'application/x-ndjson' : 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
  return JSON.parse(text || '{}') as T;
}

/** Calls one node after the other, until one answers well. */
export async function requestAny<T>(addresses: readonly string[], call: Call): Promise<T> {
  const errors: unknown[] = [];
  for (const address of addresses) {
    try {
      return await request<T>(address, call);
    } catch (error) {
      errors.push(error);
    }
  }
  throw new AggregateError(errors, `no node answers ${call.path} well: ${String(errors.at(-1))}`);
}
