import { createHash } from 'node:crypto';
import { csvScript } from './csv-button.ts';
import { tipScript } from './tip.ts';
import { zoomScript } from './zoom.ts';

/** All the script that a page has. It reads the page that is there, and puts texts into it only as texts. */
export const pageScript = scriptOf(tipScript, zoomScript, csvScript);

/** Of a page that has no drawings over time. */
export const plainScript = scriptOf(tipScript, csvScript);

function scriptOf(...parts: readonly string[]): string {
  return `(() => {\n'use strict';${parts.join('')}})();\n`;
}

/** For the policy of the page: this script runs, and no other. Source: CSP Level 3, hash sources. */
export const scriptHash = (script: string): string => `sha256-${createHash('sha256').update(script).digest('base64')}`;
