import type { StatefulInstance } from '@esg-recycler/spotinst-client';

/** The properties that a recycle changes or keeps. */
export type Launch = Pick<StatefulInstance, 'instanceId' | 'imageId' | 'privateIp' | 'launchedAt' | 'devices'>;

/** The properties of an instance that intents, results and ledgers record. */
export const launchOf = ({ instanceId, imageId, privateIp, launchedAt, devices }: Launch): Launch => ({
  instanceId,
  imageId,
  privateIp,
  launchedAt,
  devices,
});
