const written =
  /^(?<date>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d:\d\d:\d\d)(?:[.:](?<fraction>\d+))?\s*(?:Z|(?<sign>[+-])(?<hours>\d\d):?(?<minutes>\d\d))?)?$/i;

/**
 * Reads a timestamp in any format that Spot writes: `2019-12-10T08:01:43.000Z`, `2018-10-03T07:23:24.000+0000` (no
 * colon), `2016-06-19T08:51:00:00Z` (an extra colon), `2016-10-01`, and milliseconds since 1970 as text. Without a zone
 * it is UTC. Compare such times only with each other, never with the local clock.
 *
 * @returns milliseconds since 1970; null for an absent or unreadable value
 */
export function parseSpotTime(value: string | null | undefined): number | null {
  const text = value?.trim() ?? '';
  if (/^\d{13}$/.test(text)) return Number(text);
  const parts = written.exec(text)?.groups;
  if (!parts) return null;
  const { date, time = '00:00:00', fraction = '', sign, hours = '00', minutes = '00' } = parts;
  const zone = sign ? `${sign}${hours}:${minutes}` : 'Z';
  const ms = Date.parse(`${date}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`);
  return Number.isNaN(ms) ? null : ms;
}
