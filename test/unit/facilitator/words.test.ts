import { describe, expect, it } from 'vitest';
import { observe } from '../../../src/facilitator/guided/observe.ts';
import { firstTryAt, sayFollowUp, sayHelp, sayOpening } from '../../../src/facilitator/guided/words.ts';
import { projectArtifact } from '../../../src/workshop/artifact.ts';
import { findGaps } from '../../../src/workshop/gate.ts';
import type { StepId } from '../../../src/workshop/ids.ts';
import { phraseToText } from '../../../src/workshop/phrase.ts';
import { designThinking } from '../../../src/workshop/steps.ts';
import { read } from './read.ts';

const steps = designThinking.steps.map((definition) => [definition.id, definition] as const);

describe.each(steps)('the words of %s', (_, definition) => {
  it('open with one question and how to answer it, and mention people only where they are asked to come', () => {
    const opening = sayOpening(definition, {}, ['U1', 'U2'], []);
    const text = phraseToText(opening);
    expect(text).toContain(definition.opening.question);
    expect(text).not.toMatch(/undefined|\[object|\{\w+\}/);
    expect(opening.filter((part) => 'person' in part)).toHaveLength(2);
    expect(sayOpening(definition, {}, [], []).some((part) => 'person' in part)).toBe(false);
  });

  it('ask for the first thing that is missing, in one question', () => {
    const gaps = findGaps(definition, {}, {});
    const followUp = sayFollowUp(definition, read(definition.id, '- x').draft, gaps, []);
    const text = phraseToText(followUp?.text ?? []);
    expect(text.length).toBeGreaterThan(10);
    expect(text).not.toMatch(/undefined|\[object|\{\w+\}/);
    expect(definition.fields.map((field) => field.key)).toContain(followUp?.asked);
    expect(definition.forms).toEqual(expect.arrayContaining(followUp?.form ? [followUp.form] : []));
  });

  it('help with how to answer and what is open', () => {
    expect(phraseToText(sayHelp(definition, findGaps(definition, {}, {})))).toContain('Still open');
    expect(phraseToText(sayHelp(definition, []))).toContain('the host can move on');
  });

  it('treat what people said as theirs, whatever it looks like', () => {
    const earlier = {
      challenge: { hmwStatement: '*<!channel>*', targetUser: '<@U9>' },
      'sense-making': { pains: ['_x_'], themes: [{ name: '`y`' }] },
    };
    for (const part of sayOpening(definition, earlier, [], [])) if ('ours' in part) expect(part.ours).not.toMatch(/channel|U9|`y`/);
  });
});

/** What a good facilitator would point out after this message. */
function notes(stepId: StepId, text: string): string[] {
  return observe(designThinking.step(stepId), read(stepId, text).draft).map((note) => phraseToText(note.says));
}

describe('what the facilitator points out', () => {
  it.each<[StepId, string, RegExp]>([
    ['challenge', 'HMW: How might we build an app for patients?', /answer built in/],
    ['challenge', `HMW: How might we ${'really '.repeat(26)}help?`, /long one/],
    ['stakeholder-mapping', '- Users, core, low, high', /“Users” is a crowd/],
    ['stakeholder-mapping', '- Patients, core, low, high', /merely touched by it/],
    ['user-research', '- Q: Do you come by car?', /answered with yes/],
    ['user-research', '- Q: Don’t you hate the queue?', /gives the answer away/],
  ])('in %s, of “%s”', (stepId, text, says) => {
    expect(notes(stepId, text)[0]).toMatch(says);
  });

  it('is nothing where all is well, and never more than two things', () => {
    expect(notes('challenge', 'HMW: How might we help patients arrive unheard?')).toEqual([]);
    expect(notes('user-research', '- Q: Do you drive?\n- Q: Is it loud?\n- Q: Are you ill?').length).toBeLessThanOrEqual(2);
  });
});

describe('a first question', () => {
  const challenge = designThinking.step('challenge');

  it('is made of the team’s words alone', () => {
    const { draft } = read('challenge', 'Who: Elderly patients.\nBetter: We want them to arrive unheard');
    expect(firstTryAt(challenge, draft, 'hmwStatement')).toMatch(/^How might we help elderly patients .*arrive unheard\?$/);
    expect(firstTryAt(challenge, read('challenge', 'Who: patients').draft, 'hmwStatement')).toBeUndefined();
    expect(projectArtifact(challenge, draft).artifact).not.toHaveProperty('hmwStatement');
    expect(firstTryAt(challenge, draft, 'targetUser')).toBeUndefined();
  });
});
