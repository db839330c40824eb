import { describe, expect, it } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { answerOf, instanceOf, statusOf } from './fixtures.ts';
import { describeFleet } from './table.ts';

const now = Date.parse('2019-04-06T08:36:44.000Z');
const answers = [
  answerOf({ id: 'sig-2', name: 'kafka-b' }, [
    instanceOf({ id: 'ssi-3', state: 'ERROR', imageId: null, launchedAt: '2019-04-06T05:00:00.000Z' }),
    instanceOf({ id: 'ssi-2', privateIp: '10.0.0.2', imageId: 'ami-2', launchedAt: '2019-04-06T08:00:00.000Z' }),
  ]),
  answerOf({ id: 'sig-1', name: 'kafka-a' }, [instanceOf({ id: 'ssi-1', privateIp: '10.0.0.1' })]),
  answerOf({ id: 'sig-4', name: 'idle', image: null }, []),
  answerOf(
    { id: 'sig-3', name: 'roaming' },
    [instanceOf({ id: 'ssi-4', state: 'PAUSED', launchedAt: null }), instanceOf({ id: 'ssi-5', instanceId: 'i-5' })],
    [statusOf({ instanceId: 'i-5', privateIp: '10.0.0.5' })],
  ),
];
const show = (isColored = false, shown = answers) =>
  describeFleet(shown, { clusters: { kafka: ['kafka-*'] }, now, isColored });

describe('the table', () => {
  it('shows every instance with drift and age, sorted, and empty groups', () => {
    expect(show()).toEqual([
      'CLUSTER  GROUP  NAME     INSTANCE  STATE   IMAGE  TARGET  DRIFT  AGE  ADDRESS',
      'kafka    sig-1  kafka-a  ssi-1     ACTIVE  ami-1  ami-2   yes    3d   10.0.0.1',
      'kafka    sig-2  kafka-b  ssi-2     ACTIVE  ami-2  ami-2   no     36m  10.0.0.2',
      'kafka    sig-2  kafka-b  ssi-3     ERROR   -      ami-2   ?      3h   -',
      'sig-3    sig-3  roaming  ssi-4     PAUSED  ami-1  ami-2   yes    -    -',
      'sig-3    sig-3  roaming  ssi-5     ACTIVE  ami-1  ami-2   yes    3d   10.0.0.5',
      'sig-4    sig-4  idle     -         -       -      -       -      -    -',
      '5 instances in 4 groups of 3 clusters: 3 with drift, 2 not ACTIVE',
    ]);
  });

  it('is the same in color, for any order of responses', () => {
    const coloured = show(true, answers.toReversed());
    expect(coloured.map(stripVTControlCharacters)).toEqual(show());
    expect(coloured.join('')).toContain('\u001B[31mERROR');
  });

  it('is one line without instances', () => {
    expect(show(false, [])).toEqual(['0 instances in 0 groups of 0 clusters: 0 with drift, 0 not ACTIVE']);
  });
});
