/** Slack's limit for a table in a canvas, header included. */
const maxTableCells = 300;

/** A table of cells that are escaped already; undefined when it would be larger than a canvas takes. Columns without any content are left out. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string | undefined {
  const used = header.flatMap((_, index) => (rows.some((row) => (row[index] ?? '') !== '') ? [index] : []));
  if (used.length === 0 || (rows.length + 1) * used.length > maxTableCells) return undefined;
  const line = (cells: readonly string[]) => `| ${used.map((index) => cells[index] || ' ').join(' | ')} |`;
  return [line(header), `|${' --- |'.repeat(used.length)}`, ...rows.map(line)].join('\n');
}
