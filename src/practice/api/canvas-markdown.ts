import { LIMITS } from '../limits.ts';

/** Why Slack would not make a canvas of this markdown; undefined when it would. The words are ours, the rules Slack's. */
export function findMarkdownProblem(markdown: string): string | undefined {
  if (Buffer.byteLength(markdown) > LIMITS.canvas.bytes) return 'content exceeds 1 MiB';
  let inCode = false;
  let cells = 0;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (/^\s*(```|~~~)/.test(line)) inCode = !inCode;
    if (inCode) continue;
    const where = `line ${index + 1}`;
    if (/^\s*>\s*([-*+]|\d+[.)])\s+/.test(line)) return `unsupported nesting: a list inside a quote (${where})`;
    if (/^\s*([-*+]|\d+[.)])\s+>/.test(line)) return `unsupported nesting: a quote inside a list (${where})`;
    if (/^\s*>\s*>/.test(line)) return `unsupported nesting: a quote inside a quote (${where})`;
    if (/^\s*(>|[-*+]\s|\d+[.)]\s)\s*#{1,6}\s/.test(line)) return `unsupported nesting: a heading inside a list or quote (${where})`;
    if (/^#{4,6}\s/.test(line)) return `unsupported heading depth (${where}): h1 to h${LIMITS.canvas.headingDepth} only`;
    if (/^\s*\|.*\|\s*$/.test(line)) {
      if (!/^\s*\|[\s:|-]+\|\s*$/.test(line)) cells += splitCells(line);
      if (cells > LIMITS.canvas.tableCells) return `a table has more than ${LIMITS.canvas.tableCells} cells (${where})`;
    } else cells = 0;
  }
  return undefined;
}

function splitCells(line: string): number {
  return line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/).length;
}

/** What stands where markdown has pictures: mentions (`@U1`, `#C1`) and addresses. */
export function listEmbeds(markdown: string): string[] {
  return [...markdown.replace(/(```|~~~)[\s\S]*?(\1|$)/g, '').matchAll(/!\[[^\]\n]*\]\(([^)\s]*)\)/g)].map(([, target = '']) => target);
}

/** A canvas in sections: every heading, paragraph, list, table or code block is one. */
export function splitSections(markdown: string): string[] {
  const sections: string[] = [];
  let current: string[] = [];
  let inCode = false;
  const close = (): void => {
    if (current.length > 0) sections.push(current.join('\n'));
    current = [];
  };
  for (const line of markdown.split('\n')) {
    const isFence = /^\s*(```|~~~)/.test(line);
    if (!inCode && (line.trim() === '' || /^#{1,3}\s/.test(line))) close();
    if (line.trim() !== '' || inCode) current.push(line);
    if (isFence) inCode = !inCode;
    if (!inCode && (/^#{1,3}\s/.test(line) || isFence)) close();
  }
  close();
  return sections;
}
