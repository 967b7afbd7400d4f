export type TextPart =
  | { kind: 'bullet'; text: string }
  | { kind: 'labelled'; label: string; text: string }
  | { kind: 'plain'; text: string };

const bullet = /^\s*(?:[-*•–—]|\d{1,2}[.)])\s+(\S.*)$/u;
const labelled = /^\s*[*_]?([\p{L}][\p{L}\d '’/-]{0,60}?)[*_]?\s*:[*_]?\s*(.*)$/u;
const maxParts = 200;

/**
 * Cuts a message into bullets, `Label: text` lines and paragraphs. A line that is none of these goes on with the one before it,
 * unless a blank line stands between.
 */
export function splitText(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let open = false;
  for (const line of text.replace(/\r/g, '').split('\n')) {
    if (!line.trim()) {
      open = false;
      continue;
    }
    const asBullet = bullet.exec(line);
    const asLabel = asBullet ? null : labelled.exec(line);
    const last = parts.at(-1);
    if (asBullet?.[1]) parts.push({ kind: 'bullet', text: asBullet[1].trim() });
    else if (asLabel?.[1] && !/^https?$/i.test(asLabel[1]))
      parts.push({ kind: 'labelled', label: asLabel[1].trim(), text: (asLabel[2] ?? '').trim() });
    else if (open && last) last.text = `${last.text}${last.text ? '\n' : ''}${line.trim()}`;
    else parts.push({ kind: 'plain', text: line.trim() });
    open = true;
    if (parts.length >= maxParts) break;
  }
  return parts;
}

/** True when the message holds `- lines`. */
export function hasBullets(text: string): boolean {
  return text.split('\n').some((line) => bullet.test(line) && !/^\s*\d/.test(line));
}
