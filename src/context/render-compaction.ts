import type { Compaction, DetailKind, KeptDetail, KeptLine, StoredCompaction } from '../ports/context-store.ts';
import { type CountTokens, type CutText, cutText } from './cut-text.ts';
import { type Fitted, frameTokens } from './fit-parts.ts';

const labels: Record<DetailKind, string> = {
  name: 'Names',
  number: 'Numbers',
  date: 'Dates',
  id: 'Ids',
  link: 'Links',
  quote: 'Quoted',
};

/** Lines in the order they were said, each with its message's number; then the details by kind. */
export function renderCompaction({ lines, details }: Pick<Compaction, 'lines' | 'details'>): string {
  const said = [...lines].sort((one, other) => one.version - other.version).map(renderLine);
  const kinds = (Object.keys(labels) as DetailKind[]).flatMap((kind) => {
    const ofKind = details.filter((detail) => detail.kind === kind);
    return ofKind.length > 0 ? [`${labels[kind]}: ${ofKind.map(renderDetail).join('; ')}`] : [];
  });
  return [...said, ...kinds].join('\n');
}

function renderLine({ version, userId, text }: Pick<KeptLine, 'version' | 'userId' | 'text'>): string {
  return `[${version}] ${userId ?? 'facilitator'}: ${text}`;
}

function renderDetail({ text, versions }: KeptDetail): string {
  return `${text} [${versions.join(', ')}]`;
}

/** Without what was deleted or edited since: nobody's deleted words stay in a prompt because they were once compacted. */
export function withoutGone(compaction: Compaction, gone: readonly number[]): Compaction {
  if (gone.length === 0) return compaction;
  const details = compaction.details.flatMap((detail) => {
    const versions = detail.versions.filter((version) => !gone.includes(version));
    return versions.length > 0 ? [{ ...detail, versions }] : [];
  });
  return { ...compaction, lines: compaction.lines.filter((line) => !gone.includes(line.version)), details };
}

/** What of the lines and details fits, the best ones first; a quarter of the room is for details. */
export function fitLines(compaction: Compaction, room: number, countTokens: CountTokens): Pick<Compaction, 'lines' | 'details'> {
  let left = Math.floor(room / 4);
  const takes = (text: string) => {
    // One more for what joins them.
    const tokens = countTokens(text) + 1;
    if (tokens > left) return false;
    left -= tokens;
    return true;
  };
  const kinds = new Set<DetailKind>();
  const details = compaction.details.filter((detail) => {
    const label = kinds.has(detail.kind) ? '' : `${labels[detail.kind]}: `;
    if (!takes(`${label}${renderDetail(detail)} `)) return false;
    kinds.add(detail.kind);
    return true;
  });
  left += room - Math.floor(room / 4);
  const best = [...compaction.lines].sort((one, other) => other.score - one.score || other.version - one.version);
  return { lines: best.filter((line) => takes(renderLine(line))), details };
}

/** The text as it is stored, if nothing of it is gone and it fits; made anew from its lines and details otherwise. */
export async function fitCompaction(
  stored: StoredCompaction | null,
  budget: number,
  countTokens: CountTokens,
  read: (id: string) => Promise<Compaction | undefined>,
): Promise<Fitted> {
  const room = budget - frameTokens;
  if (!stored || (stored.text === '' && stored.gone.length === 0)) return { parts: [], tokens: 0, leftOut: 0 };
  const { id, coversFrom, coversTo, gone } = stored;
  const isIntact = gone.length === 0 && stored.tokens <= room;
  const cut = isIntact ? { text: stored.text, tokens: stored.tokens, isCut: false } : makeAnew(await read(id), { gone, room, countTokens });
  if (cut.text === '') return { parts: [], tokens: 0, leftOut: 1 };
  const source = { kind: 'compaction' as const, id, fromVersion: coversFrom, toVersion: coversTo };
  const tokens = cut.tokens + frameTokens;
  return { parts: [{ source, text: cut.text, tokens, isCut: cut.isCut }], tokens, leftOut: 0 };
}

function makeAnew(
  compaction: Compaction | undefined,
  { gone, room, countTokens }: { gone: readonly number[]; room: number; countTokens: CountTokens },
): CutText {
  if (!compaction) return { text: '', tokens: 0, isCut: true };
  const kept = fitLines(withoutGone(compaction, gone), room, countTokens);
  const cut = cutText(renderCompaction(kept), room, countTokens);
  return { ...cut, isCut: cut.isCut || kept.lines.length < compaction.lines.length };
}
