import { durationMs, ratePattern, ratePerSecond } from '../../model/schema/units.ts';

/**
 * A field `…Ms` may be written without `Ms`, as a time with its unit, and a field `…PerSecond` without `PerSecond`, as a rate:
 * `duration: 10s`, `rate: 50/s`. `withUnits` makes the one field of it that everything else reads.
 */
const forms = [
  {
    suffix: 'Ms',
    unit: 'ms',
    read: durationMs,
    pattern: String.raw`^\d+(\.\d+)?(ms|s|min|m|h)$`,
    expected: 'a time with its unit, such as 500ms, 10s or 2m',
  },
  {
    suffix: 'PerSecond',
    unit: '/s',
    read: ratePerSecond,
    pattern: ratePattern,
    expected: 'a rate with its unit, such as 50/s, 3000/min, 20000/day or 3e6/month',
  },
] as const;

/** How a field is written with a unit. */
export interface UnitForm {
  /** Its key: `duration` of `durationMs`. */
  readonly plain: string;
  /** That of the field without one. */
  readonly unit: string;
  readonly expected: string;
  readonly pattern: string;
  /** The number in the unit of the field; undefined for text of another form. */
  read(text: string): number | undefined;
}

/** Undefined where the key names no unit that may be left out. */
export function unitForm(key: string): UnitForm | undefined {
  const form = forms.find(({ suffix }) => key.endsWith(suffix) && key.length > suffix.length);
  return form && { ...form, plain: key.slice(0, -form.suffix.length) };
}
