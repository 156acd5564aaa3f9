/** A Markdown table. */
export const tableOf = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The document with these tables between the comments of this name. */
export const withTables = (text, name, tables) =>
  text.replace(new RegExp(`(?<=<!-- ${name} -->\n).*(?=<!-- /${name} -->)`, 's'), () => `\n${tables.join('\n\n')}\n\n`);
