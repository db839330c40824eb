import { describe, expect, it } from '@jest/globals';
import { checkUserArguments } from './user-arguments.ts';

describe('checkUserArguments', () => {
  it.each<[string, string[], RegExp]>([
    ['check mode', ['--check'], /^Leave it out\. .*recycle-runner plan$/],
    ['check mode by its letter, among others', ['-e', 'a=b', '-vCD'], /recycle-runner plan/],
    ['check mode by a prefix of its name', ['--chec'], /recycle-runner plan/],
    ['a list of hosts', ['--list-hosts'], /recycle-runner plan/],
    ['a syntax check', ['--syntax-check'], /recycle-runner plan/],
    ['a part of the tasks', ['--tags', 'drain'], /the role always runs completely/],
    ['a part of the tasks, by the letter', ['-tdrain'], /the role always runs completely/],
    ['all but a part of the tasks', ['--skip-tags', 'drain'], /the role always runs completely/],
    ['all but a part of the tasks, by a prefix of the name', ['--skip=drain'], /the role always runs completely/],
    ['a later first task', ['--start-at-task=Recycle'], /the role always runs completely/],
    ['a password prompt', ['--ask-vault-pass'], /--vault-password-file FILE/],
    ['a password prompt, by its letter', ['-K'], /--become-password-file FILE/],
  ])('refuses %s', (_, given, hint) => {
    expect(() => checkUserArguments(given)).toThrow(
      expect.objectContaining({ code: 'argument-refused', exitCode: 2, hint: expect.stringMatching(hint) }),
    );
  });

  it.each([
    [['-e', 'Check=true', '-i', 'inventories/', '-u', 'ubuntu', '-D', '-vvv', '-f', '5']],
    [['--vault-password-file', 'file', '--timeout', '30', '-T30', '--limit', 'x']],
    [['-etags=C', '-iCheck', '--diff', '-b']],
  ])('accepts %j', (given) => expect(() => checkUserArguments(given)).not.toThrow());
});
