import { describe, expect, it } from '@jest/globals';
import { exampleEvent, exampleLedger, exampleView } from '../view/example-view.ts';
import { htmlReport } from './page.ts';

const now = new Date('2026-11-23T08:00:00Z');
const [instance] = exampleLedger().instances;
const marker = `"><img src=x onerror=alert(1)></style><script>alert(2)</script>&amp;'`;

describe('htmlReport', () => {
  it('is one page that loads nothing and runs no script', () => {
    const page = htmlReport(exampleView(), now);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toMatch(
      /http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[\w+/]+=+'/,
    );
    expect(page).not.toMatch(/<script|<link|<img|@import|url\((?!#)|https?:|\sstyle=/);
  });

  it('escapes every value', () => {
    const view = exampleView(
      {
        cluster: marker,
        groupNames: { 'sig-1': marker },
        overrides: [{ rule: marker, reason: marker }],
        findings: [{ code: marker, severity: 'warn', subject: marker, message: marker, hint: marker }],
        error: { code: marker, message: marker, hint: marker, exitCode: 1, runbook: marker },
        origin: { ...exampleLedger().origin!, user: marker, host: marker, command: marker },
        outcome: marker,
        instances: [
          {
            ...instance!,
            ssi: marker,
            address: marker,
            reason: marker,
            before: { ...instance!.before!, instanceId: marker, imageId: marker },
            earlier: { run: marker, before: instance!.before! },
            phases: [{ ...instance!.phases![0]!, name: marker }],
            checks: [{ ...instance!.checks![0]!, phase: marker, reason: marker }],
            evidence: [{ check: marker, before: marker, after: { [marker]: marker }, holds: false }],
          },
        ],
      },
      [
        exampleEvent(marker),
        exampleEvent('run_held', { kind: marker, reason: marker, by: marker }),
        { ...exampleEvent('instance_skipped', { reason: marker }), ssi: marker },
      ],
    );
    const page = htmlReport(view, now);
    expect(page.match(/<script|<img|<\/style>/g)).toEqual(['</style>']);
    expect(page.split('&lt;img src=x onerror=alert(1)>').length).toBeGreaterThan(20);
  });

  it('distinguishes the phases of the timeline without color', () => {
    const page = htmlReport(exampleView(), now);
    expect(page).toContain('<pattern id="p-check-before"');
    expect(page).toMatch(/<rect class="p-recycle"[^>]*><title>Recycle 30s<\/title>/);
    expect(page).toContain('✔ 40s');
  });

  it('shows why a run stopped, and what to do next', () => {
    const error = { code: 'gate-shut', message: 'It fails', hint: 'Fix it', exitCode: 1, runbook: 'docs/x.md' };
    expect(htmlReport(exampleView({ outcome: 'failed', error }), now)).toMatch(
      /Why it stopped <code>gate-shut<\/code>.*It fails.*Fix it.*docs\/x.md/s,
    );
  });

  it('shows the checks with their numbers', () =>
    expect(htmlReport(exampleView(), now)).toMatch(/3 under-replicated partitions.*passing, 11 of 12 in a row/s));

  it('has a page for a run that worked on no instance', () =>
    expect(htmlReport(exampleView({ instances: [] }), now)).toContain('No instance needed a recycle'));
});
