export const clientPort = 2379;

/** Sends a request to a member's gRPC gateway. */
export async function askEtcd<T>(address: string, path: string, body: object = {}, timeoutMs = 1000): Promise<T> {
  const response = await fetch(`http://${address}:${clientPort}/v3/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw new Error(`${address} answered ${path} with ${response.status}`);
  return (await response.json()) as T;
}

export const encode = (text: string): string => Buffer.from(text).toString('base64');
export const decode = (text: string): string => Buffer.from(text, 'base64').toString();
