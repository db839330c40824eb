import { afterAll, describe, expect, it } from '@jest/globals';
import { environmentNames, environmentVariables } from '@esg-recycler/core';
import { execa, execaSync } from 'execa';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executable, node, python, repository } from './support/executables.ts';
import { examples, foundInExamples } from './support/examples.ts';
import { findCommand } from './support/find-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'esg-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const textOf = (...path: string[]): string => readFileSync(join(repository, ...path), 'utf8');
/** The options of a module of awx.awx that the example sets. */
interface AwxOptions {
  name: string;
  inventory?: string;
  project?: string;
  source_project?: string;
  credential?: string;
  credentials?: string[];
  execution_environment?: string;
}

interface AwxFiles {
  'credential-type-inputs': { fields: { id: string; secret?: boolean }[]; required: string[] };
  'credential-type-injectors': { env: Record<string, string> };
  configure: { tasks: Record<string, AwxOptions>[]; vars: Record<string, string> }[];
}

/** The YAML files of the example for AWX, by name. */
function awxFiles(): AwxFiles {
  const script = `import json, pathlib, sys, yaml
print(json.dumps({path.stem: yaml.safe_load(path.read_text()) for path in pathlib.Path(sys.argv[1]).glob('*.yml')}))`;
  return JSON.parse(execaSync(python('python'), ['-c', script, join(examples, 'awx')]).stdout) as AwxFiles;
}

/** The version of a Python package that a file pins. */
const pinned = (text: string, name: string) => new RegExp(`${name}==([\\w.]+)`, 'g');

describe('the examples', () => {
  it('set only environment variables that the product reads', () => {
    const names = [...Object.values(environmentNames).flat(), ...Object.values(environmentVariables)];
    const known = new Set<string>([...names, 'ESG_STATE_DIR']);
    const used = foundInExamples(/\b((?:SPOTINST|ESG)_[A-Z_]+)\b/g);
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter(([, name]) => !known.has(name))).toEqual([]);
  });

  it('set only variables of the role', () => {
    const known = [...textOf('ansible/roles/esg_recycle/meta/argument_specs.yml').matchAll(/^ {6}(\w+):$/gm)];
    const used = foundInExamples(/\b(esg_recycle_\w+)/g);
    expect(used.length).toBeGreaterThan(2);
    expect(used.filter(([, name]) => !known.some(([, one]) => one === name))).toEqual([]);
  });

  it('start commands with options that they have', () => {
    const commands = foundInExamples(/^[^#\n]*\brecycle-runner ([^\n&|]*--[^\n&|]*)/gm);
    expect(commands.length).toBeGreaterThan(5);
    const helps = new Map<string, string>();
    const helpOf = (command: string): string => {
      const known = helps.get(command);
      const help = known ?? execaSync(node, [executable('recycle-runner'), command, '--help']).stdout;
      helps.set(command, help);
      return help;
    };
    const unknown = commands.flatMap(([path, words]) => {
      const [first = ''] = words.split(' ');
      const help = helpOf(first.startsWith('-') ? 'run' : first);
      const options = words.split(' ').filter((word) => word.startsWith('--'));
      return options.filter((option) => !help.includes(`  ${option} `)).map((option) => `${path}: ${option}`);
    });
    expect(unknown).toEqual([]);
  });

  it('name playbooks and files that exist', () => {
    const playbooks = foundInExamples(/import_playbook: esg_recycler\.spotinst\.(\w+)/g);
    expect(playbooks.map(([, name]) => name)).toEqual(['recycle', 'restore']);
    expect(playbooks.filter(([, name]) => !existsSync(join(repository, `ansible/playbooks/${name}.yml`)))).toEqual([]);
    const files = foundInExamples(/(?:playbook"?: "?|source_path: |ESG_CONFIG: )([\w.]+\.yml)/g);
    expect(files.length).toBeGreaterThan(6);
    expect(files.filter(([, name]) => !existsSync(join(examples, 'site', name)))).toEqual([]);
  });

  it.each([
    ['ansible-core', 'requirements.txt'],
    ['ansible-runner', 'requirements-test.txt'],
  ])('install the %s that is tested', (name, file) => {
    const [, version] = pinned(textOf(file), name).exec(textOf(file)) ?? [];
    const used = foundInExamples(pinned('', name));
    expect(used).not.toEqual([]);
    expect(used.filter(([, found]) => found !== version)).toEqual([]);
  });

  it('keep the state beyond a job', () => {
    const keep = [
      'awx/credential-type-injectors.yml',
      'cron/esg-recycler',
      'docker/Dockerfile',
      'github-actions/roll.yml',
    ];
    const services = [
      'semaphore/project.json',
      'systemd/esg-recycler-plan@.service',
      'systemd/esg-recycler-roll@.service',
    ];
    const places = new Set(foundInExamples(/\b(ESG_STORE_URL|ESG_STATE_DIR)[:=" \\]/g).map(([path]) => path));
    expect([...places]).toEqual(expect.arrayContaining([...keep, ...services]));
  });
});

describe('the examples of CI systems', () => {
  it.each([
    ['github-workflows', 'github-actions/roll.yml', []],
    ['gitlab-ci', 'gitlab-ci/.gitlab-ci.yml', ['--data-transform', 'gitlab-ci']],
  ])('follow the schema of %s', async (schema, file, options) => {
    const args = ['--builtin-schema', `vendor.${schema}`, ...options, join(examples, file)];
    await expect(execa(python('check-jsonschema'), args)).resolves.toMatchObject({ exitCode: 0 });
  });
});

describe('the example for AWX', () => {
  const { 'credential-type-inputs': inputs, 'credential-type-injectors': injectors, configure } = awxFiles();
  const { tasks = [], vars } = configure[0] ?? {};

  it('injects the inputs of the credential, and no others', () => {
    const ids = inputs.fields.map(({ id }) => id);
    expect(Object.values(injectors.env)).toEqual(ids.map((id) => `{{ ${id} }}`));
    expect(inputs.required).toEqual(ids);
  });

  it('hides the inputs that are secrets', () => {
    const secrets = inputs.fields.filter(({ secret }) => secret);
    expect(secrets.map(({ id }) => id)).toEqual(['api_token', 'store_url']);
  });

  it('refers only to objects that it creates', () => {
    const modules = tasks.flatMap((task) => Object.entries(task).filter(([name]) => name.startsWith('awx.awx.')));
    const created = modules.map(([module, { name }]) => `${module.slice('awx.awx.'.length)} ${name}`);
    const optionsOf = (module: string) => modules.find(([name]) => name === `awx.awx.${module}`)?.[1];
    const [source, template] = [optionsOf('inventory_source'), optionsOf('job_template')];
    expect(created).toContain(`inventory ${source?.inventory}`);
    expect(created).toContain(`project ${source?.source_project}`);
    expect(created).toContain(`credential ${source?.credential}`);
    expect(created).toContain(`execution_environment ${template?.execution_environment}`);
    expect(template).toMatchObject({ project: source?.source_project, inventory: source?.inventory });
    expect(template?.credentials).toEqual([source?.credential, '{{ machine_credential }}']);
    expect(vars).toHaveProperty('machine_credential');
  });
});

describe('the example for Semaphore', () => {
  it('refers only to objects of the project', () => {
    const project = JSON.parse(textOf('examples/semaphore/project.json'));
    const names = (kind: string): string[] => project[kind].map(({ name }: { name: string }) => name);
    for (const template of project.templates) {
      expect(names('inventories')).toContain(template.inventory);
      expect(names('repositories')).toContain(template.repository);
      expect(template.environments).toEqual(names('environments'));
      expect(JSON.parse(template.arguments ?? '[]')).toEqual(template.name === 'Check a roll' ? ['--check'] : []);
    }
    for (const { env, json } of project.environments) expect([JSON.parse(json), JSON.parse(env)]).toHaveLength(2);
    for (const { ssh_key: key } of [...project.inventories, ...project.repositories])
      expect(names('keys')).toContain(key);
  });
});

(findCommand('systemd-analyze') ? describe : describe.skip)('the units for systemd', () => {
  const units = readdirSync(join(examples, 'systemd'));

  it('are accepted by systemd', () => {
    for (const unit of units) {
      // The executable must exist where the units are verified.
      const text = textOf('examples/systemd', unit).replaceAll('/usr/local/bin/recycle-runner', process.execPath);
      writeFileSync(join(folder, unit), text);
    }
    const instances = units.map((unit) => join(folder, unit.replace('@', '@my-kafka')));
    const { stderr, exitCode } = execaSync('systemd-analyze', ['verify', '--man=no', ...instances], { reject: false });
    expect({ stderr: stderr.split('\n').filter((line) => line.includes('esg-recycler')), exitCode }).toEqual({
      stderr: [],
      exitCode: 0,
    });
  });

  it('are refused by systemd with an unknown setting', () => {
    const unit = join(folder, 'esg-recycler-wrong.service');
    writeFileSync(unit, `[Service]\nType=oneshot\nExecStart=${process.execPath}\nKillStyle=mixed\n`);
    const { stderr } = execaSync('systemd-analyze', ['verify', '--man=no', unit], { reject: false });
    expect(stderr).toMatch(/esg-recycler-wrong.*KillStyle/);
  });
});
