import fc from 'fast-check';
import { expect, it } from 'vitest';
import { escapeHtml, html } from '../../../../src/report/page/markup.ts';

it('never lets a text become markup, in content or in an attribute, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('"><script>', "' onx='", '<!--')),
      (text) => {
        const [content = '', attribute = ''] = html`${text}|split|${text}`.toString().split('|split|');
        expect(content).not.toMatch(/[<>"']/);
        expect(attribute).toBe(content);
        // Every & begins one of the five entities.
        expect(content.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
      },
    ),
  );
});

it('gives the text back when the entities are resolved, if it has no control characters', () => {
  const resolved = (text: string) =>
    text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
  fc.assert(fc.property(fc.string(), (text) => resolved(escapeHtml(text)) === text));
});

it('shows terminal escapes and what reorders text as words', () => {
  expect(escapeHtml('a\u001b[31mb\u202ec\0')).toBe('a\\x1b[31mb\\u202ec\\x00');
});

it('leaves markup as it is, joins lists, and shows nothing for nothing', () => {
  const items = ['<a>', 'b'].map((text) => html`<li>${text}</li>`);
  expect(html`<ul>${items}${undefined}</ul>`.toString()).toBe('<ul><li>&lt;a&gt;</li><li>b</li></ul>');
});

it('refuses an attribute without quotation marks', () => {
  expect(() => html`<a href=${'x'}>`).toThrow(TypeError);
});
