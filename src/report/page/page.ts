import { pageScript, scriptHash } from '../browser/script.ts';
import { styleSheet } from '../browser/style.ts';
import { html, type Markup, trusted } from './markup.ts';

interface PageParts {
  readonly script?: string;
  /** Rules that only this page has. */
  readonly style?: string;
}

/**
 * The document around the content. The policy forbids every request and every script but the page's own, by its
 * hash, so that even markup that slipped through could neither run nor tell anybody anything.
 */
export const page = (title: string, content: Markup, { script = pageScript, style = '' }: PageParts = {}): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '${scriptHash(script)}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>
${trusted(styleSheet + style)}</style>
</head>
<body>
${content}
<script>${trusted(script)}</script>
</body>
</html>
`.toString();
