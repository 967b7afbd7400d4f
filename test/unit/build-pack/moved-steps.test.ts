import { expect, it } from 'vitest';
import { findMoved, sayMoved } from '../../../src/build-pack/moved-steps.ts';
import { phraseToText } from '../../../src/workshop/phrase.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

function said(then: Record<string, number>, now: Record<string, number>): string | undefined {
  const artifacts = Object.entries(now).map(([stepId, version]) => ({ stepId, version }));
  const words = sayMoved(findMoved(then, artifacts, designThinking));
  return words && phraseToText(words);
}

it('says nothing of a pack that is as it was made', () => {
  expect(said({ challenge: 1, persona: 2 }, { persona: 2, challenge: 1 })).toBeUndefined();
  expect(said({}, {})).toBeUndefined();
});

it('names what has changed, what came and what was started over, in the order of the steps', () => {
  expect(said({ challenge: 1, persona: 1 }, { challenge: 1, persona: 2 })).toBe(
    'Since this was made, Persona has changed (version 1 → 2). “/workshop canvas” makes it anew.',
  );
  expect(said({ challenge: 1, persona: 1 }, { challenge: 3, 'journey-mapping': 1 })).toBe(
    'Since this was made, Challenge has changed (version 1 → 3), Persona was started over and Journey was finished (version 1). “/workshop canvas” makes it anew.',
  );
});

it('names a handful and counts the rest', () => {
  const all = Object.fromEntries(designThinking.ids.map((id) => [id, 1]));
  expect(said({}, all)).toMatch(/^Since this was made, Challenge .*, Sense-making was finished \(version 1\) and 6 more moved on\./);
});
