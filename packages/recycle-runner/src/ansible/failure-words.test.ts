import { expect, it } from '@jest/globals';
import { sentences } from './failure-words.ts';

it('puts no period after a command at the end', () => {
  const resume = 'Resume it: spotinst-stateful resume --esg sig-1 --id ssi-1';
  expect(sentences(['Check it', resume])).toBe(`Check it. ${resume}`);
  expect(sentences([resume, 'Check it'])).toBe(`${resume}. Check it.`);
});

it('joins sentences, each once and with one mark at its end', () =>
  expect(sentences(['Check it', 'Check it.', 'Is it "a"?.'])).toBe('Check it. Is it "a"?'));
