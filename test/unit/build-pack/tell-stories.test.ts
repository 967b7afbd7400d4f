import { describe, expect, it } from 'vitest';
import { assembleOverview } from '../../../src/build-pack/assemble-overview.ts';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import { renderMarkdown } from '../../../src/build-pack/render-markdown.ts';
import { tellStories } from '../../../src/build-pack/tell-stories.ts';
import { designThinking } from '../../../src/workshop/steps.ts';
import { clinicScript, madeAt, playScript, type Script, workshop } from './sample-workshop.ts';

const card =
  'Idea: Reason card\nName: Quiet Desk Card\nPitch: A card with the ten usual reasons in plain words; you point, the receptionist nods, nothing is said.\nUSP: Works on the first day with a printer.';
const text =
  'Idea: Quiet corner\nName: Reason Ahead\nPitch: The day before, a message asks why you come and lets you answer in your own words; only the doctor reads it.\nUSP: The doctor knows before the door closes.';
const test = (belief: string, more = '') => `Assumption: ${belief}\n${more}Lens: desirability\nMetric: how many\nTarget: 12`;

function storiesOf(script: Script) {
  const overview = assembleOverview({ workshop, ...playScript({ ...clinicScript, ...script }), members: [], finished: [], now: madeAt });
  const part = designThinking.pack.documents?.find((one) => one.kind === 'user_stories')?.sections[0];
  if (!part?.stories) throw new Error('the template tells no stories');
  const [stories, loose] = tellStories(overview, part.from, part.stories);
  return {
    told: stories?.lines ?? [],
    accepted: Object.fromEntries(
      (stories?.lines ?? []).map((line) => [line.title, line.parts.flatMap((one) => one.lines.map(({ title }) => title))]),
    ),
    loose: loose && { label: loose.label, titles: loose.lines.map((line) => line.title) },
  };
}
const plans = (...tests: string[]): Script => ({
  ideation: [...(clinicScript.ideation ?? []), ['UMAYA', '- Pick: 1, 2']],
  concept: [
    ['UTOM', card],
    ['UANA', text],
  ],
  validate: tests.map((one) => ['UANA', one] as const),
});

describe('a user story', () => {
  it('is a name and what is to be said of it, in the team’s own words', () => {
    const { told } = storiesOf({
      ...plans(),
      challenge: [['UANA', 'What should be better: We want patients to get from the door to their seat without being overheard.']],
    });
    expect(told.map(({ title, details }) => [title, ...details.map(({ label, text: words }) => `${label}: ${words}`)])[0]).toEqual([
      'Quiet Desk Card',
      'For: Rosa (patient, 54)',
      'Want: A card with the ten usual reasons in plain words; you point, the receptionist nods, nothing is said.',
      'So that: patients get from the door to their seat without being overheard.',
    ]);
  });

  it.each([
    ['We want patients to get home early', 'So that: patients get home early'],
    ['they can arrive without telling the room their story', 'So that: they can arrive without telling the room their story'],
    ['We want Rosa to get home early', 'The aim: Rosa to get home early'],
    ['We want a quiet desk', 'The aim: a quiet desk'],
  ])('says what it is good for: “%s”', (outcome, said) => {
    const { told } = storiesOf({ ...plans(), challenge: [['UANA', `What should be better: ${outcome}`]] });
    const last = told[0]?.details.at(-1);
    expect(`${last?.label}: ${last?.text}`).toBe(said);
  });

  it('is accepted by the tests that speak of it, and of no other', () => {
    const pointing = 'people will point at a card instead of talking';
    const texting = 'patients answer a message about why they come';
    const { accepted, loose } = storiesOf(plans(test(pointing), test(texting)));
    expect(accepted).toEqual({ 'Quiet Desk Card': [pointing], 'Reason Ahead': [texting] });
    expect(loose).toBeUndefined();
  });

  it('is accepted by a test that calls it by its name, whatever else the test speaks of', () => {
    const belief = 'Reason Ahead pays for itself although a card you point at costs nothing';
    expect(storiesOf(plans(test(belief))).accepted).toEqual({ 'Quiet Desk Card': [], 'Reason Ahead': [belief] });
  });

  it.each([
    ['clinics pay for it'],
    ['older people trust the receptionist'],
    ['a reason is a delicate thing to say'],
    ['patients point at a message'],
    ['the doctor has time'],
  ])('is not accepted by a test that may be about anything: “%s”', (belief) => {
    const { accepted, loose } = storiesOf(plans(test(belief)));
    expect(accepted).toEqual({ 'Quiet Desk Card': [], 'Reason Ahead': [] });
    expect(loose).toEqual({ label: 'Tests that are not tied to one story', titles: [belief] });
  });

  it('reads as a heading with its lines under it', () => {
    const pack = assemblePack({
      workshop,
      ...playScript({ ...clinicScript, ...plans(test('people will point at a card instead of talking')) }),
      members: [],
      votes: [],
      voices: [],
      finished: [],
      now: madeAt,
    });
    const markdown = renderMarkdown(pack);
    const stories = markdown.slice(markdown.indexOf('# User stories'), markdown.indexOf('# Validation plan'));
    expect(stories).toMatch(
      /### Quiet Desk Card\n\n- \*\*For:\*\* Rosa \\?\(patient, 54\\?\)\n- \*\*Want:\*\* A card .*\n- \*\*So that:\*\* they can arrive/,
    );
    expect(stories).toMatch(/\*\*Accepted when\*\*\n\n- people will point at a card instead of talking · /);
  });
});
