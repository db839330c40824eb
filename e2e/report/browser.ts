import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findCommand } from '../support/find-command.ts';

export type { Browser, Page };

/** Starts Chromium without a window. In a container it runs as root, without its sandbox. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findCommand('chromium') ?? 'chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });

interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** Opens a file as a page. */
export async function openFile(
  browser: Browser,
  file: string,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  await page.goto(pathToFileURL(file).href);
  return page;
}

/** What axe finds wrong with a page, one line each. The page's policy does not apply to what the debugger runs. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } };
    return (await checker.run()).violations;
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}
