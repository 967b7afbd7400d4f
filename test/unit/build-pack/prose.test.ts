import { describe, expect, it } from 'vitest';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import type { OverviewLine } from '../../../src/build-pack/overview.ts';
import type { PackDocument } from '../../../src/build-pack/pack.ts';
import { packSchema } from '../../../src/build-pack/pack-schema.ts';
import { addProse, hasProse, keepProse, numberLines } from '../../../src/build-pack/prose.ts';
import { renderMarkdown } from '../../../src/build-pack/render-markdown.ts';
import { clinicScript, madeAt, playScript, workshop } from './sample-workshop.ts';

const line = (title: string, messageId?: string): OverviewLine => ({
  path: '',
  title,
  marks: [],
  details: [],
  parts: [],
  ...(messageId ? { sources: { messageIds: [messageId], userIds: [`U${messageId}`], origin: 'human' } } : {}),
});
const part = (...lines: OverviewLine[]) => ({
  key: 'pains',
  label: 'Pains',
  singular: 'pain',
  shape: 'list' as const,
  nameLabel: 'Pain',
  columns: [],
  lines,
});

const document: PackDocument = {
  kind: 'prd',
  title: 'Product requirements',
  sections: [
    {
      heading: 'Problem',
      from: [],
      parts: [
        part(
          line('Patients whisper at the desk', 'M1'),
          line('31 of 50 patients write “it is nothing”', 'M2'),
          line('Nobody counts the queue'),
        ),
      ],
    },
    { heading: 'Goals', from: [], parts: [part(line('<@U7> wants patients to arrive unheard', 'M3'))] },
  ],
  missing: [],
  coverage: { total: 4, linked: 3, assumptions: 1, synthetic: 0 },
};
const numbered = numberLines(document);
const proseOf = (section: number, text: string, lines: number[], refused: (sentence: string) => boolean = () => false) =>
  addProse(document, numbered, [{ section, text, lines }], refused).sections[section - 1]?.prose;

describe('prose in a document', () => {
  it('rests on the lines that it cites, all of their people and messages', () => {
    expect(numbered.map((lines) => lines.map(({ number, text }) => `${number} ${text}`))).toEqual([
      ['1 Pains: Patients whisper at the desk', '2 Pains: 31 of 50 patients write “it is nothing”', '3 Pains: Nobody counts the queue'],
      ['4 Pains: somebody wants patients to arrive unheard'],
    ]);
    expect(proseOf(1, '- At the desk patients whisper, and 31 of 50 write “it is nothing”.', [1, 2, 2])).toMatchObject([
      {
        title: 'At the desk patients whisper, and 31 of 50 write “it is nothing”.',
        sources: { messageIds: ['M1', 'M2'], userIds: ['UM1', 'UM2'], origin: 'human' },
      },
    ]);
  });

  it('is an assumption where any of its lines is one', () => {
    const [sentence] = proseOf(1, 'Patients whisper at the desk and nobody counts the queue.', [1, 3]) ?? [];
    expect(sentence).toBeDefined();
    expect(sentence?.sources).toBeUndefined();
  });

  it.each([
    ['cites nothing', 'Patients whisper at the desk.', []],
    ['cites what is not there', 'Patients whisper at the desk.', [99]],
    ['cites another section', 'Patients arrive unheard.', [4]],
    ['has a number of its own', '40 patients whisper at the desk.', [1]],
    ['takes a number from a line that it does not cite', 'All 31 patients whisper at the desk.', [1]],
    ['has a name of its own', 'Patients whisper at the desk of Boston Hospital.', [1]],
    ['has a quote of its own', 'Patients whisper “leave me alone” at the desk.', [1]],
    ['says something else', 'Doctors dream of faster ambulances everywhere.', [1]],
    ['leads away', 'Patients whisper at the desk: https://example.org', [1]],
    ['says nothing', '  ', [1]],
  ])('is left out when it %s', (_, text, lines) => {
    expect(proseOf(1, text, lines)).toBeUndefined();
  });

  const says = (text: string, ...lines: string[]) => {
    const about = { ...document, sections: [{ heading: 'Problem', from: [], parts: [part(...lines.map((one) => line(one, 'M1')))] }] };
    const cited = lines.map((_, index) => index + 1);
    return addProse(about, numberLines(about), [{ section: 1, text, lines: cited }], () => false).sections[0]?.prose !== undefined;
  };

  it.each([
    ['Patients like to answer a text about why they come, and they trust it.', 'patients do not answer a text about why they come'],
    ['Patients answer a text about why they come.', 'patients don’t answer a text about why they come'],
    ['Patients do not answer a text about why they come.', 'patients answer a text about why they come'],
    ['Patients check in with being overheard.', 'Patients check in without being overheard'],
    ['Somebody counts the queue.', 'Nobody counts the queue'],
    ['Patients love answering texts.', 'patients answer a text about why they come'],
    ['More patients whisper at the desk.', 'Fewer patients whisper at the desk'],
    ['Patients whisper after they reach the desk.', 'Patients whisper before they reach the desk'],
    ['The new desk increases waiting.', 'The new desk decreases waiting'],
    ['All patients whisper at the desk.', 'Patients whisper at the desk'],
    ['Patients always whisper at the desk.', 'Patients whisper at the desk'],
    ['Twelve patients whisper at the desk.', 'Patients whisper at the desk'],
    ['Older people answer a text.', 'Older people may answer a text'],
    ['Patients who visit small clinics hate every modern digital desk.', 'Patients visit small clinics'],
  ])('is left out when it says more or the opposite: “%s” of “%s”', (text, said) => {
    expect(says(text, said)).toBe(false);
  });

  it.each([
    ['Patients do not answer a text about why they come.', ['patients don’t answer a text about why they come']],
    ['The queue is never counted by receptionists.', ['receptionists do not count the queue']],
    ['Patients whisper at the desk, and nobody counts the queue.', ['Nobody counts the queue', 'Patients whisper at the desk']],
    ['Patients lower their voice before they reach the desk.', ['Patients lean over and lower their voice before they reach the desk']],
    ['Older people may not answer a text.', ['older people may not answer a text']],
    ['We ask how to help Rosa say why she came.', ['How might we help Rosa to say why she came so that nobody else learns it?']],
    [
      'Patients arrive unheard; and then, the phone rings during every second check-in.',
      ['Patients arrive unheard', 'The phone rings during every second check-in'],
    ],
  ])('stays when it says what they said: “%s”', (text, said) => {
    expect(says(text, ...said)).toBe(true);
  });

  it('is left out when it gives the rules away, and bounded', () => {
    expect(proseOf(1, 'Patients whisper at the desk.', [1], () => true)).toBeUndefined();
    const often = Array.from({ length: 20 }, () => ({ section: 1, text: 'Patients whisper at the desk.', lines: [1] }));
    expect(addProse(document, numbered, often, () => false).sections[0]?.prose).toHaveLength(6);
    expect(hasProse(addProse(document, numbered, [], () => false))).toBe(false);
  });

  it('is kept by a document of the same lines, and by no other', () => {
    const told = addProse(document, numbered, [{ section: 1, text: 'Patients whisper at the desk.', lines: [1] }], () => false);
    const anew = structuredClone(document);
    expect(keepProse([anew], [told])).toEqual([told]);
    const line = anew.sections[0]?.parts[0]?.lines[0];
    if (line) line.title = 'Patients shout at the desk';
    expect(keepProse([anew], [told])).toEqual([anew]);
  });

  it('stands above its lines in the pack, with its sources, and the json is still a pack', () => {
    const pack = assemblePack({ workshop, ...playScript(clinicScript), members: [], votes: [], voices: [], now: madeAt });
    const prd = pack.documents.find((one) => one.kind === 'prd');
    const all = prd && numberLines(prd);
    const [first] = all?.[0] ?? [];
    if (!prd || !all || !first) throw new Error('the sample has no requirements');
    const text = `${first.line.title}, in a sentence.`;
    const told = addProse(prd, all, [{ section: 1, text, lines: [first.number] }], () => false);
    const documents = pack.documents.map((one) => (one.kind === 'prd' ? told : one));
    expect(packSchema.safeParse({ ...pack, documents }).error).toBeUndefined();
    const markdown = renderMarkdown({ ...pack, documents }, { link: (id) => ({ address: `https://example.org/${id}` }) });
    expect(markdown).toContain(`## ${prd.sections[0]?.heading}\n\n${text} — `);
    expect(markdown.split('were written by a language model from the lines below them')).toHaveLength(2);
    expect(markdown.indexOf(text)).toBeLessThan(markdown.indexOf(first.line.title, markdown.indexOf(text) + text.length));
  });
});
