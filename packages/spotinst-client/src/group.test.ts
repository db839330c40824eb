import { describe, expect, it } from '@jest/globals';
import { group, imageOf, isStateful, persistenceOf, tagsOf } from './group.ts';

const parse = (wire: object) => group.parse({ id: 'sig-1', name: 'kafka', ...wire });
const flags = (privateIp: boolean, blockDevices: boolean, rootDevice: boolean) => ({
  shouldPersistPrivateIp: privateIp,
  shouldPersistBlockDevices: blockDevices,
  shouldPersistRootDevice: rootDevice,
});

describe('whether a group is stateful', () => {
  it.each([
    ['no strategy', {}, false],
    ['no persistence', { strategy: {} }, false],
    ['persistence that is null', { strategy: { persistence: null } }, false],
    ['persistence that is empty', { strategy: { persistence: {} } }, false],
    ['all flags false', { strategy: { persistence: flags(false, false, false) } }, false],
    ['its address persisted', { strategy: { persistence: flags(true, false, false) } }, true],
    ['its volumes persisted', { strategy: { persistence: flags(false, true, false) } }, true],
    ['its root volume persisted', { strategy: { persistence: { shouldPersistRootDevice: true } } }, true],
  ])('%s', (_name, wire, expected) => {
    expect(isStateful(parse(wire))).toBe(expected);
  });

  it('is an error when persistence cannot be read', () => {
    expect(() => parse({ strategy: { persistence: { shouldPersistPrivateIp: 'yes' } } })).toThrow('expected boolean');
    expect(() => parse({ strategy: { persistence: [] } })).toThrow('expected object');
  });
});

describe('a group', () => {
  it('reports what survives a recycle', () => {
    const persistence = { ...flags(true, true, false), blockDevicesMode: 'reattach' };
    expect(persistenceOf(parse({ strategy: { persistence } }))).toEqual({
      privateIp: true,
      blockDevices: true,
      rootDevice: false,
      blockDevicesMode: 'reattach',
    });
    expect(persistenceOf(parse({}))).toMatchObject({ privateIp: false, blockDevicesMode: null });
  });

  it('reports its image and its tags', () => {
    const tags = [
      { tagKey: 'Env', tagValue: 'prod' },
      { tagKey: 'Empty', tagValue: null },
      { tagKey: null, tagValue: 'nothing' },
      { tagKey: '__proto__', tagValue: 'x' },
    ];
    const tagged = parse({ compute: { launchSpecification: { imageId: 'ami-1', tags } } });
    expect(imageOf(tagged)).toBe('ami-1');
    expect(Object.entries(tagsOf(tagged))).toEqual([
      ['Env', 'prod'],
      ['Empty', ''],
      ['__proto__', 'x'],
    ]);
    for (const bare of [{}, { compute: null }, { compute: { launchSpecification: { imageId: '', tags: null } } }]) {
      expect(imageOf(parse(bare))).toBeNull();
      expect(tagsOf(parse(bare))).toEqual({});
    }
  });

  it('keeps unknown fields, and reads a size that is text', () => {
    const blockDeviceMappings = [{ deviceName: '/dev/xvdx', ebs: { volumeSize: '22', iops: 3 } }];
    const parsed = parse({ multai: { a: 1 }, compute: { launchSpecification: { blockDeviceMappings } } });
    expect(parsed).toMatchObject({
      multai: { a: 1 },
      compute: { launchSpecification: { blockDeviceMappings: [{ ebs: { volumeSize: 22, iops: 3 } }] } },
    });
  });

  it('drops its scripts, which can contain secrets', () => {
    const launchSpecification = { imageId: 'ami-1', userData: 'c2VjcmV0', shutdownScript: 'c2VjcmV0' };
    expect(JSON.stringify(parse({ compute: { launchSpecification } }))).not.toContain('c2VjcmV0');
  });

  it('has its id as name when it has no name', () => {
    expect(group.parse({ id: 'sig-1', name: null })).toMatchObject({ name: 'sig-1', region: null });
  });
});
