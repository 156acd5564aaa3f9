import type { Format } from './format.ts';

interface Ends {
  readonly value: number;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** `330 (310 to 350)`; without an interval that shows `330`, and of an end that is not finite `330 (310 and more)`. */
export function withInterval({ value, low = value, high = value }: Ends, format: Format, note = ''): string {
  const shown = (each: number) => (Number.isFinite(each) ? format(each) : Number.isNaN(each) ? '–' : 'without end');
  const [text, from, to] = [shown(value), shown(low), shown(high)];
  if (from === to || (from === text && to === text)) return text;
  return `${text} (${from}${high === Number.POSITIVE_INFINITY ? ' and more' : ` to ${to}`}${note})`;
}
