import { pageScript, scriptHash, styleSheet } from './assets.ts';
import { targetStyles } from './color.ts';
import { html, type Markup, trusted } from './markup.ts';

export interface HtmlDocument {
  readonly html: string;
  /** Its content security policy, which is in the document, too. */
  readonly policy: string;
}

interface Script {
  readonly script: Markup;
  readonly hash: string;
  /** Whether it asks the server that the document came from. */
  readonly connects?: true;
}

/** The document around the content, with the script of the report. */
export const page = (title: string, content: Markup): string => reportDocument(title, content).html;

const reportScript: Script = { script: trusted(pageScript), hash: scriptHash };

const reportDocument = (title: string, content: Markup): HtmlDocument => documentOf(title, content, reportScript);

/** Of every report. */
export const reportPolicy: string = policyOf(reportScript);

/**
 * The policy forbids every request and every script but the document's own, by its hash, so that even markup that slipped through
 * could neither run nor send anything anywhere.
 */
export function documentOf(title: string, content: Markup, script: Script): HtmlDocument {
  const policy = policyOf(script);
  const text = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
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
<script>${script.script}</script>
</body>
</html>
`;
  return { html: text.toString(), policy };
}

function policyOf({ hash, connects }: Script): string {
  return [
    "default-src 'none'",
    `script-src '${hash}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    ...(connects ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
