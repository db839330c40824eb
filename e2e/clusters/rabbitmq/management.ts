export const managementPort = 15_672;

const authorization = `Basic ${btoa('admin:admin')}`;

interface ManagementRequest {
  method?: 'GET' | 'PUT' | 'DELETE' | 'POST';
  body?: object;
  /** Default 3000. */
  timeoutMs?: number;
}

/** Queries the management API of a node, as its administrator. */
export async function manage<T>(address: string, path: string, request: ManagementRequest = {}): Promise<T> {
  const { method = 'GET', body, timeoutMs = 3000 } = request;
  const response = await fetch(`http://${address}:${managementPort}/api/${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} at ${address}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
