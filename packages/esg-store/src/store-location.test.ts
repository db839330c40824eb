import { describe, expect, it } from '@jest/globals';
import { locateStore } from './store-location.ts';

const folders = { stateDir: '/state', cacheDir: '/cache' };

describe('locateStore', () => {
  it('keeps cache and state in two files by default', () => {
    expect(locateStore(undefined, folders)).toEqual({
      kind: 'files',
      cacheFile: '/cache/cache.sqlite',
      stateFile: '/state/state.sqlite',
    });
  });

  it('uses one file for both with a sqlite URL', () => {
    expect(locateStore('sqlite:///srv/my%20store.sqlite', folders)).toEqual({
      kind: 'files',
      cacheFile: '/srv/my store.sqlite',
      stateFile: '/srv/my store.sqlite',
    });
  });

  it('has no file in memory', () => {
    expect(locateStore('memory:', folders)).toEqual({ kind: 'memory' });
  });

  it.each([
    ['redis://user:hunter2@host/2', 'redis', 'redis://host/2'],
    ['rediss://:hunter2@host:6380?x=hunter2', 'redis', 'rediss://host:6380'],
    ['postgres://user:hunter2@host/db?sslmode=require', 'postgres', 'postgres://host/db'],
    ['postgresql://user@[::1]:5433/db', 'postgres', 'postgresql://[::1]:5433/db'],
  ])('keeps everything on the server of %s, named without credentials', (url, kind, place) => {
    expect(locateStore(url, folders)).toEqual({ kind, url, place });
  });

  it.each([
    'mysql://user:hunter2@host/db',
    'redis://user:hunter2@',
    'postgres://user:hunter2@host:port/db',
    'postgres://user:hunter2@host',
    'redis://host/hunter2',
    'redis://user:a@b/hunter2@host',
    'sqlite://relative/hunter2',
    'sqlite:///file?mode=hunter2',
    'sqlite:///file%zzhunter2',
    '/plain/hunter2',
  ])('refuses %s without repeating a password', (url) => {
    const locate = () => locateStore(url, folders);
    expect(locate).toThrow(
      expect.objectContaining({ code: 'store-invalid', exitCode: 2, message: expect.stringMatching(/^store: /) }),
    );
    expect(locate).toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') }));
  });
});
