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
    [
      'only its launch time is known, before',
      { imageId: null, launchedAt: morning },
      { target: 'x', since: noon },
      true,
    ],
    [
      'only its launch time is known, after',
      { imageId: null, launchedAt: evening },
      { target: 'x', since: noon },
      false,
    ],
    ['neither is known', { imageId: null, launchedAt: null }, { target: 'ami-new', since: noon }, null],
    ['it runs the target, launch time unknown', { imageId: 'a', launchedAt: null }, { target: 'a', since: noon }, null],
  ])('when %s', (_, fields, criteria, due) => expect(isDue(instanceOf(fields), criteria)).toBe(due));

  const replaced = { ssi: 'ssi-1', target: 'ami-new', instanceId: 'i-new', launchedAt: morning };
  const automatic = { instanceId: 'i-new', imageId: 'ami-auto', launchedAt: morning };

  it.each([
    ['it has an automatic image and no record', automatic, [], true],
    ['it has an automatic image and a recorded replacement', automatic, [replaced], false],
    ['its image is unknown, with a recorded replacement', { ...automatic, imageId: null }, [replaced], false],
    ['its image is unknown, without a record', { ...automatic, imageId: null }, [], true],
    ['Spot replaced it after its recorded replacement', { ...automatic, instanceId: 'i-newer' }, [replaced], true],
    ['it was replaced for another target', automatic, [{ ...replaced, target: 'ami-older' }], true],
    ['another instance was replaced', automatic, [{ ...replaced, ssi: 'ssi-2' }], true],
    ['it runs the target, without a record', { imageId: 'ami-new' }, [], false],
    ['it is down', { instanceId: null, imageId: 'ami-auto' }, [replaced], true],
  ])('with replaceRoot, when %s', (_, fields, replaceRoot, due) =>
    expect(isDue(instanceOf(fields), { target: 'ami-new', replaceRoot })).toBe(due),
  );

  it.each([
    ['before', evening, true],
    ['after', morning, false],
  ])('with replaceRoot and since, replaced %s that time', (_, sinceText, due) => {
    const criteria = { target: 'ami-new', replaceRoot: [replaced], since: Date.parse(sinceText) - 1 };
    expect(isDue(instanceOf(automatic), criteria)).toBe(due);
  });

  it('with replaceRoot, when the group has no image', () =>
    expect(isDue(instanceOf(automatic), { target: null, replaceRoot: [replaced] })).toBeNull());
});
