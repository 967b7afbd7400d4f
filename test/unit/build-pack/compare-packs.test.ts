import { describe, expect, it } from 'vitest';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import { comparePacks, putSideBySide, sayPackChanges } from '../../../src/build-pack/compare-packs.ts';
import type { BuildPack } from '../../../src/build-pack/pack.ts';
import { phraseToText } from '../../../src/workshop/phrase.ts';
import { clinicScript, madeAt, playScript, type Script, workshop } from './sample-workshop.ts';

function packOf(script: Script, now = madeAt): BuildPack {
  return assemblePack({ workshop, ...playScript(script), members: [], votes: [], voices: [], now });
}

/** The clinic's words with these put in the place of those. */
function reworded(from: string, to: string): Script {
  return Object.fromEntries(
    Object.entries(clinicScript).map(([step, said]) => [step, said?.map(([who, text]) => [who, text.replace(from, to)] as const)]),
  );
}

function changes(after: BuildPack, maxLines = 6, before = packOf(clinicScript)): string[] {
  return sayPackChanges(comparePacks(before, after), maxLines).map((one) => phraseToText(one));
}

describe('a pack against the one before', () => {
  it('is the same when nobody changed anything, whenever it is made', () => {
    const later = new Date('2026-12-01T10:00:00Z');
    expect(changes(packOf(clinicScript, later))).toEqual([]);
    expect(comparePacks(packOf(clinicScript), packOf(clinicScript, later)).since).toBe(madeAt.toISOString());
  });

  it('says what is new, gone and different, and in which documents', () => {
    expect(changes(packOf(reworded('Target: 30', 'Target: 40')))).toEqual([
      '*Validation*, tests: “Patients fill in a card before they come” (we are right if)',
      'In: Product requirements, Technical outline, User stories, Validation plan, Prototype prompt',
    ]);
    const { validate = [] } = clinicScript;
    const [plan, confidence] = validate;
    if (!plan || !confidence) throw new Error('there is no validation');
    const without = [confidence[0], confidence[1].replace('\n- Maya calls the data protection officer', '')] as const;
    const later = packOf({ ...clinicScript, validate: [plan, without, ['UMAYA', '- Maya calls the owner by Friday']] });
    expect(changes(later)).toEqual([
      '*Validation*, next steps, new: “Maya calls the owner by Friday”',
      '*Validation*, next steps, gone: “Maya calls the data protection officer”',
      'In: Technical outline, Action items',
    ]);
    expect(changes(packOf(reworded('Goals: be seen quickly', 'Goals: be seen at once')))[0]).toBe('*Persona*, personas: “Rosa” (goals)');
  });

  it('knows a line whose words were changed by the message that it began with', () => {
    const before = packOf(clinicScript);
    const after = structuredClone(before);
    const line = after.steps.at(-1)?.sections.find((section) => section.key === 'validationPlans')?.lines[0];
    if (!line) throw new Error('there is no test');
    line.title = 'Patients bring a card';
    expect(changes(after, 6, before)).toEqual([
      '*Validation*, tests: “Patients fill in a card before they come” → “Patients bring a card”',
    ]);
  });

  it('names a handful and counts the rest', () => {
    const { validate: _gone, ...earlier } = clinicScript;
    const said = changes(packOf(clinicScript), 3, packOf(earlier));
    expect(said).toHaveLength(4);
    expect(said[2]).toMatch(/^\+ \d+ more$/);
    expect(said[3]).toMatch(/^In: .*Validation plan/);
  });
});

describe('two packs side by side', () => {
  it('say where they agree and where they do not', () => {
    const other = reworded('Name: Silent Slip', 'Name: Loud Slip');
    const rows = putSideBySide(packOf(clinicScript), packOf(other));
    const words = rows.map(({ label, one, other: right, isSame }) =>
      isSame ? `${label}: same` : `${label}: ${phraseToText(one)} | ${phraseToText(right)}`,
    );
    expect(words).toEqual([
      'The question: same',
      'The outcome: “Silent Slip” | “Loud Slip”',
      'The first test: same',
      'How much has a source: same',
      'Concepts: “Silent Slip” | “Loud Slip”',
      'Next steps: same',
    ]);
    expect(phraseToText(rows.find((row) => row.label === 'How much has a source')?.one ?? [])).toMatch(
      /^100 % of \d+ lines have a source\.$/,
    );
  });

  it('say of what one of them does not have that there is nothing yet', () => {
    const { validate: _gone, concept: _none, ...early } = clinicScript;
    const rows = putSideBySide(packOf(clinicScript), packOf(early));
    const said = (label: string) => phraseToText(rows.find((row) => row.label === label)?.other ?? []);
    expect(said('The outcome')).toBe('picked idea: “Reason card”');
    expect(said('The first test')).toBe('nothing yet');
    expect(said('Next steps')).toBe('nothing yet');
  });
});
