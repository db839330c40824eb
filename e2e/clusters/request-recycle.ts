import type { Simulator } from '@esg-recycler/spot-simulator';

/** Requests a recycle through the API, without a health check. */
export async function requestRecycle({ url, token, accountId }: Simulator, group: string, ssi: string): Promise<void> {
  const path = `/aws/ec2/group/${group}/statefulInstance/${ssi}/recycle`;
  const response = await fetch(`${url}${path}?accountId=${accountId}`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${token}` },
  });
  if (!response.ok) throw new Error(`${ssi} is not recycled: ${response.status} ${await response.text()}`);
}
