import { styleText } from 'node:util';
import { type Clusters, clusterOf, countOf, table } from '@esg-recycler/core';
import { imageOf, parseSpotTime } from '@esg-recycler/spotinst-client';
import { driftOf } from './drift.ts';
import { type GroupAnswer, type LocatedInstance, locateInstances } from './hosts.ts';
import { compare } from './sorted.ts';

export interface TableOptions {
  clusters: Clusters;
  /** Milliseconds since the epoch; ages are counted from it. */
  now: number;
  isColored: boolean;
}

type Color = 'red' | 'yellow' | 'green' | 'dim' | 'bold';

interface Cell {
  text: string;
  color?: Color;
}

const plain = (text: string | null): Cell => (text === null ? { text: '-', color: 'dim' } : { text });

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `12d`, `3h`, `45m`: the largest unit that fits. */
function ageOf(time: string | null, now: number): string | null {
  const at = parseSpotTime(time);
  if (at === null) return null;
  const age = Math.max(0, now - at);
  if (age >= dayMs) return `${Math.floor(age / dayMs)}d`;
  return age >= hourMs ? `${Math.floor(age / hourMs)}h` : `${Math.floor(age / minuteMs)}m`;
}

const stateCell = (state: string): Cell => ({
  text: state,
  color: state === 'ACTIVE' ? 'green' : state === 'ERROR' ? 'red' : 'yellow',
});

function driftCell(drift: boolean | null): Cell {
  if (drift === null) return { text: '?', color: 'dim' };
  return drift ? { text: 'yes', color: 'yellow' } : { text: 'no' };
}

const headings = ['CLUSTER', 'GROUP', 'NAME', 'INSTANCE', 'STATE', 'IMAGE', 'TARGET', 'DRIFT', 'AGE', 'ADDRESS'];

function rowOf({ answer: { group }, instance, address }: LocatedInstance, cluster: string, now: number): Cell[] {
  return [
    plain(cluster),
    plain(group.id),
    plain(group.name),
    plain(instance.id),
    stateCell(instance.state),
    plain(instance.imageId),
    plain(imageOf(group)),
    driftCell(driftOf(group, instance.imageId)),
    plain(ageOf(instance.launchedAt, now)),
    plain(address),
  ];
}

/** The row of a group without instances. */
const emptyRow = ({ group }: GroupAnswer, cluster: string): Cell[] => {
  const known = [cluster, group.id, group.name, null, null, null, imageOf(group), null, null, null];
  return known.map(plain);
};

const paint = ({ text, color }: Cell, isColored: boolean): string =>
  isColored && color ? styleText(color, text, { validateStream: false }) : text;

/**
 * One line per instance, sorted by cluster, group and id, and a summary line. Groups without instances have a line too.
 * IMAGE is the image of the instance, TARGET the image of its group, AGE the time since the launch.
 */
export function describeFleet(answers: readonly GroupAnswer[], { clusters, now, isColored }: TableOptions): string[] {
  const groups = answers
    .map((answer) => ({ answer, cluster: clusterOf(answer.group, clusters), located: locateInstances(answer) }))
    .toSorted((a, b) => compare(a.cluster, b.cluster) || compare(a.answer.group.id, b.answer.group.id));
  const rows = groups.flatMap(({ answer, cluster, located }) =>
    located.length === 0
      ? [emptyRow(answer, cluster)]
      : located
          .toSorted((a, b) => compare(a.instance.id, b.instance.id))
          .map((instance) => rowOf(instance, cluster, now)),
  );
  const instances = groups.flatMap(({ located }) => located);
  const drifted = instances.filter(({ answer, instance }) => driftOf(answer.group, instance.imageId) === true);
  const inactive = instances.filter(({ instance }) => instance.state !== 'ACTIVE');
  const clusterCount = new Set(groups.map(({ cluster }) => cluster)).size;
  const summary =
    `${countOf(instances.length, 'instance')} in ${countOf(groups.length, 'group')} of ${countOf(clusterCount, 'cluster')}: ` +
    `${drifted.length} with drift, ${inactive.length} not ACTIVE`;
  const header = headings.map((text): Cell => ({ text, color: 'bold' }));
  const shown = rows.length > 0 ? [header, ...rows] : [];
  return [...table(shown.map((row) => row.map((cell) => paint(cell, isColored)))), summary];
}
