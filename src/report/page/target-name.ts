import type { RunResult } from '../../model/run-result.ts';
import { targetClass } from './color.ts';
import { html, type Markup } from './markup.ts';

/** The place of a target in the run, from which it has its color everywhere. */
export const indexOfTarget = ({ targets }: RunResult, name: string): number =>
  targets.findIndex((target) => target.name === name);

/** A target's name with its color beside it. */
export const targetName = (result: RunResult, name: string): Markup =>
  html`<span class="target ${targetClass(indexOfTarget(result, name))}">${name}</span>`;
