import { type Content, html } from './markup.ts';

/** What stands between two backticks is code: `use \`threads\``. A backtick without its pair is a character. */
export function withCode(text: string): Content {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return text;
  return parts.map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));
}
