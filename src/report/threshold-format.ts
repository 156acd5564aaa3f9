import { unitOf } from '../scenario/metrics.ts';
import { type Format, mb, ms, plain, usd } from './format.ts';

/** How the value of a threshold's metric is shown: in the unit that the metric's name states. */
export function formatOf(expression: string): Format {
  const [, path = ''] = /^\s*[^\s.]+\.([^\s<>=!]+)/.exec(expression) ?? [];
  const unit = unitOf(path.split('.'));
  return unit === undefined ? plain : { ms, MB: mb, USD: usd }[unit];
}
