import { describe, expect, it } from 'vitest';
import { judgeLinks } from '../../../scripts/rehearsal/judge-links.ts';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import type { OverviewLine } from '../../../src/build-pack/overview.ts';
import { coverageOf } from '../../../src/build-pack/pack.ts';
import { renderPdf } from '../../../src/build-pack/pdf/render-pdf.ts';
import { recountPack } from '../../../src/build-pack/recount-pack.ts';
import { renderHtml } from '../../../src/build-pack/render-html.ts';
import { renderMarkdown } from '../../../src/build-pack/render-markdown.ts';
import type { LinkOptions } from '../../../src/build-pack/source-links.ts';
import { createWording } from '../../../src/build-pack/wording.ts';
import { readPdf } from './read-pdf.ts';
import { clinicScript, madeAt, playScript, workshop } from './sample-workshop.ts';

const played = playScript(clinicScript);
const steps = played.steps.map((step) => (step.stepId === 'user-research' ? { ...step, skipReason: 'we go there next week' } : step));
const finished = [{ stepId: 'user-research', by: 'UMAYA', at: madeAt }];
const pack = assemblePack({ workshop, ...played, steps, members: [], votes: [], voices: [], finished, now: madeAt });

/** m1 was a form, m2 is gone, the others are messages. */
const places: LinkOptions = {
  link: (id) =>
    id === 'm2'
      ? { isDeleted: true }
      : id === 'm1'
        ? { address: 'https://x.example/thread', isForm: true }
        : { address: `https://x.example/${id}` },
  thread: (stepId) => `https://x.example/of-${stepId}`,
};
const counted = recountPack(pack, (id) => id === 'm2');
const linesIn = (documents: typeof pack.documents): OverviewLine[] =>
  documents.flatMap((document) => document.sections.flatMap((section) => section.parts.flatMap((part) => part.lines)));

describe('what a line of the pack leads to', () => {
  it('is said in every format: a form by its thread, a decision by its step, a deleted message as such', async () => {
    const markdown = renderMarkdown(counted, places);
    expect(markdown).toContain('and everybody hears it. — @UMAYA [in a form](https://x.example/thread)');
    expect(markdown).toContain('**Who it is for:** patients of small clinics — @UTOM _(a message that was deleted since)_');
    expect(markdown).toContain('we go there next week — decided by @UMAYA [in the thread](https://x.example/of-user-research)');
    const { markup } = renderHtml(counted, places);
    expect(markup).toMatch(
      /everybody hears it\. <span class="from"><span dir="auto">@UMAYA<\/span> <a href="https:\/\/x\.example\/thread"[^>]*>in a form<\/a>/,
    );
    expect(markup).toContain('<span dir="auto">@UTOM</span> (a message that was deleted since)</span>');
    expect(markup).toMatch(/decided by @UMAYA<\/span> <a href="https:\/\/x\.example\/of-user-research"/);
    const { pages } = await readPdf(await renderPdf(counted, places));
    const links = pages.flatMap((page) => page.links);
    expect(links).toEqual(expect.arrayContaining(['https://x.example/thread', 'https://x.example/of-user-research']));
    expect(links).not.toContain('https://x.example/m2');
  });

  it('is something to open for every line that is counted, and for no other', () => {
    const wording = createWording(places, Number.POSITIVE_INFINITY);
    for (const line of linesIn(counted.documents)) {
      const { linked } = coverageOf([{ ...line, parts: [] }], (id) => id === 'm2');
      expect([line.title, wording.origin(line).includes('](https://')]).toEqual([line.title, linked === 1]);
    }
    const prd = counted.documents.find((one) => one.kind === 'prd');
    expect(prd?.coverage).toMatchObject({ assumptions: 0, deleted: 1 });
    expect((prd?.coverage.linked ?? 0) + 1).toBe(prd?.coverage.total);
    expect(counted.lines).toEqual({ total: pack.lines.total, linked: pack.lines.total - 1, deleted: 1 });
  });

  it('is the same for what was decided, in the overview and in the log', () => {
    const markdown = renderMarkdown(counted, places);
    expect(markdown).toContain('- **Persona:** Rosa — @UANA [message](');
    expect(markdown).toMatch(/\| Whom we design for: Rosa \| Persona \| 1 \|.*\| @UANA \[message\]\(/);
    expect(counted.decisions.every((one) => one.line?.sources)).toBe(true);
  });
});

describe('the rehearsal', () => {
  const ts = '1795713499.561000';
  const sams = { user: 'USAM', ts, threadTs: '1.1', text: '- Group Say it silently: 1, 4, 5', deleted: false };
  const link = '(https://x.example/archives/C1/p1795713499561000?thread_ts=1.1)';

  it('tells when a link opens other words, leads nowhere, or to somebody who is not named', () => {
    const whisper = 'Whisper card: a card you point at instead of talking';
    expect(judgeLinks(`- ${whisper} — ![](@USAM) [message]${link}`, [sams], new Set())[0]).toMatch(/^its links open other words/);
    expect(judgeLinks(`- ${whisper} — ![](@UAIKO)`, [sams], new Set())[0]).toMatch(/^nothing to open/);
    expect(judgeLinks(`- ${whisper} — ![](@UAIKO) [message]${link}`, [sams], new Set())[0]).toMatch(/^USAM said it and is not named/);
    expect(judgeLinks(`- ${whisper} — ![](@USAM) [message]${link}`, [{ ...sams, deleted: true }], new Set())[0]).toMatch(
      /leads to nothing/,
    );
  });

  it('takes words that are there, and the thread of a form', () => {
    expect(judgeLinks(`- Say it silently — ![](@USAM) [message]${link}`, [sams], new Set())).toEqual([]);
    expect(judgeLinks(`- Whisper card — ![](@UAIKO) [in a form]${link}`, [], new Set([ts]))).toEqual([]);
  });
});
