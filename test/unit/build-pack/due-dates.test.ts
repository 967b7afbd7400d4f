import { describe, expect, it } from 'vitest';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import { dateDues, type WhenSaid } from '../../../src/build-pack/due-dates.ts';
import type { BuildPack } from '../../../src/build-pack/pack.ts';
import { clinicScript, madeAt, playScript, workshop } from './sample-workshop.ts';

const packOf = (lines: string, by: string) =>
  assemblePack({
    workshop,
    ...playScript({
      ...clinicScript,
      validate: [
        ['UANA', `Assumption: Patients fill in a card\nTest: cards in one clinic\nBy: ${by}`],
        ['UTOM', lines],
      ],
    }),
    members: [],
    votes: [],
    voices: [],
    finished: [],
    now: madeAt,
  });
/** A Thursday, where it was said; already Friday in Auckland. */
const said: WhenSaid = (sources) => (sources ? { at: new Date('2026-11-12T15:00:00Z'), zone: 'Europe/Berlin' } : undefined);
const actionsOf = (pack: BuildPack) => pack.documents.find((one) => one.kind === 'actions')?.sections ?? [];
const byOf = (pack: BuildPack) =>
  actionsOf(pack).map(({ parts }) =>
    parts.flatMap(({ lines }) => lines.map((line) => line.details.find((detail) => detail.key === 'due')?.text)),
  );

describe('by when something is to be done', () => {
  it('is a day that still means something next week, counted from when it was said', () => {
    const pack = packOf(
      '- Tom prints cards by Friday\n- Ana asks two clinics by 1 December\n- Maya phones in February\n- Print it on 20 cards\n- Bert writes by end of the month',
      '2027-02-12',
    );
    expect(byOf(pack)).toEqual([['Friday', '1 December', 'February', 'no date yet', 'end of the month'], ['2027-02-12']]);
    expect(byOf(dateDues(pack, said))).toEqual([
      ['Friday (13 Nov 2026)', '1 Dec 2026', 'February (by its last day, 28 Feb 2027)', 'no date yet', 'end of the month (30 Nov 2026)'],
      ['12 Feb 2027'],
    ]);
  });

  it('depends on where its speaker was', () => {
    const pack = packOf('- Tom prints cards by tomorrow', 'tomorrow');
    const inAuckland = dateDues(pack, () => ({ at: new Date('2026-11-12T15:00:00Z'), zone: 'Pacific/Auckland' }));
    expect(byOf(dateDues(pack, said))).toEqual([['tomorrow (13 Nov 2026)'], ['tomorrow (13 Nov 2026)']]);
    expect(byOf(inAuckland)).toEqual([['tomorrow (14 Nov 2026)'], ['tomorrow (14 Nov 2026)']]);
  });

  it('has the same style in every document, and in the words of the next steps', () => {
    const pack = dateDues(packOf('- Tom prints cards by Friday, all of them\n- Ana asks by 1 December', '05.12.2026'), said);
    expect(pack.nextSteps.map((line) => line.title)).toEqual([
      'Tom prints cards by Friday (13 Nov 2026), all of them',
      'Ana asks by 1 December',
    ]);
    const plan = pack.documents.find((one) => one.kind === 'validation_plan')?.sections[0]?.parts[0]?.lines[0];
    expect(plan?.details.find((detail) => detail.key === 'dueDate')?.text).toBe('5 Dec 2026');
    const found = pack.steps.find((step) => step.stepId === 'validate')?.sections.find((one) => one.key === 'validationPlans')?.lines[0];
    expect(found?.details.find((detail) => detail.key === 'dueDate')?.text).toBe('5 Dec 2026');
  });

  it('stays in the words of whoever said it where they name no day, or nobody knows any more when they were said', () => {
    expect(byOf(dateDues(packOf('- Tom prints cards', 'when Bert is back'), said))).toEqual([['no date yet'], ['when Bert is back']]);
    expect(byOf(dateDues(packOf('- Tom prints cards by Friday', 'Friday'), () => undefined))).toEqual([['Friday'], ['Friday']]);
  });

  it('says of a test what is to be found out by it', () => {
    const [, tests] = actionsOf(packOf('- Tom prints cards', 'Friday'));
    expect(tests?.parts[0]?.columns.map((one) => one.label)).toEqual(['We believe that', 'Who', 'By']);
    expect(tests?.parts[0]?.lines[0]).toMatchObject({
      title: 'cards in one clinic',
      details: [
        { key: 'belief', text: 'Patients fill in a card' },
        { key: 'who', text: 'nobody yet' },
        { key: 'due', text: 'Friday' },
      ],
    });
  });
});
