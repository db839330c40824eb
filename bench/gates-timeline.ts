import type { Sample } from '../e2e/clusters/samples.ts';

/** The state of a cluster in one second, from healthy to worst. */
export const stands = ['.', '-', 'm', 'X'] as const;
export type Stand = (typeof stands)[number];

export const legend =
  'a second each, its worst moment: . healthy, - one out or behind, m writes wait or are refused, X some of it serves nobody';

const perLine = 60;

/** The worst of each second; a sample counts until the next one. */
function worstOfEach(samples: readonly Sample<Stand>[], from: number): Stand[] {
  const length = Math.ceil(((samples.at(-1)?.at ?? from) - from) / 1000);
  const worst = Array.from({ length }, () => 0);
  for (const [index, { at, value }] of samples.entries()) {
    const until = samples[index + 1]?.at ?? at;
    const first = Math.max(0, Math.floor((at - from) / 1000));
    for (let second = first; second < length && from + second * 1000 <= until; second += 1)
      worst[second] = Math.max(worst[second]!, stands.indexOf(value));
  }
  return worst.map((stand) => stands[stand]!);
}

/**
 * One character a second. Below, the number of each recycle at the time of its request.
 *
 * @param from the start of the first second
 * @param steps the time of each recycle request
 */
export function timelineText(samples: readonly Sample<Stand>[], from: number, steps: readonly number[]): string {
  const signs = worstOfEach(samples, from).join('');
  const marks = Array.from(signs, () => ' ');
  for (const [index, at] of steps.entries()) marks[Math.floor((at - from) / 1000)] = String(index + 1);
  const lines: string[] = [];
  for (let start = 0; start < signs.length; start += perLine) {
    lines.push(`    ${String(start).padStart(4)} s  ${signs.slice(start, start + perLine)}`);
    lines.push(`            ${marks.slice(start, start + perLine).join('')}`.trimEnd());
  }
  return lines.filter((line) => line !== '').join('\n');
}
