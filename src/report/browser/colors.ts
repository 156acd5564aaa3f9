/**
 * One palette for text, tables and drawings, in light and dark. The targets' colours follow Okabe and Ito (told apart
 * with any colour vision), darkened or lightened until text in them has a contrast of 4.5:1 on the page.
 */
const light = {
  page: '#f5f6f8',
  surface: '#ffffff',
  sunken: '#f0f2f5',
  ink: '#18202b',
  muted: '#566170',
  line: '#dde2e8',
  grid: '#e9ecf0',
  axis: '#b3bcc7',
  link: '#0b5cad',
  alive: '#eef0f3',
  good: '#13703f',
  'good-soft': '#e6f4ec',
  doubt: '#8a5300',
  'doubt-soft': '#fdf2dc',
  bad: '#b3261e',
  'bad-soft': '#fdeceb',
  'part-queue': '#b4bcc8',
  'part-init': '#efb000',
  'part-failed': '#b3261e',
  'part-receive': '#7a7f2e',
  'part-held': '#9a5fb8',
  ...{ t0: '#0b64a8', 't0-mid': '#5c9bcb', 't0-soft': '#a9cce6' },
  ...{ t1: '#b34700', 't1-mid': '#e08a54', 't1-soft': '#f3c4a3' },
  ...{ t2: '#00755a', 't2-mid': '#4fb096', 't2-soft': '#a5d9ca' },
  ...{ t3: '#93407f', 't3-mid': '#c484b4', 't3-soft': '#e6c3dc' },
  ...{ t4: '#6b6100', 't4-mid': '#a89d3a', 't4-soft': '#d9d29a' },
  ...{ t5: '#4b5563', 't5-mid': '#8b95a3', 't5-soft': '#c5ccd5' },
};

const dark: typeof light = {
  page: '#0e1217',
  surface: '#161b22',
  sunken: '#10151b',
  ink: '#e6eaef',
  muted: '#9ba7b4',
  line: '#2b333d',
  grid: '#232a33',
  axis: '#4a5563',
  link: '#74b6f2',
  alive: '#222933',
  good: '#5cc98c',
  'good-soft': '#12291d',
  doubt: '#eab44c',
  'doubt-soft': '#2d2310',
  bad: '#ff8a80',
  'bad-soft': '#331715',
  'part-queue': '#5d6875',
  'part-init': '#e3ab1a',
  'part-failed': '#e5534b',
  'part-receive': '#b3b95c',
  'part-held': '#b184cc',
  ...{ t0: '#62b0ee', 't0-mid': '#3f7fb4', 't0-soft': '#28506f' },
  ...{ t1: '#ff9a5c', 't1-mid': '#c06a36', 't1-soft': '#74422a' },
  ...{ t2: '#3fcca2', 't2-mid': '#2a8f74', 't2-soft': '#1e5848' },
  ...{ t3: '#dd9acb', 't3-mid': '#9c6490', 't3-soft': '#5d3f58' },
  ...{ t4: '#cfc254', 't4-mid': '#8f8636', 't4-soft': '#545026' },
  ...{ t5: '#aab4c0', 't5-mid': '#737e8b', 't5-soft': '#454e59' },
};

const variables = (palette: typeof light): string =>
  Object.entries(palette)
    .map(([name, value]) => `--${name}:${value};`)
    .join('');

/** A target's own colours, by the class of its place in the run. */
const ownColors = [0, 1, 2, 3, 4, 5]
  .map((index) => `.t${index}{--own:var(--t${index});--own-mid:var(--t${index}-mid);--own-soft:var(--t${index}-soft);}`)
  .join('\n');

const receiving = '.swatch.receive{background:var(--part-receive)}.chart .receive{fill:var(--part-receive)}';

/** Print is light, whatever the screen is. */
export const colorRules = `:root{color-scheme:light dark;${variables(light)}}
@media screen and (prefers-color-scheme:dark){:root{${variables(dark)}}}
${ownColors}
${receiving}
`;
