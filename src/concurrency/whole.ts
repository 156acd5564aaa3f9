/** The least whole number that is no less, where binary fractions do not make one more: 0.1 * 3 / 0.3 is 1. */
export const wholeAbove = (some: number): number => Math.ceil(Number(some.toFixed(9)));
