/// <reference lib="dom" />
import { statSync } from 'node:fs';
import { exampleRun } from '../e2e/report/example-run.ts';
import { openBrowser, openFile } from '../e2e/report/browser.ts';
import { writeReport } from '../e2e/report/write-report.ts';
import { check, least, seconds } from './report.ts';

/** How long Chromium takes to open the report of a run, until its first picture. */
export async function bench([count = '100']: readonly string[]): Promise<void> {
  const report = await writeReport(exampleRun({ count: Number(count) }));
  const browser = await openBrowser();
  try {
    const openOnce = async (): Promise<number> => {
      const page = await openFile(browser, report.file);
      const [painted] = await page.evaluate(
        () =>
          new Promise<number[]>((resolve) => {
            new PerformanceObserver((list) => resolve(list.getEntries().map(({ startTime }) => startTime))).observe({
              type: 'paint',
              buffered: true,
            });
          }),
      );
      await page.close();
      return painted! / 1000;
    };
    const time = await least(openOnce, (result) => result);
    const { size } = statSync(report.file);
    console.log(`report of ${count} instances  ${(size / 1e6).toFixed(2)} MB ${check(size < 1e6)}`);
    console.log(`first picture in Chromium  ${seconds(time)} ${check(time < 1)}`);
  } finally {
    await browser.close();
    report.remove();
  }
}
