import { describeRule } from './test-support/describe-rule.ts';
import { after, copy, silence, type SearchSceneChange, settings } from '../test-support/three-nodes.ts';
import { diskWatermark } from './disk-watermark.ts';

const disk = (available: number, change: Record<string, string> = {}): SearchSceneChange => ({
  cluster: { disks: [{ node: 'B', total: 1000, available }], ...settings({ transient: change }) },
});

const own: SearchSceneChange = { cluster: { disks: [{ node: 'A', total: 1000, available: 100 }] } };

const watermark = 'cluster.routing.allocation.disk.watermark.low';

describeRule(diskWatermark, [
  ['enough room', disk(150)],
  ['too little', disk(149), ['warn', 'The disk of node-b is 85 % full, beyond the low watermark (85%)']],
  ['a share', disk(250, { [watermark]: '0.7' }), ['warn', '(0.7)']],
  ['an amount', disk(1500, { [watermark]: '1kb' })],
  ['too little of an amount', disk(1000, { [watermark]: '1kb' }), ['warn', '(1kb)']],
  ['a headroom below the share', disk(149, { [`${watermark}.max_headroom`]: '100b' })],
  ['no headroom', disk(149, { [`${watermark}.max_headroom`]: '-1' }), ['warn', '85 % full']],
  ['the own one', own, ['lasting', 'The disk of node-a is 90 % full, beyond the low watermark (85%): replicas do not']],
  ['the own one, the node back', { ...own, question: after }, ['warn', '90 % full']],
  [
    'the own one, without replicas',
    { cluster: { ...own.cluster, copies: [copy('bare/0', 'primary', 'A')] } },
    ['warn', '90 % full'],
  ],
  ['not looked at', disk(0, { 'cluster.routing.allocation.disk.threshold_enabled': 'false' })],
  ['not read', { cluster: { disks: silence } }, ['warn', 'The disks cannot be read: the connection was refused']],
]);
