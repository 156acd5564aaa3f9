import { perSecond } from '../../text/format.ts';

/** `0.2/s`, or `0.2/s to 0.3/s` where both ends differ as shown. */
export function bandText(low: number, high: number): string {
  const [from, to] = [perSecond(low), perSecond(high)];
  return from === to ? from : `${from} to ${to}`;
}
