import type { StatefulInstance } from '@esg-recycler/spotinst-client';

/** What a recycle changes or keeps. */
export type Launch = Pick<StatefulInstance, 'instanceId' | 'imageId' | 'privateIp' | 'launchedAt' | 'devices'>;

/** What an intent, a result and a ledger keep of an instance. */
export const launchOf = ({ instanceId, imageId, privateIp, launchedAt, devices }: Launch): Launch => ({
  instanceId,
  imageId,
  privateIp,
  launchedAt,
  devices,
});
