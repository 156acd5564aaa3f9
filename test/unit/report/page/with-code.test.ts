import { expect, it } from 'vitest';
import { html } from '../../../../src/report/page/markup.ts';
import { withCode } from '../../../../src/report/page/with-code.ts';

const shown = (text: string) => html`${withCode(text)}`.toString();

it('shows what stands between backticks as code, and escapes it', () => {
  expect(shown('use `start: <warm>`, or `threads`')).toBe(
    'use <code>start: &lt;warm&gt;</code>, or <code>threads</code>',
  );
});

it('a backtick without its pair stays a character', () => {
  expect(shown('a ` b')).toBe('a ` b');
});
