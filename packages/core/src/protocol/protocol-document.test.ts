import { expect, it } from '@jest/globals';
import { protocolDocument } from './protocol-document.ts';

it('names everything once, and is plain JSON', () => {
  const document = protocolDocument();
  const { environmentVariables, events, errorCodes } = document;
  for (const names of [Object.values(environmentVariables), events, errorCodes])
    expect(new Set<string>(names).size).toBe(names.length);
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
});
