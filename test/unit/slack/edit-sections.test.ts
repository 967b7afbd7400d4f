import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Practice, startPractice } from '../../../src/practice/start-practice.ts';
import { editSections } from '../../../src/slack/edit-sections.ts';

let practice: Practice;
let client: WebClient;
beforeEach(async () => {
  practice = await startPractice({ manifestPath: 'manifest.yml' });
  client = new WebClient(practice.botToken, { slackApiUrl: practice.apiUrl, retryConfig: { retries: 0 } });
});
afterEach(() => practice.close());

const title = '# A better check-in for small clinics';
const note = '_Since this was made, Persona has changed (version 1 → 2)._';
const newerNote = '_Since this was made, Persona has changed (version 1 → 3)._';
const question = '**The question:** How might we let patients arrive unheard?';
const list = '- Receptionists — Aiko\n- Patients — Tomás';
const page = (...blocks: string[]) => `${blocks.join('\n\n')}\n`;

async function make(markdown: string): Promise<string> {
  const { canvas_id: id = '' } = await client.canvases.create({ document_content: { type: 'markdown', markdown } });
  return id;
}

const markdownOf = (id: string) => practice.control.canvases().find((canvas) => canvas.id === id)?.markdown;
async function sectionOf(id: string, words: string): Promise<string | undefined> {
  const { sections } = await client.canvases.sections.lookup({ canvas_id: id, criteria: { contains_text: words } });
  return sections?.[0]?.id;
}

describe('a canvas that has changed in one place', () => {
  it.each([
    ['has a paragraph more', page(title, question, list), page(title, note, question, list)],
    ['has another one', page(title, note, question, list), page(title, newerNote, question, list)],
    ['has one less', page(title, note, question, list), page(title, question, list)],
    ['has another one and one more', page(title, note, question, list), page(title, newerNote, 'It is out of date.', question, list)],
    ['has one instead of two', page(title, note, 'It is out of date.', question, list), page(title, newerNote, question, list)],
  ])('%s: the rest is not touched', async (_, before, after) => {
    const id = await make(before);
    const sections = () => Promise.all(['better check-in', 'The question', 'Receptionists'].map((words) => sectionOf(id, words)));
    const untouched = await sections();
    expect(await editSections(client, id, before, after)).toBe(true);
    expect(markdownOf(id)).toBe(after.trimEnd());
    expect(await sections()).toEqual(untouched);
  });

  it.each([
    ['nothing differs', page(title, question), page(title, question)],
    ['a list differs', page(title, list), page(title, `${list}\n- Sam`)],
    ['two places differ', page(title, note, list, 'The end is near.'), page(title, newerNote, list, 'The end is here.')],
    ['the first block differs', page(title, question), page('# Another title of it', question)],
    ['too much differs', page(title), page(title, ...Array.from({ length: 9 }, (_, index) => `Paragraph number ${index}`))],
    ['it is not found there once', page(title, 'Somebody wrote here', title, 'twice'), page(title, 'Somebody wrote here', title, 'thrice')],
  ])('is left as it is when %s', async (_, before, after) => {
    const id = await make(before);
    expect(await editSections(client, id, before, after)).toBe(false);
    expect(markdownOf(id)).toBe(before.trimEnd());
  });

  it('is left as it is when somebody has rewritten it meanwhile', async () => {
    const id = await make(page('Somebody’s own words', list));
    expect(await editSections(client, id, page(title, note), page(title, newerNote))).toBe(false);
    expect(markdownOf(id)).toContain('own words');
  });
});
