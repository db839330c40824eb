import { describe, expect, it } from '@jest/globals';
import { plainText, sectionOf } from './section-of.ts';

const page = '# Page\n\n## First\n\nSee [the list](list.md#a).\n\n## Second\n\n**Read** `a`:\n\n```bash\nrun\n```\n';

describe('a section of a page', () => {
  it('is found by its heading', () => {
    expect(sectionOf(page, 'First')).toBe('## First\n\nSee [the list](list.md#a).\n\n');
    expect(sectionOf(page, 'Third')).toBeUndefined();
  });

  it('is printed without the marks of Markdown', () => {
    expect(plainText(sectionOf(page, 'First')!)).toBe('First\n\nSee the list.');
    expect(plainText(sectionOf(page, 'Second')!)).toBe('Second\n\nRead `a`:\n\n    run');
  });
});
