import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesIn, root } from './files-in.ts';

/** Folders and files in which every document, comment, message and name is plain American English. Add more; never remove one. */
const clean = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs', 'scenarios'],
  ...[
    'src/aws',
    'src/cli',
    'src/experiment',
    'src/files',
    'src/fleet',
    'src/launch',
    'src/library',
    'src/load',
    'src/loadgen',
    'src/concurrency',
    'src/logs',
    'src/model',
    'src/planner',
    'src/report',
    'src/scenario',
    'src/simulator',
    'src/target-kinds',
    'src/stats',
    'src/billing',
    'src/text',
    'scripts',
    'targets',
  ],
];

/** Phrases that native readers stumbled over, and what to write instead (docs/glossary.md, CONTRIBUTING.md). */
const banned: readonly { readonly phrase: RegExp; readonly instead: string }[] = [
  { phrase: /\b(told|tells)\b/i, instead: 'reports, says, reported' },
  { phrase: /\bso many\b|\bso-many-th\b/i, instead: 'a number, or `n`' },
  { phrase: /\b(what|some|most) of it\b/i, instead: 'the part that …' },
  { phrase: /\b(is|are) of this (machine|run)\b/i, instead: 'describes only this machine' },
  { phrase: /\bput up with\b/i, instead: 'accepted' },
  { phrase: /\bspeaks? against\b/i, instead: 'a problem, a doubt' },
  { phrase: /\bevery answer say\b/i, instead: 'tags every response' },
  { phrase: /\bsaid of\b/i, instead: 'says about' },
  { phrase: /\banew\b/i, instead: 'again' },
  { phrase: /\bbeforehand\b/i, instead: 'in advance, before the load' },
  { phrase: /\bon (their|its) way\b/i, instead: 'in flight' },
];

const british =
  /\b(colour|behaviour|serialis|initialis|organis|recognis|normalis|summaris|optimis|centre|neighbour|favour|honour|labelled|modelled|signalled|cancelled|analyse|grey|catalogue|misspelt|burnt)/i;

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const isText = (path: string): boolean => /\.(md|ts|cts|mjs|py|ya?ml)$/.test(path);
const texts = clean
  .flatMap((path) => (isText(path) ? [path] : filesIn(path).filter(isText)))
  .map((path) => ({ path, lines: read(path).split('\n') }));

/** `path:line: text` of every line that matches. */
const linesWith = (phrase: RegExp): string[] =>
  texts.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) => (phrase.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );

describe('plain English', () => {
  it('scans documents and code', () => {
    expect(texts.length).toBeGreaterThan(100);
  });

  it.each(banned)('has no $phrase; write: $instead', ({ phrase }) => {
    expect(linesWith(phrase)).toEqual([]);
  });

  it('has American spelling', () => {
    expect(linesWith(british)).toEqual([]);
  });
});
