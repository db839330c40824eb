import { expect, it } from '@jest/globals';
import { sentences, taskName } from './failure-words.ts';

it.each([
  ['esg_recycler.spotinst.esg_recycle : Ask the cluster', 'Ask the cluster'],
  ['Wait: for it : there', 'Wait: for it : there'],
])('names the task of %j as its file does', (name, expected) => expect(taskName(name)).toBe(expected));

it('tells every sentence once, with one mark at its end', () =>
  expect(sentences(['Look into it', 'Look into it.', 'Is it "a"?.'])).toBe('Look into it. Is it "a"?'));
