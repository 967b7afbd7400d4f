import { splitText } from './limits.ts';

/** Markdown in parts of at most `maxChars` with at most one table each, cut between blocks where that is possible. Together they say the same. */
export function splitMarkdown(markdown: string, maxChars: number): string[] {
  const parts: string[] = [];
  let current = '';
  for (const block of markdown.split(/\n{2,}/).filter((one) => one.trim())) {
    const joined = current ? `${current}\n\n${block}` : block;
    if (current && (joined.length > maxChars || (hasTable(current) && hasTable(block)))) {
      parts.push(current);
      current = block;
    } else current = joined;
    while (current.length > maxChars) {
      const [first = '', ...rest] = splitText(current, maxChars);
      parts.push(first);
      current = rest.join('');
    }
  }
  if (current) parts.push(current);
  return parts;
}

function hasTable(block: string): boolean {
  return /^\s*\|.*\|\s*$/m.test(block);
}
