import { expect, it } from 'vitest';
import { renderMarkdown } from '../../../../src/report/summary/markdown.ts';
import { hostileRun } from '../../../fixtures/report/hostile-run.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';

const { result } = makeRun();

it('says scenario, verdict, sentence, figures and thresholds', () => {
  const lines = renderMarkdown(result).split('\n');
  expect(lines[0]).toMatch(/^## .*: VALID$/);
  expect(lines).toContain('|  | lambda | server | cluster |');
  expect(lines).toContain('| environments | 10 | 1 | 10 |');
  expect(lines).toContain('| ❌ failed | server.latencyMs.serviceTime.all.max &lt; 1 s | 1,087 ms | 1,000 ms |');
});

it('every row of a table has as many cells as its head, whatever the texts are', () => {
  const markdown = renderMarkdown(hostileRun().result);
  for (const block of markdown.split('\n\n').filter((part) => part.startsWith('|'))) {
    const cells = block.split('\n').map((row) => row.replaceAll('\\|', '').split('|').length);
    expect(new Set(cells).size).toBe(1);
  }
});

it('hostile text is neither HTML nor markup, and calls nobody', () => {
  const { result: hostile } = hostileRun();
  const roll = '@octocat [click](https://evil.example) ![x](//e) `code` **bold**\n# head';
  const markdown = renderMarkdown({ ...hostile, verdict: { ...hostile.verdict, finding: { roll } } });
  expect(markdown).not.toMatch(/[<>]/);
  expect(markdown).not.toContain('@octocat');
  expect(markdown).not.toContain('https://evil');
  expect(markdown).toContain('\\[click\\]\\(https:');
  expect(markdown).toContain('\\*\\*bold\\*\\* \\# head');
});
