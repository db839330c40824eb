import { h } from 'preact';
import type { Change, InstanceView } from '../view/instance-view.ts';
import { durationText } from '../view/report-view.ts';
import { clockText, mark } from '../view/words.ts';
import { type Content, id, quiet, tableOf, toneOf } from './elements.ts';

const line = (...content: Content[]): Content => h('div', null, ...content);

const changed = ({ before, after, isSame }: Change): Content =>
  isSame ? line(id(before), quiet(' unchanged')) : [line(id(before)), line(quiet('→ '), id(after))];

/** The columns, and the properties in each. */
const columns: readonly (readonly [string, readonly string[]])[] = [
  ['EC2 instance', ['EC2 instance']],
  ['Image', ['Image']],
  ['Launched', ['Launched']],
  ['Address and volumes', ['Address', 'Volumes']],
];

const nameOf = ({ ssi, address, earlierRun }: InstanceView): Content => [
  line(address === '–' ? ssi : address),
  line(h('small', null, ssi)),
  earlierRun && line(h('small', null, `begun by run ${earlierRun}`)),
];

const stateOf = ({ state, reason, startedAt, tookMs }: InstanceView): Content => [
  line(h('span', { class: toneOf(state) }, `${mark(state)} ${state}`)),
  startedAt && line(quiet(`${clockText(startedAt)}, ${durationText(tookMs)}`)),
  reason && h('div', { class: 'reason' }, reason),
];

/** The evidence of every instance: what it was before, and what it is now. */
export const instanceTable = (instances: readonly InstanceView[]): Content =>
  tableOf(
    'Instances before and after',
    ['Instance', 'Result', ...columns.map(([heading]) => heading)],
    instances.map((instance) => [
      nameOf(instance),
      stateOf(instance),
      ...columns.map(([, properties]) => {
        const changes = instance.changes.filter(({ what }) => properties.includes(what));
        return changes.length > 0 ? changes.map(changed) : '–';
      }),
    ]),
    'wide',
  );
