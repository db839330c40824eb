import { phaseNames } from '../phases.ts';
import { currentOf, type InstanceProgress, type Progress } from '../progress.ts';
import { drawHeader } from './header.ts';
import { drawInstance, drawWait } from './instance.ts';
import { drawList } from './list.ts';
import { cut, spinnerOf, type View, widthOf } from './view.ts';

/** How many rows of the list stay when the instance in progress needs the room. */
const leastList = 5;

function titleOf({ ssi, address, phases }: InstanceProgress, view: View): string {
  const step = phases.at(-1)?.number ?? 1;
  const place = address === '' ? '' : ` (${address})`;
  return view.paint('strong', cut(`${ssi}${place}: step ${step} of ${phaseNames.length}`, widthOf(view), view));
}

/** Ansible needs a few seconds to start, without an event. */
function betweenInstances(progress: Progress, view: View): string[] {
  const next = progress.instances.find(({ mark }) => mark === 'waiting');
  if (progress.wait) return drawWait(progress.wait, view);
  if (!next || progress.instances.some(({ mark }) => mark === 'failed')) return [];
  const text = cut('starting ansible-playbook for the next instance', Math.max(1, widthOf(view) - 4), view);
  return [`  ${view.paint('busy', spinnerOf(view))} ${text}`];
}

/** The block about the instance in progress, with as many details as fit. */
function currentBlock(progress: Progress, rows: number, view: View): string[] {
  const current = currentOf(progress);
  if (!current) return betweenInstances(progress, view);
  const title = titleOf(current, view);
  const blocks = (['all', 'now', 'one'] as const).map((detail) => [title, ...drawInstance(current, detail, view)]);
  return blocks.find(({ length }) => length <= rows) ?? blocks.at(-1)!;
}

/** The progress as lines that fit on the screen. */
export function draw(progress: Progress, view: View): string[] {
  const rows = Math.max(1, view.rows - 1);
  const header = drawHeader(progress, view);
  const listRows = Math.min(progress.instances.length, leastList);
  const block = currentBlock(progress, rows - header.length - listRows - 2, view);
  const gap = block.length > 0 ? [''] : [];
  const list = drawList(progress, Math.max(0, rows - header.length - block.length - 1 - gap.length), view);
  return [...header, '', ...list, ...gap, ...block].slice(0, rows);
}
