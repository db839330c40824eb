import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { node, repository } from '../support/executables.ts';
import type { ClusterKind } from './kind.ts';

/** Images of a kind: each is a version, except the one whose process never serves. */
interface Images {
  old: string;
  new: string;
  broken: string;
}

/** The names of a cluster's parts, and the simulator's scenario that runs them. */
export interface ClusterPlan {
  /** The first of its groups, usually the only one. */
  group: string;
  groups: readonly string[];
  /** Stateful instances, in the order of their addresses. */
  ssis: readonly string[];
  addresses: readonly string[];
  images: Images;
  /** The versions of the old and the new image. */
  versions: readonly [old: string, new: string];
  scenario: ScenarioInput;
}

const versions = JSON.parse(readFileSync(join(repository, 'tools/cluster-jars/versions.json'), 'utf8')) as Record<
  string,
  [old: string, new: string]
>;

/**
 * In each group, three instances (or as many as the kind sets) on the old version. The group has the new image.
 *
 * @param network the first three numbers of all addresses
 * @param folder holds the nodes' data
 */
export function planCluster(
  { name, firstHost, size = 3, groups: names = [name], images: own }: ClusterKind,
  network: string,
  folder: string,
): ClusterPlan {
  const [oldVersion, newVersion] = own ?? versions[name]!;
  const imageOf = (version: string): string => `ami-${name}-${version}`;
  const images = { old: imageOf(oldVersion), new: imageOf(newVersion), broken: imageOf('broken') };
  const addresses = names.flatMap((_, nth) =>
    Array.from({ length: size }, (__, index) => `${network}.${firstHost + size * nth + index}`),
  );
  const ssis = addresses.map((_, index) => `ssi-${name}-${index + 1}`);
  const groups = names.map((each) => `sig-${each}`);
  const commandOf = (version: string): string[] => [
    node,
    join(repository, 'e2e/clusters', name, 'node.mjs'),
    '--version',
    version,
    '--address',
    '{address}',
    '--data',
    '{dataDir}',
    '--members',
    addresses.join(),
  ];
  const instances = addresses.map((privateIp, index) => ({ id: ssis[index]!, privateIp, imageId: images.old }));
  const scenario: ScenarioInput = {
    groups: names.map((each, nth) => ({
      id: `sig-${each}`,
      name: `my ${each}`,
      image: images.new,
      instances: instances.slice(size * nth, size * (nth + 1)),
    })),
    recycling: { lagMs: 200, durationMs: 1000 },
    processes: Object.fromEntries(
      [oldVersion, newVersion, 'broken'].map((version) => [imageOf(version), commandOf(version)]),
    ),
    machines: { folder, killAfterMs: 30_000 },
  };
  const versionPair = [oldVersion, newVersion] as const;
  return { group: groups[0]!, groups, ssis, addresses, images, versions: versionPair, scenario };
}
