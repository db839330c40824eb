import { describeRule } from './test-support/describe-rule.ts';
import { after, copy, silence, type SearchSceneChange, settings } from '../test-support/three-nodes.ts';
import { diskWatermark } from './disk-watermark.ts';

const disk = (available: number, change: Record<string, string> = {}): SearchSceneChange => ({
  cluster: { disks: [{ node: 'B', total: 1000, available }], ...settings({ transient: change }) },
});

const own: SearchSceneChange = { cluster: { disks: [{ node: 'A', total: 1000, available: 100 }] } };

const watermark = 'cluster.routing.allocation.disk.watermark.low';

describeRule(diskWatermark, [
  ['passes with enough space', disk(150)],
  [
    'warns about too little space on another node',
    disk(149),
    ['warn', 'The disk of node-b is 85 % full, above the low watermark (85%)'],
  ],
  ['accepts a share', disk(250, { [watermark]: '0.7' }), ['warn', '(0.7)']],
  ['accepts an amount', disk(1500, { [watermark]: '1kb' })],
  ['warns about less than an amount', disk(1000, { [watermark]: '1kb' }), ['warn', '(1kb)']],
  ['accepts a headroom below the share', disk(149, { [`${watermark}.max_headroom`]: '100b' })],
  ['ignores a disabled headroom', disk(149, { [`${watermark}.max_headroom`]: '-1' }), ['warn', '85 % full']],
  [
    'fails if the disk of the leaving node is full',
    own,
    ['lasting', 'The disk of node-a is 90 % full, above the low watermark (85%): replicas do not return'],
  ],
  ['warns about the disk of the node after its recycle', { ...own, question: after }, ['warn', '90 % full']],
  [
    'warns if the leaving node has no replicated shard',
    { cluster: { ...own.cluster, copies: [copy('bare/0', 'primary', 'A')] } },
    ['warn', '90 % full'],
  ],
  ['passes if the threshold is disabled', disk(0, { 'cluster.routing.allocation.disk.threshold_enabled': 'false' })],
  [
    'warns if the disks cannot be read',
    { cluster: { disks: silence } },
    ['warn', 'The disks cannot be read: the connection was refused'],
  ],
]);
