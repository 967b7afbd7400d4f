import { withoutEmphasis } from './plain-text.ts';

/** One line of a message, or a list's line with what stands indented under it. */
export interface TextPart {
  kind: 'bullet' | 'line';
  text: string;
  /** A bullet that is a dash or a dot: in a step with a list it counts without the bot's name. */
  isDash: boolean;
  /** Nothing stands directly above it. */
  opensParagraph: boolean;
  /** Bullets follow directly. */
  leadsList: boolean;
  /** Something follows directly. */
  isFollowed: boolean;
}

const dash = /^(\s*)(?:[-*•◦▪‣·–]\s+|[-•](?=[\p{L}"“(]))(?:\[[ xX]?\]\s*|☐\s*|☑\s*)?(\S.*)$/u;
const numbered = /^(\s*)\(?\d{1,2}[.)]\s+(\S.*)$/u;
const row = /^\s*\|(.+)\|\s*$/;
const rule = /^[\s|:–-]*$/;
const maxParts = 200;

/** Cuts a message into bullets and lines, without emphasis; rows of a pasted table count as bullets, their heading is left out. */
export function splitText(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let opensParagraph = true;
  let bulletIndent: number | undefined;
  for (const raw of text.split(/\r\n?|\n/)) {
    const line = withoutEmphasis(raw.replace(/(\S) {2,}/g, '$1 '));
    const last = parts.at(-1);
    if (!line.trim()) {
      opensParagraph = true;
      bulletIndent = undefined;
      continue;
    }
    const tableRow = row.exec(line);
    if (tableRow && rule.test(line)) {
      if (last && row.test(last.text)) parts.pop();
      continue;
    }
    const bullet = dash.exec(line) ?? numbered.exec(line);
    const indent = (bullet?.[1] ?? /^\s*/.exec(line)?.[0] ?? '').replace(/\t/g, '    ').length;
    if (last && !opensParagraph && bulletIndent !== undefined && indent > bulletIndent && !last.text.endsWith(':')) {
      last.text = `${last.text}${bullet ? ' | ' : '\n'}${(bullet?.[2] ?? line).trim()}`;
      continue;
    }
    if (last && !opensParagraph) last.isFollowed = true;
    if (bullet || tableRow) {
      if (last && !opensParagraph && last.kind === 'line') last.leadsList = true;
      if (bullet && (bulletIndent === undefined || indent <= bulletIndent)) bulletIndent = indent;
      parts.push({
        kind: 'bullet',
        text: (bullet?.[2] ?? line).replace(/^\d{1,2}[.)]\s+(?=\S)/, '').trim(),
        isDash: dash.test(line),
        opensParagraph,
        leadsList: false,
        isFollowed: false,
      });
    } else {
      bulletIndent = undefined;
      parts.push({ kind: 'line', text: line.trim(), isDash: false, opensParagraph, leadsList: false, isFollowed: false });
    }
    opensParagraph = false;
    if (parts.length >= maxParts) break;
  }
  return parts;
}

/** True when the message holds `- lines`. */
export function hasBullets(text: string): boolean {
  return text.split('\n').some((line) => dash.test(line));
}
