// Makes docs/images/report-*.png: npm run screenshots
import { join } from 'node:path';
import { repository } from '../support/executables.ts';
import { openBrowser, openFile } from './browser.ts';
import { exampleRun } from './example-run.ts';
import { writeReport } from './write-report.ts';

const report = await writeReport(exampleRun({ count: 5, failing: 4 }));
const browser = await openBrowser();
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const path = join(repository, 'docs/images', `report-${colorScheme}.png`);
    const page = await openFile(browser, report.file, { colorScheme, viewport: { width: 1200, height: 1090 } });
    await page.screenshot({ path });
    console.log(path);
  }
} finally {
  await browser.close();
  report.remove();
}
