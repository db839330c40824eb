import { describe, expect, it } from '@jest/globals';
import { isDue } from './due.ts';
import { instanceOf } from '../fixtures.ts';

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

  const replaced = { ssi: 'ssi-1', target: 'ami-new', instanceId: 'i-new', launchedAt: morning };
  const automatic = { instanceId: 'i-new', imageId: 'ami-auto', launchedAt: morning };

  it.each([
    ['its own image tells nothing, and nothing is on record', automatic, [], true],
    ['its own image tells nothing, and its replacement is on record', automatic, [replaced], false],
    ['its image is unknown, and its replacement is on record', { ...automatic, imageId: null }, [replaced], false],
    ['its image is unknown, and nothing is on record', { ...automatic, imageId: null }, [], true],
    ['it was replaced, and Spot has replaced it since', { ...automatic, instanceId: 'i-newer' }, [replaced], true],
    ['it was replaced for another target', automatic, [{ ...replaced, target: 'ami-older' }], true],
    ['another was replaced', automatic, [{ ...replaced, ssi: 'ssi-2' }], true],
    ['it was launched from the target, and nothing is on record', { imageId: 'ami-new' }, [], false],
    ['it is out', { instanceId: null, imageId: 'ami-auto' }, [replaced], true],
  ])('where root volumes are to be replaced, when %s', (_, fields, replaceRoot, due) =>
    expect(isDue(instanceOf(fields), { target: 'ami-new', replaceRoot })).toBe(due),
  );

  it.each([
    ['before', evening, true],
    ['after', morning, false],
  ])('where its root volume was replaced %s the time', (_, sinceText, due) => {
    const criteria = { target: 'ami-new', replaceRoot: [replaced], since: Date.parse(sinceText) - 1 };
    expect(isDue(instanceOf(automatic), criteria)).toBe(due);
  });

  it('where root volumes are to be replaced and the group names no image', () =>
    expect(isDue(instanceOf(automatic), { target: null, replaceRoot: [replaced] })).toBeNull());
});
