import { describe, expect, it } from '@jest/globals';
import { isDue } from './due.ts';
import { instanceOf } from './fixtures.ts';

const noon = Date.parse('2025-05-12T12:00:00Z');
const [morning, evening] = ['2025-05-12T08:00:00.000Z', '2025-05-12T20:00:00.000+0000'];

describe('isDue', () => {
  it.each([
    ['its image differs', { imageId: 'ami-old' }, { target: 'ami-new' }, true],
    ['it runs the target', { imageId: 'ami-new' }, { target: 'ami-new' }, false],
    ['its image is unknown', { imageId: null }, { target: 'ami-new' }, null],
    ['the group names no image', { imageId: 'ami-old' }, { target: null }, null],
    ['it was launched before', { imageId: 'ami-new', launchedAt: morning }, { target: 'ami-new', since: noon }, true],
    ['it was launched after', { imageId: 'ami-new', launchedAt: evening }, { target: 'ami-new', since: noon }, false],
    ['its image differs, launched after', { launchedAt: evening }, { target: 'ami-new', since: noon }, true],
    ['only its launch is known, before', { imageId: null, launchedAt: morning }, { target: 'x', since: noon }, true],
    ['only its launch is known, after', { imageId: null, launchedAt: evening }, { target: 'x', since: noon }, false],
    ['neither is known', { imageId: null, launchedAt: null }, { target: 'ami-new', since: noon }, null],
    ['it runs the target since who knows', { imageId: 'a', launchedAt: null }, { target: 'a', since: noon }, null],
  ])('when %s', (_, fields, criteria, due) => expect(isDue(instanceOf(fields), criteria)).toBe(due));
});
