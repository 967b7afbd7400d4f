import type { WebClient } from '@slack/web-api';

/** So many paragraphs at most: with more, all of it in one change is quicker, and reads as one change. */
const maxChanged = 3;

/**
 * Changes the one place where two states of a canvas differ and leaves the rest alone, with what people have written beside it. False
 * when that can't be done; nothing was changed then. Rejects with the Web API's error, perhaps half way.
 */
export async function editSections(client: WebClient, canvasId: string, before: string, after: string): Promise<boolean> {
  const place = findChange(blocksOf(before), blocksOf(after));
  if (!place) return false;
  const ids: string[] = [];
  for (const block of place.lookedFor) {
    const id = await findSection(client, canvasId, block);
    if (!id) return false;
    ids.push(id);
  }
  const change = (change: Change) => client.canvases.edit({ canvas_id: canvasId, changes: [change] });
  const [anchor = '', ...changed] = ids;
  for (const [index, section_id] of changed.entries()) {
    // A section that was replaced has another id: what comes after the last one comes with it.
    const blocks = place.written.slice(index, index + 1 === changed.length ? undefined : index + 1);
    await change(
      blocks.length === 0 ? { operation: 'delete', section_id } : { operation: 'replace', section_id, document_content: content(blocks) },
    );
  }
  if (changed.length === 0) await change({ operation: 'insert_after', section_id: anchor, document_content: content(place.written) });
  return true;
}

type Change =
  | { operation: 'delete'; section_id: string }
  | { operation: 'replace' | 'insert_after'; section_id: string; document_content: { type: 'markdown'; markdown: string } };

function content(blocks: readonly string[]): { type: 'markdown'; markdown: string } {
  return { type: 'markdown', markdown: blocks.join('\n\n') };
}

function blocksOf(markdown: string): string[] {
  return markdown.split(/\n{2,}/).flatMap((block) => block.trim() || []);
}

/** The one stretch that differs, with the block before it; undefined where nothing does, or too much, or what is not a plain paragraph. */
function findChange(before: readonly string[], after: readonly string[]): { lookedFor: string[]; written: string[] } | undefined {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const lookedFor = before.slice(Math.max(0, start - 1), before.length - end);
  const written = after.slice(start, after.length - end);
  const isSmall = lookedFor.length - 1 <= maxChanged && written.length <= maxChanged;
  if (start === 0 || !isSmall || (written.length === 0 && lookedFor.length <= 1)) return undefined;
  return [...lookedFor, ...written].every(isParagraph) ? { lookedFor, written } : undefined;
}

/** What Slack keeps as one section: neither a list nor a table, a picture or code. */
function isParagraph(block: string): boolean {
  return !/\n|^(?:[-*+>|]|\d+[.)]|!\[|```)\s?/.test(block.replace(/^\*\*/, ''));
}

const leastChars = 12;

/** Its id when its longest stretch of plain words is found once. */
async function findSection(client: WebClient, canvasId: string, block: string): Promise<string | undefined> {
  const words = block
    .split(/[\\*_`[\]()<>!|#&]+/)
    .map((part) => part.trim())
    .sort((a, b) => b.length - a.length)[0];
  if (!words || words.length < leastChars) return undefined;
  const { sections = [] } = await client.canvases.sections.lookup({ canvas_id: canvasId, criteria: { contains_text: words } });
  return sections.length === 1 ? sections[0]?.id : undefined;
}
