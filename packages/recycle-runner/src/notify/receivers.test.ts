import { describe, expect, it } from '@jest/globals';
import { checkNoCredentials, readReceivers } from './receivers.ts';

describe('readReceivers', () => {
  it('reads the format from the prefix, and labels a receiver without its path', () =>
    expect(readReceivers(['https://a.test:8443/x?y=z', 'chat+https://hooks.test/T0/hunter2'])).toEqual([
      { url: 'https://a.test:8443/x?y=z', label: 'https://a.test:8443', format: 'events' },
      { url: 'https://hooks.test/T0/hunter2', label: 'https://hooks.test', format: 'chat' },
    ]));

  it.each(['slack', 'ftp://host/hunter2', 'chat+'])('refuses %s without repeating it', (text) => {
    expect(() => readReceivers([text])).toThrow(expect.objectContaining({ code: 'setting-invalid', exitCode: 2 }));
    expect(() => readReceivers([text])).not.toThrow(text);
  });
});

describe('checkNoCredentials', () => {
  it('refuses a password in a URL of the command line', () => {
    expect(() => checkNoCredentials(['https://host/path'])).not.toThrow();
    expect(() => checkNoCredentials(['chat+https://user:hunter2@host/'])).toThrow(/command line/);
    expect(() => checkNoCredentials(['https://user:hunter2@host/'])).toThrow(/user name or a password/);
  });
});
