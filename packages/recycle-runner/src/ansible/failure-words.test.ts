import { expect, it } from '@jest/globals';
import { sentences, taskName } from './failure-words.ts';

it.each([
  ['esg_recycler.spotinst.esg_recycle : Check the cluster', 'Check the cluster'],
  ['Wait: for it : there', 'Wait: for it : there'],
])('reads the name of the task from %j', (name, expected) => expect(taskName(name)).toBe(expected));

it('joins sentences, each once and with one mark at its end', () =>
  expect(sentences(['Check it', 'Check it.', 'Is it "a"?.'])).toBe('Check it. Is it "a"?'));
