import { describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constructedBeside } from './constructed-inventories.ts';

describe('constructedBeside', () => {
  it('returns only the constructed inventories of the folder, in order', () => {
    const folder = mkdtempSync(join(tmpdir(), 'runner-inventories-'));
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write('a.spotinst_esg.yml', 'plugin: spotinst_esg\n');
    write('z.yml', '---\nplugin: constructed\nkeyed_groups: []\n');
    write('b.yaml', "plugin: 'ansible.builtin.constructed' # groups by tag\n");
    write('c.yml', 'all: { hosts: { a: { plugin: constructed } } }\n');
    write('d.aws_ec2.yml', 'plugin: amazon.aws.aws_ec2\n');
    write('e.txt', 'plugin: constructed\n');
    mkdirSync(join(folder, 'group_vars.yml'));
    expect(constructedBeside(join(folder, 'a.spotinst_esg.yml'))).toEqual([join(folder, 'b.yaml'), join(folder, 'z.yml')]);
    rmSync(folder, { recursive: true });
  });
});
