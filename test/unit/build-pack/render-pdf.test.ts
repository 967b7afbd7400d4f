import { performance } from 'node:perf_hooks';
import { deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import type { OverviewLine } from '../../../src/build-pack/overview.ts';
import { type BuildPack, withParts } from '../../../src/build-pack/pack.ts';
import { type PdfOptions, renderPdf } from '../../../src/build-pack/pdf/render-pdf.ts';
import { linesOf, printedOn, type ReadPdf, readPdf, squeeze } from './read-pdf.ts';
import { clinicScript, madeAt, playScript, type Script, startedStep, workshop } from './sample-workshop.ts';

const names: Record<string, string> = { UMAYA: 'Maya', UTOM: 'Tomás', UANA: 'Ana' };
const person = (userId: string) => names[userId] ?? `@${userId}`;
const link = (messageId: string) => ({ address: `https://team.slack.example/archives/C1/${messageId}` });

function packOf(script: Script, title = workshop.title): BuildPack {
  return assemblePack({ workshop: { ...workshop, title }, ...playScript(script), members: [], votes: [], voices: [], now: madeAt });
}

function saying(...texts: string[]): BuildPack {
  return packOf({ challenge: [['UMAYA', `Problem: ${texts.join(' ')}`]] });
}

async function printed(pack: BuildPack, options: PdfOptions = {}): Promise<ReadPdf> {
  return readPdf(await renderPdf(pack, { person, ...options }));
}

function linesWithin(pack: BuildPack): OverviewLine[] {
  const documents = pack.documents.flatMap((document) => document.sections.flatMap((section) => section.parts));
  const steps = pack.steps.flatMap((step) => step.sections);
  return [...documents, ...steps].flatMap((section) => section.lines).flatMap(withParts);
}

/** A plain white picture. */
function pngOf(size: number): Uint8Array {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = [Buffer.alloc(4), Buffer.alloc(4)];
    ends[0]?.writeUInt32BE(data.length);
    return Buffer.concat([ends[0] ?? body, body, ends[1] ?? body]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc((size * 3 + 1) * size, 255).map((byte, index) => (index % (size * 3 + 1) === 0 ? 0 : byte));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

describe('the build pack as a PDF', () => {
  const pack = packOf(clinicScript);
  let pdf: ReadPdf;
  let text = '';
  beforeAll(async () => {
    pdf = await printed(pack, { link });
    text = printedOn(pdf.pages);
  });

  it('has a title page with the idea, the date, the people and how much has a source', () => {
    const lines = linesOf(pdf.pages[0]!);
    expect(lines).toContain('BUILD PACK');
    expect(lines.join('\n')).not.toContain('It began as');
    expect(lines).toContain('Date 12 Nov 2026');
    expect(lines).toContain('With Maya, Tomás, Ana');
    expect(lines).toContain(`Sources ${pack.lines.total} of ${pack.lines.total} lines (100 %) lead back to what somebody said.`);
    expect(pdf.title).toBe('A better check-in for small clinics');
    expect(pdf.language).toBe('en');
  });

  it('has contents whose numbers and links lead to the pages of the headings, and bookmarks for the same', () => {
    const contents = pdf.pages[1]!;
    expect(linesOf(contents)[0]).toBe('Contents');
    expect(contents.links).toEqual(pdf.bookmarks.map((one) => one.page));
    expect(pdf.bookmarks.map((one) => one.title)).toEqual(
      expect.arrayContaining(['In short', 'Product requirements', 'The problem', 'Decision log', 'What each step found', '10. Validation']),
    );
    for (const { title, page } of pdf.bookmarks) {
      expect(linesOf(pdf.pages[page]!)).toContain(title);
      expect(linesOf(contents).join(' ')).toContain(`${title} ${page + 1}`);
    }
  });

  it('says on each page which of how many it is', () => {
    for (const [index, page] of pdf.pages.entries()) expect(linesOf(page).at(-1)).toContain(`Page ${index + 1} of ${pdf.pages.length}`);
  });

  it('holds every line of every document and step, what was decided, what is open and what comes next', () => {
    const said = [
      ...linesWithin(pack).flatMap((line) => [line.title, ...line.details.flatMap((detail) => detail.items ?? [detail.text])]),
      ...pack.decisions.map((one) => one.text),
      ...pack.disagreement.map((one) => one.line.title),
      ...pack.nextSteps.map((line) => line.title),
      ...pack.documents.flatMap((document) => [document.title, ...document.sections.map((section) => section.heading)]),
    ];
    expect(said.length).toBeGreaterThan(200);
    expect(said.filter((one) => !text.includes(squeeze(one)))).toEqual([]);
  });

  it('tells of each section what it was made from', () => {
    expect(text).toContain(squeeze('Made from Research version 1, Sense-making version 1.'));
  });

  it('ends lines with their people and links to their messages', () => {
    expect(text).toContain(squeeze('tick it at home and hand it over — Tomás message'));
    expect(text).toContain(squeeze('patients of small clinics — Tomás message'));
    const links = new Set(pdf.pages.flatMap((page) => page.links).filter((one) => typeof one === 'string'));
    const messages = linesWithin(pack).flatMap((line) => line.sources?.messageIds ?? []);
    expect([...new Set(messages)].filter((id) => !links.has(link(id).address))).toEqual([]);
  });

  it('links nothing but web addresses of ours', async () => {
    const bare = await printed(pack, { link: () => ({ address: 'javascript:alert(1)' }) });
    expect(bare.pages.flatMap((page) => page.links).filter((one) => typeof one === 'string')).toEqual([]);
  });

  it('is marked up for readers who listen', () => {
    for (const tag of ['H1', 'H2', 'H3', 'P', 'L', 'LI', 'Table', 'TR', 'TH', 'TD', 'TOC']) expect(pdf.tags.get(tag)).toBeGreaterThan(0);
  });

  it('is typeset beside the program, which goes on meanwhile', async () => {
    await renderPdf(pack);
    const before = performance.eventLoopUtilization();
    await renderPdf(pack);
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
  });

  it('has the same bytes each time', async () => {
    const pictures = [{ title: 'Who has a say', alt: 'Nobody.', png: pngOf(8), width: 8, height: 8, stepId: null }];
    const once = await renderPdf(pack, { person, link, pictures });
    expect(Buffer.from(once).equals(Buffer.from(await renderPdf(pack, { person, link, pictures })))).toBe(true);
  });

  it('shows pictures where their step is, with their words for those who cannot see them', async () => {
    const picture = { title: 'Patients care most', alt: 'The patients care most.', png: pngOf(40), width: 40, height: 40 };
    const shown = await printed(pack, {
      pictures: [
        { ...picture, stepId: 'stakeholder-mapping' },
        { ...picture, title: 'Who took part', stepId: null },
      ],
    });
    const pageWith = (caption: string) => shown.pages.findIndex((page) => linesOf(page).includes(caption));
    expect(linesOf(shown.pages[pageWith('Figure 1. Patients care most')]!)).toContain('2. Stakeholders');
    expect(shown.pages[pageWith('Figure 2. Who took part')]!.images).toBe(1);
    expect(linesOf(shown.pages[pageWith('Figure 2. Who took part')]!)).toContain('The workshop as a whole');
    expect(shown.alts).toEqual([picture.alt, picture.alt]);
  });

  it('marks what nobody said as an assumption', async () => {
    const played = playScript({ challenge: clinicScript.challenge ?? [] });
    const artifacts = played.artifacts.map((one) => ({ ...one, provenance: {} }));
    const guessed = await printed(
      assemblePack({ workshop, steps: played.steps, artifacts, members: [], votes: [], voices: [], now: madeAt }),
    );
    expect(printedOn(guessed.pages)).toContain(squeeze('patients of small clinics — an assumption: nobody said it'));
    expect(printedOn(guessed.pages)).toContain(squeeze('Left out, for nothing was written down:'));
  });

  it('marks what comes from synthetic research', async () => {
    const made = packOf({ challenge: clinicScript.challenge ?? [] });
    const [line] = linesWithin(made).filter((one) => one.title === 'patients of small clinics' && one.sources);
    if (line?.sources) line.sources = { ...line.sources, origin: 'synthetic' };
    expect(printedOn((await printed(made)).pages)).toContain(
      squeeze('patients of small clinics — Tomás (synthetic, not from a real person)'),
    );
  });

  it('says plainly that nothing was written down', async () => {
    const empty = await printed(
      assemblePack({ workshop, steps: [startedStep('challenge', {})], artifacts: [], members: [], votes: [], voices: [], now: madeAt }),
    );
    const words = printedOn(empty.pages);
    expect(words).toContain(squeeze('Sources Nothing was written down.'));
    expect(words).toContain(squeeze('not written down yet.'));
    expect(words).toContain(squeeze('Not reached: Stakeholders, Research'));
    expect(empty.pages[1]!.texts.find((one) => one.text === 'In short')?.x).toBe(72);
    const untouched = await printed(assemblePack({ workshop, steps: [], artifacts: [], members: [], votes: [], voices: [], now: madeAt }));
    expect(printedOn(untouched.pages)).toContain(squeeze('No step began.'));
  });
});

describe('layout of the PDF', () => {
  it('repeats the header of a table on each page and keeps every cell', async () => {
    const many = Array.from({ length: 60 }, (_, index) => `- Person ${index + 1} | core | high | low | note ${index + 1}`).join('\n');
    const pdf = await printed(packOf({ 'stakeholder-mapping': [['UTOM', many]] }));
    const pages = pdf.pages.filter((page) => linesOf(page).some((line) => /^Person \d+ .*core high low note \d+$/.test(line)));
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(linesOf(page).some((line) => line.startsWith('Who How close Power Interest Notes'))).toBe(true);
    const text = printedOn(pdf.pages);
    for (let index = 1; index <= 60; index += 1) expect(text).toContain(`note${index}`);
  });

  it('breaks words that are wider than a line without adding a hyphen, and nothing leaves the page', async () => {
    const word = 'abcdefghij'.repeat(30);
    const pdf = await printed(
      packOf({ challenge: [['UMAYA', `Problem: ${word}`]], 'stakeholder-mapping': [['UTOM', `- ${word} | core | high | low`]] }, word),
    );
    const text = printedOn(pdf.pages);
    expect(text.split(word).length).toBeGreaterThan(4);
    for (const { texts } of pdf.pages)
      for (const one of texts) {
        expect(one.x).toBeGreaterThanOrEqual(72);
        expect(one.y).toBeGreaterThan(36);
        expect(one.y).toBeLessThan(800);
        expect(one.text.length * one.sizePt * 0.25).toBeLessThan(595 - one.x);
      }
  });

  it('keeps headings with what follows and never leaves a line alone', async () => {
    const pdf = await printed(packOf({ ...clinicScript, challenge: [['UMAYA', `Problem: ${'Everybody hears it. '.repeat(400)}`]] }));
    const headings = new Set(pdf.bookmarks.map((one) => one.title));
    for (const page of pdf.pages.slice(2)) expect(headings.has(linesOf(page).at(-2) ?? '')).toBe(false);
  });

  it('prints one MiB of text, and shortens what is much longer and says so', async () => {
    const pack = packOf(clinicScript);
    const section = pack.steps[2]!.sections[1]!;
    const line: OverviewLine = { path: 'insights[0]', title: '', marks: [], details: [], parts: [] };
    const texts = (count: number, words: number) =>
      Array.from({ length: count }, (_, index) => ({ ...line, title: `${index}: ${'word '.repeat(words)}end${index}.` }));
    section.lines = texts(350, 600);
    const whole = printedOn((await printed(pack)).pages);
    for (let index = 0; index < 350; index += 1) expect(whole).toContain(`end${index}.`);
    expect(whole).not.toContain(squeeze('Long texts are shortened here'));
    section.lines = texts(40, 20_000);
    const shortened = printedOn((await printed(pack)).pages);
    expect(shortened).toContain(squeeze('Long texts are shortened here; the json file has every word.'));
    expect(shortened).toContain('39:wordword');
    expect(shortened).not.toContain('end7.');
  }, 120_000);
});

describe('words of any kind in the PDF', () => {
  it('are printed as they were written: markdown, tags and addresses mean nothing', async () => {
    const words = '**bold** # <b>x</b> | [a](https://e.test) constructor __proto__ (a\\)';
    expect(printedOn((await printed(packOf(clinicScript, words))).pages.slice(0, 1))).toContain(squeeze(words));
  });

  it('name the people whom they mention', async () => {
    const text = printedOn((await printed(saying('Ask <@UTOM> and <@UNEW|x>.'))).pages);
    expect(text).toContain('AskTomásand@UNEW.');
  });

  it('are printed in Latin, Greek and Cyrillic, also bold', async () => {
    const greek = 'Οι ασθενείς περιμένουν';
    const pdf = await printed(packOf({ challenge: [['UMAYA', `Problem: ${greek} – Пациенты ждут, Łódź, Đặng`]] }, `${greek} Пациенты`));
    expect(printedOn(pdf.pages)).toContain(squeeze(`${greek} – Пациенты ждут, Łódź, Đặng`));
    expect(printedOn(pdf.pages.slice(0, 1))).toContain(squeeze(`${greek} Пациенты`));
    expect(printedOn(pdf.pages)).not.toContain('Thisfilehasnolettersfor');
    expect(printedOn(pdf.pages)).not.toContain('□');
  });

  it('run from right to left where they are Hebrew, with numbers, Latin words and brackets the right way round', async () => {
    const pdf = await printed(saying('שלום (עולם) 2026 abc'));
    const line = pdf.pages.flatMap(linesOf).find((one) => one.includes('םולש'));
    expect(squeeze(line ?? '')).toBe('Problem—Mayaabc2026(םלוע)םולש');
    const [shalom] = pdf.pages.flatMap((page) => page.texts).filter((one) => one.text === 'םולש');
    expect(shalom?.x).toBeGreaterThan(480);
  });

  it('join up where they are Arabic, the first word at the right', async () => {
    const pdf = await printed(saying('مرحبا بالعالم'));
    const texts = pdf.pages.flatMap((page) => page.texts);
    const words = texts.filter((one) => /[\u0600-\u06ff]/.test(one.text)).sort((a, b) => b.x - a.x);
    expect([...(words[0]?.text ?? '')].reverse().join('')).toBe('مرحبا');
    expect(words[0]?.x).toBeGreaterThan(480);
  });

  it('are replaced where no font has them, and the first page says so', async () => {
    const pdf = await printed(saying('日本 한국 👩‍👩‍👧🎉 fine ❤️'));
    const text = printedOn(pdf.pages);
    expect(text).toContain('□□□□□□fine❤');
    expect(printedOn(pdf.pages.slice(0, 1))).toContain(
      squeeze(
        'This PDF has no letters for: Chinese characters, Korean, emoji. Each such sign is shown as □; build-pack.md shows them, and build-pack.json has every word.',
      ),
    );
  });

  it('never stop it, whatever they are', async () => {
    for (const text of ['\u0000\u202e\ufeff', '\ud83d', '\u0301\u0301', '🇩🇪', ' \u00a0 ', '﷽'.repeat(200), 'ก็็็็็็็็็็'])
      expect((await printed(packOf({ challenge: [['UMAYA', `Problem: a ${text}`]] }, text))).pages.length).toBeGreaterThan(3);
  });
});
