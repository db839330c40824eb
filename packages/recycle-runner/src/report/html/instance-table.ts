import { h } from 'preact';
import type { PropertyChange, InstanceReport } from '../view/instance-report.ts';
import { durationText } from '../view/report-view.ts';
import { clockText, mark } from '../view/words.ts';
import { type Content, id, quiet, tableOf, toneOf } from './elements.ts';

const line = (...content: Content[]): Content => h('div', null, ...content);

/** What stays is in the first column, and with its ids in the evidence. */
const kept: Readonly<Record<string, (value: string) => string>> = {
  Address: () => 'address unchanged',
  Volumes: (value) => {
    const count = value.split(', ').length;
    return `${count} ${count === 1 ? 'volume' : 'volumes'} unchanged`;
  },
};

const changed = ({ what, before, after, isSame }: PropertyChange): Content => {
  if (isSame) return line(kept[what] ? quiet(kept[what](before)) : [id(before), quiet(' unchanged')]);
  return [line(id(before)), line(quiet('→ '), id(after))];
};

/** The columns, and the properties in each. */
const columns: readonly (readonly [string, readonly string[]])[] = [
  ['EC2 instance', ['EC2 instance']],
  ['Image', ['Image']],
  ['Launched', ['Launched']],
  ['Address and volumes', ['Address', 'Volumes']],
];

const nameOf = ({ ssi, address, earlierRun }: InstanceReport): Content => [
  line(address === '–' ? ssi : address),
  line(h('small', null, ssi)),
  earlierRun && [line(h('small', null, 'begun by run')), line(h('small', null, earlierRun))],
];

const stateOf = ({ state, reason, startedAt, tookMs }: InstanceReport): Content => [
  line(h('span', { class: toneOf(state) }, `${mark(state)} ${state}`)),
  startedAt && line(quiet(`${clockText(startedAt)}, ${durationText(tookMs)}`)),
  reason && h('div', { class: 'reason' }, reason),
];

/** The evidence of every instance: what it was before, and what it is now. */
export const instanceTable = (instances: readonly InstanceReport[]): Content =>
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
