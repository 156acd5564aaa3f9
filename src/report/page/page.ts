import { pageScript, planScript, planScriptHash, scriptHash, styleSheet } from './assets.ts';
import { targetStyles } from './color.ts';
import { html, type Markup, trusted } from './markup.ts';

const policyOf = (hashes: readonly string[]): string => [
  "default-src 'none'",
  `script-src ${hashes.map((hash) => `'${hash}'`).join(' ')}`,
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * The document around the content. The policy forbids every request and every script but the page's own, by its
 * hash, so that even markup that slipped through could neither run nor send anything anywhere.
 */
export const page = (title: string, content: Markup, of: 'run' | 'plan' = 'run'): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policyOf(of === 'plan' ? [scriptHash, planScriptHash] : [scriptHash]))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>
${trusted(styleSheet + targetStyles)}</style>
</head>
<body>
${content}
<script>${trusted(pageScript)}</script>
${of === 'plan' && html`<script>${trusted(planScript)}</script>`}
</body>
</html>
`.toString();
