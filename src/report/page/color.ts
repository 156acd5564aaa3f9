/** Colors in the style sheet; a run of more targets begins again. */
const colorCount = 6;

/** The class that gives an element a target's colors as `--own`, `--own-mid` and `--own-soft`. */
export const targetClass = (index: number): string => `t${index % colorCount}`;

/** The same colors for a drawing. */
export const targetColor = (index: number, shade: '' | '-mid' | '-soft' = ''): string =>
  `var(--t${index % colorCount}${shade})`;
