import { readFileSync } from 'node:fs';
import { EsgError, ExitCode, yamlError } from '@esg-recycler/core';
import { load } from 'js-yaml';
import type { z } from 'zod';
import { type Scenario, scenarioSchema } from './scenario.ts';

const invalid = (message: string, cause?: unknown): EsgError =>
  new EsgError(message, {
    code: 'scenario-invalid',
    exitCode: ExitCode.usage,
    hint: 'See packages/spot-simulator/src/scenario.ts for all keys.',
    cause,
  });

const describeIssue = ({ path, ...issue }: z.core.$ZodIssue): string => {
  const place = path.length > 0 ? `${path.map(String).join('.')}: ` : '';
  const known =
    issue.code === 'unrecognized_keys'
      ? `unknown key ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`
      : null;
  if (issue.code === 'invalid_union')
    return issue.errors
      .flat()
      .map((inner) => describeIssue({ ...inner, path: [...path, ...inner.path] }))
      .join('; ');
  return place + (known ?? issue.message);
};

/**
 * Checks a scenario and fills in its defaults.
 *
 * @param label the name of the scenario in an error
 * @throws EsgError `scenario-invalid`, exit code 2, naming every wrong or unknown key
 */
export function parseScenario(value: unknown, label = 'The scenario'): Scenario {
  const result = scenarioSchema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(`${label} is not valid: ${result.error.issues.map(describeIssue).join('; ')}`);
}

/**
 * Reads a scenario from a YAML or JSON file.
 *
 * @throws EsgError `scenario-invalid`
 */
export function readScenario(path: string): Scenario {
  return parseScenario(parse(readText(path), path), path);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw invalid(`${path} cannot be read: ${(error as Error).message}`, error);
  }
}

function parse(text: string, path: string): unknown {
  try {
    return load(text);
  } catch (error) {
    const { place, problem } = yamlError(error, text);
    throw invalid(`${path}${place} is not valid YAML: ${problem}`, error);
  }
}
