import { isGap } from '../../kind/gap.ts';
import { overrideHint } from '../../kind/override-hint.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { settingOf } from '../setting.ts';
import { type Disk, memberAt, nameOf, type SearchCluster, shardKey } from '../snapshot.ts';
import { type Known, onCluster, type SearchRule } from './rule.ts';

const diskSettings = 'cluster.routing.allocation.disk';
const units: Record<string, number> = { b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40, pb: 2 ** 50 };

/** `20gb` → bytes. Anything else, `-1` included, is not an amount. */
function parseBytes(text: string): number | undefined {
  const [, number, unit] = /^([\d.]+)\s*([kmgtp]?b)$/i.exec(text) ?? [];
  return number === undefined || unit === undefined ? undefined : Number(number) * units[unit.toLowerCase()]!;
}

/** The bytes that must be free: a watermark is a used share (`85%`, `0.85`) or a free amount (`20gb`). */
function mustBeFree({ total }: Disk, watermark: string, headroom: string | undefined): number {
  const bytes = parseBytes(watermark);
  if (bytes !== undefined) return bytes;
  const share = Number.parseFloat(watermark) / (watermark.endsWith('%') ? 100 : 1);
  return Math.min(Math.floor(total * (1 - share)), parseBytes(headroom ?? '') ?? Infinity);
}

const others = 'No replica is allocated to this node. Free space on its disk or enlarge it.';
const own = `Free space on the disk, enlarge it, or raise cluster.routing.allocation.disk.watermark.low. ${overrideHint(
  'disk-watermark',
  'replicas do not return unless the recycle brings a new disk',
)}`;

/** The number of shards on the node that have another copy: they need a replica there after the recycle. */
function sharedShardsOn({ copies }: SearchCluster, id: string): number {
  const byShard = Map.groupBy(copies, shardKey);
  return copies.filter((copy) => copy.node === id && byShard.get(shardKey(copy))!.length > 1).length;
}

const describe = (cluster: SearchCluster, { node, total, available }: Disk, watermark: string): string =>
  `The disk of ${nameOf(cluster, node)} is ${Math.round((1 - available / total) * 100)} % full, above the low watermark (${watermark})`;

function fullDisks(known: Known): RuleVerdict[] {
  const { cluster, snapshot, question } = known;
  const { disks, settings } = cluster;
  if (settingOf(settings, `${diskSettings}.threshold_enabled`) === 'false') return [];
  if (isGap(disks)) {
    return [{ subject: 'cluster', message: `The disks cannot be read: ${disks.why}`, severity: 'warn' }];
  }
  const watermark = settingOf(settings, `${diskSettings}.watermark.low`) ?? '85%';
  const headroom = settingOf(settings, `${diskSettings}.watermark.low.max_headroom`);
  const leaving = question.phase === 'before' ? memberAt(snapshot, cluster, question.node)?.id : undefined;
  const losesCopies = leaving !== undefined && question.expect > 1 && sharedShardsOn(cluster, leaving) > 0;
  return disks
    .filter((disk) => disk.available < mustBeFree(disk, watermark, headroom))
    .map((disk): RuleVerdict => {
      const subject = nameOf(cluster, disk.node);
      const message = describe(cluster, disk, watermark);
      if (disk.node !== leaving || !losesCopies) return { subject, message, hint: others, severity: 'warn' };
      return { subject, message: `${message}: replicas do not return to it`, hint: own, isLasting: true };
    });
}

export const diskWatermark: SearchRule = {
  id: 'E8',
  code: 'disk-watermark',
  requires:
    'Before the recycle, the disk of the node is below the low watermark, unless the node holds no replicated shard. Other disks are only a warning.',
  why: 'No replica is allocated to a node above the watermark, not even one that was there before. When the node is back, its copies stay unassigned and the status stays yellow.',
  onFailure: 'Free space on the disk, enlarge it, or raise `cluster.routing.allocation.disk.watermark.low`.',
  override: 'Override it when the node gets a new disk with the recycle.',
  source:
    'Elastic, rolling restart: https://www.elastic.co/docs/deploy-manage/maintenance/start-stop-services/full-cluster-restart-rolling-restart-procedures',
  isOverridable: true,
  judge: onCluster(fullDisks),
};
