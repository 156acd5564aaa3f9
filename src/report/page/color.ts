/** Colors in the style sheet; a run of more targets begins again. */
const colorCount = 6;

/** The class that gives an element a target's colors as `--own`, `--own-mid` and `--own-soft`. */
export const targetClass = (index: number): string => `t${index % colorCount}`;

/** Those classes, for the style sheet. */
export const targetStyles: string = Array.from({ length: colorCount }, (_, index) => {
  const shades = ['', '-mid', '-soft'].map((shade) => `--own${shade}: var(--t${index}${shade});`);
  return `.${targetClass(index)} { ${shades.join(' ')} }\n`;
}).join('');

/** The same colors for a drawing. */
export const targetColor = (index: number, shade: '' | '-mid' | '-soft' = ''): string =>
  `var(--t${index % colorCount}${shade})`;
