import { isGap } from '../../kind/gap.ts';
import { type SearchCluster, type ClusterSettings, type Disk, nameOf } from '../snapshot.ts';
import { onCluster, type SearchRule } from './rule.ts';

const diskSettings = 'cluster.routing.allocation.disk';
const units: Record<string, number> = { b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40, pb: 2 ** 50 };

function read({ transient, persistent, defaults }: ClusterSettings, name: string): string | undefined {
  const value = transient[name] ?? persistent[name] ?? defaults[name];
  return typeof value === 'string' ? value : undefined;
}

/** `20gb` → bytes; anything else, `-1` too, is no amount. */
function parseBytes(text: string): number | undefined {
  const [, number, unit] = /^([\d.]+)\s*([kmgtp]?b)$/i.exec(text) ?? [];
  return number === undefined || unit === undefined ? undefined : Number(number) * units[unit.toLowerCase()]!;
}

/** How much must be free: a watermark is a used share (`85%`, `0.85`), or an amount that stays free (`20gb`). */
function mustBeFree({ total }: Disk, watermark: string, headroom: string | undefined): number {
  const bytes = parseBytes(watermark);
  if (bytes !== undefined) return bytes;
  const share = Number.parseFloat(watermark) / (watermark.endsWith('%') ? 100 : 1);
  return Math.min(Math.floor(total * (1 - share)), parseBytes(headroom ?? '') ?? Infinity);
}

function fullDisks({ cluster }: { cluster: SearchCluster }) {
  const { disks, settings } = cluster;
  if (read(settings, `${diskSettings}.threshold_enabled`) === 'false') return [];
  if (isGap(disks)) {
    return [{ subject: 'cluster', message: `The disks cannot be read: ${disks.why}`, severity: 'warn' as const }];
  }
  const watermark = read(settings, `${diskSettings}.watermark.low`) ?? '85%';
  const headroom = read(settings, `${diskSettings}.watermark.low.max_headroom`);
  return disks
    .filter((disk) => disk.available < mustBeFree(disk, watermark, headroom))
    .map(({ node, total, available }) => ({
      subject: nameOf(cluster, node),
      message: `The disk of ${nameOf(cluster, node)} is ${Math.round((1 - available / total) * 100)} % full, beyond the low watermark (${watermark})`,
      hint: 'No replica is allocated to it: its shards may stay unassigned when it is back.',
      severity: 'warn' as const,
    }));
}

export const diskWatermark: SearchRule = {
  id: 'E8',
  code: 'disk-watermark',
  holds: 'Every disk is below the low watermark (a warning).',
  source:
    'https://www.elastic.co/docs/deploy-manage/maintenance/start-stop-services/full-cluster-restart-rolling-restart-procedures',
  judge: onCluster(fullDisks),
};
