import { describe, expect, it } from 'vitest';
import { readAccepted } from '../../../src/workshop/accepted-template.ts';
import { definitionOf } from '../../../src/workshop/check-template.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

const stored = (change: object = {}): unknown => JSON.parse(JSON.stringify({ ...definitionOf(designThinking), ...change }));

describe('a template that was accepted once', () => {
  it('is read as it was, with everything in it', () => {
    const found = readAccepted(stored());
    expect(found && definitionOf(found)).toEqual(stored());
  });

  it('keeps what is beyond the bounds of today, and keys that nobody knows any more', () => {
    const found = readAccepted(stored({ name: 'x'.repeat(500), colour: 'blue', version: 123_456 }));
    expect(found).toMatchObject({ name: 'x'.repeat(500), colour: 'blue', version: 123_456 });
  });

  it('is none where the program could not go by it', () => {
    const [first, ...others] = definitionOf(designThinking).steps;
    const unknown = { ...first, fields: [{ kind: 'drawing', key: 'sketch', label: 'Sketch' }] };
    for (const value of [undefined, null, 'x', {}, stored({ steps: [] }), stored({ steps: [unknown, ...others] }), { id: 'old-one' }])
      expect(readAccepted(value)).toBeUndefined();
  });
});
