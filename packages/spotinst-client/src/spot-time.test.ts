import { expect, it } from '@jest/globals';
import { parseSpotTime } from './spot-time.ts';

it.each([
  ['2019-12-10T08:01:43.000Z', '2019-12-10T08:01:43.000Z'],
  ['2018-10-03T07:23:24.000+0000', '2018-10-03T07:23:24.000Z'],
  ['2018-10-03T07:23:24+02:00', '2018-10-03T05:23:24.000Z'],
  ['2018-10-03T07:23:24.5-0130', '2018-10-03T08:53:24.500Z'],
  ['2016-06-19T08:51:00:00Z', '2016-06-19T08:51:00.000Z'],
  ['2018-10-03 07:23:24', '2018-10-03T07:23:24.000Z'],
  ['2016-10-01', '2016-10-01T00:00:00.000Z'],
  ['1542715200000', '2018-11-20T12:00:00.000Z'],
])('reads %s', (text, expected) => {
  expect(new Date(parseSpotTime(text) ?? Number.NaN).toISOString()).toBe(expected);
});

it.each([null, undefined, '', 'soon', '2019-13-45T00:00:00Z', '12', '08:51'])('returns null for %j', (text) => {
  expect(parseSpotTime(text)).toBeNull();
});
