import { describe, expect, it } from '@jest/globals';
import { checkUserArguments } from './user-arguments.ts';

describe('checkUserArguments', () => {
  it.each<[string, string[], RegExp]>([
    ['a dry run, also of plan', ['--check'], /^Leave it out: .*recycle-runner plan/],
    ['a dry run by its letter, among others', ['-e', 'a=b', '-vCD'], /recycle-runner plan/],
    ['a dry run by the beginning of its name', ['--chec'], /recycle-runner plan/],
    ['a list of hosts', ['--list-hosts'], /recycle-runner plan/],
    ['a check of the syntax', ['--syntax-check'], /recycle-runner plan/],
    ['a part of the tasks', ['--tags', 'drain'], /the role is run as a whole/],
    ['a part of the tasks, by the letter', ['-tdrain'], /the role is run as a whole/],
    ['all but a part of the tasks', ['--skip-tags', 'drain'], /the role is run as a whole/],
    ['all but a part of the tasks, by the beginning of the name', ['--skip=drain'], /the role is run as a whole/],
    ['a later first task', ['--start-at-task=Recycle'], /the role is run as a whole/],
    ['a question for a password', ['--ask-vault-pass'], /--vault-password-file FILE/],
    ['a question for a password, by its letter', ['-K'], /--become-password-file FILE/],
  ])('refuses %s', (_, given, hint) => {
    expect(() => checkUserArguments(given)).toThrow(
      expect.objectContaining({ code: 'argument-refused', exitCode: 2, hint: expect.stringMatching(hint) }),
    );
  });

  it.each([
    [['-e', 'Check=true', '-i', 'inventories/', '-u', 'ubuntu', '-D', '-vvv', '-f', '5']],
    [['--vault-password-file', 'file', '--timeout', '30', '-T30', '--limit', 'x']],
    [['-etags=C', '-iCheck', '--diff', '-b']],
  ])('lets %j pass', (given) => expect(() => checkUserArguments(given)).not.toThrow());
});
