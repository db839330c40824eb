import { expect, it } from '@jest/globals';
import { sentences, taskName, withoutHints } from './failure-words.ts';

it.each([
  ['esg_recycler.spotinst.esg_recycle : Ask the cluster', 'Ask the cluster'],
  ['Wait: for it : there', 'Wait: for it : there'],
])('names the task of %j as its file does', (name, expected) => expect(taskName(name)).toBe(expected));

it('takes the hints from the end of a failure, and none from within', () => {
  const hints = ['Look into it.', 'Did you mean "in-sync"?'];
  const told = 'Look into it. It is shut: in-sync: 2 of 3. Look into it. Did you mean "in-sync"?.';
  expect(withoutHints(told, hints)).toBe('Look into it. It is shut: in-sync: 2 of 3');
  expect(withoutHints('It is shut. Did you mean "in-sync"? Look into it.', hints)).toBe('It is shut');
  expect(withoutHints('It is shut', hints)).toBe('It is shut');
});

it('tells every sentence once, with one mark at its end', () =>
  expect(sentences(['Look into it', 'Look into it.', 'Is it "a"?.'])).toBe('Look into it. Is it "a"?'));
