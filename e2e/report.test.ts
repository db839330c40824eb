/// <reference lib="dom" />
import { statSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, openBrowser, openFile, type Page, violationsOf } from './report/browser.ts';
import { exampleRun } from './report/example-run.ts';
import { type WrittenReport, writeReport } from './report/write-report.ts';
import { describeWith } from './support/system.ts';

const written: WrittenReport[] = [];
const reportOf = async (options: Parameters<typeof exampleRun>[0]): Promise<string> => {
  const report = await writeReport(exampleRun(options));
  written.push(report);
  return report.file;
};
afterAll(() => written.forEach(({ remove }) => remove()));

describe('the report of a run of 100 instances', () => {
  it('is smaller than 1 MB', async () => expect(statSync(await reportOf({ count: 100 })).size).toBeLessThan(1_000_000));
});

describeWith('chromium', 'the report in Chromium', () => {
  let browser: Browser;
  let page: Page | undefined;
  let file: string;
  beforeAll(async () => {
    browser = await openBrowser();
    file = await reportOf({ count: 4, failing: 3 });
  });
  afterEach(() => page?.close());
  afterAll(() => browser.close());

  const open = async (options: Parameters<typeof openFile>[2] = {}, path = file): Promise<Page> => {
    page = await openFile(browser, path, options);
    return page;
  };

  it.each(['light', 'dark'] as const)('has no violations of axe, in %s colors', async (colorScheme) => {
    const opened = await open({ colorScheme });
    await opened.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
    expect(await violationsOf(opened)).toEqual([]);
  });

  it('loads nothing, and breaks no rule of its own policy', async () => {
    page = await browser.newPage();
    const seen: string[] = [];
    page.on('request', (request) => seen.push(request.url()));
    page.on('console', (message) => seen.push(message.text()));
    await page.goto(`file://${file}`);
    expect(seen).toEqual([`file://${file}`]);
  });

  it('shows names from the API as text', async () => {
    const marker = `"><img src=x onerror="document.title='broken'"><script>document.title='broken'</script>`;
    const opened = await open({}, await reportOf({ count: 3, failing: 2, suffix: marker }));
    expect(await opened.locator('h1').textContent()).toBe(`orders-kafka${marker}`);
    expect(await opened.locator('img, script').count()).toBe(0);
    expect(await opened.title()).not.toBe('broken');
  });

  it.each([
    ['in gray', 'none'],
    ['in forced colors', 'active'],
  ] as const)('has a pattern and a label for every phase, %s', async (_, forcedColors) => {
    const opened = await open({ forcedColors });
    const session = await opened.context().newCDPSession(opened);
    await session.send('Emulation.setEmulatedVisionDeficiency', { type: 'achromatopsia' });
    const legend = await opened.locator('.legend li').allTextContents();
    expect(legend).toEqual([
      'Health check before',
      'Prepare',
      'Drain',
      'Quiet period',
      'Recycle',
      'Reconnect',
      'Health check after',
      'Finish',
    ]);
    const fills = await opened
      .locator('.legend rect')
      .evaluateAll((all) => all.map((one) => getComputedStyle(one).fill));
    const patterns = await opened
      .locator('pattern')
      .evaluateAll((all) => all.map((one) => one.innerHTML.replaceAll(/class="[^"]*"/g, '')));
    expect([new Set(fills).size, fills.every((fill) => fill.startsWith('url('))]).toEqual([8, true]);
    // Two phases have no lines: the plain one, and the solid one, whose fill is dark.
    expect(new Set(patterns).size).toBe(7);
    expect(await opened.locator('figure svg text').allTextContents()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Recycle \d+m/), '✖ failed 13m44s']),
    );
  });

  it('can be read with the keyboard alone', async () => {
    const opened = await open();
    await opened.keyboard.press('Tab');
    expect(await opened.locator(':focus').textContent()).toBe('Skip to the timeline');
    await opened.keyboard.press('Enter');
    await opened.keyboard.press('Tab');
    expect(await opened.locator(':focus').getAttribute('aria-label')).toBe('Timeline');
    await opened.locator('summary').nth(1).focus();
    await opened.keyboard.press('Enter');
    expect(await opened.locator('details[open] table').first().isVisible()).toBe(true);
  });

  it('prints folded parts too', async () => {
    const opened = await open();
    const heightOf = () =>
      opened
        .locator('details pre')
        .first()
        .evaluate((one) => one.getBoundingClientRect().height);
    const folded = await heightOf();
    await opened.emulateMedia({ media: 'print' });
    expect([folded, (await heightOf()) > 0]).toEqual([0, true]);
  });

  it('prints dark text on white in a dark scheme too', async () => {
    const opened = await open();
    await opened.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const colors = await opened
      .locator('h1, dt, .good, .legend li')
      .evaluateAll((all) => all.map((one) => getComputedStyle(one).color));
    const brightness = colors.map((color) => Math.max(...(color.match(/\d+/g) ?? []).map(Number)));
    expect(brightness.length).toBeGreaterThan(2);
    expect(Math.max(...brightness)).toBeLessThan(150);
  });

  it('fits on a phone', async () => {
    const opened = await open({ viewport: { width: 390, height: 800 } });
    expect(await opened.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});
