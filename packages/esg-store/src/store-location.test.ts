import { describe, expect, it } from '@jest/globals';
import { locateStore } from './store-location.ts';

const folders = { stateDir: '/state', cacheDir: '/cache' };

describe('locateStore', () => {
  it('keeps cache and state in two files by default', () => {
    expect(locateStore(undefined, folders)).toEqual({
      cacheFile: '/cache/cache.sqlite',
      stateFile: '/state/state.sqlite',
    });
  });

  it('uses one file for both with a sqlite URL', () => {
    expect(locateStore('sqlite:///srv/my%20store.sqlite', folders)).toEqual({
      cacheFile: '/srv/my store.sqlite',
      stateFile: '/srv/my store.sqlite',
    });
  });

  it('has no file in memory', () => {
    expect(locateStore('memory:', folders)).toEqual({ cacheFile: undefined, stateFile: undefined });
  });

  it.each([
    ['redis://user:hunter2@host/0', 'store-unsupported'],
    ['rediss://:hunter2@host', 'store-unsupported'],
    ['postgres://user:hunter2@host/db', 'store-unsupported'],
    ['postgresql://user:hunter2@host/db', 'store-unsupported'],
    ['mysql://user:hunter2@host/db', 'store-invalid'],
    ['sqlite://relative/hunter2', 'store-invalid'],
    ['sqlite:///file?mode=hunter2', 'store-invalid'],
    ['sqlite:///file%zzhunter2', 'store-invalid'],
    ['/plain/hunter2', 'store-invalid'],
  ])('refuses %s without repeating a password', (url, code) => {
    const locate = () => locateStore(url, folders);
    expect(locate).toThrow(expect.objectContaining({ code, exitCode: 2, message: expect.stringMatching(/^store: /) }));
    expect(locate).toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') }));
  });

  it('names sqlite for an unsupported scheme', () => {
    expect(() => locateStore('redis://host', folders)).toThrow('redis:// is not supported; use sqlite');
  });
});
