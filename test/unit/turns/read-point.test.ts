import { describe, expect, it } from 'vitest';
import { readPoint } from '../../../src/turns/revising/read-point.ts';
import { readAsOf, readVersions } from '../../../src/turns/revising/revising-verbs.ts';
import { parseSpokenVerb } from '../../../src/turns/verbs.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

const here = { now: new Date('2026-11-26T10:00:00Z'), zone: 'Europe/Berlin' };
const read = (text: string) => readPoint(text, designThinking, here);
const at = (iso: string) => ({ kind: 'at', at: new Date(iso) });

describe('a moment that somebody names', () => {
  it('is a version, a step, or a place on the workshop’s clock', () => {
    expect(read('v2')).toEqual({ kind: 'version', version: 2 });
    expect(read('version 12')).toEqual({ kind: 'version', version: 12 });
    expect(read('-1')).toEqual({ kind: 'version', version: -1 });
    expect(read('0')).toEqual({ kind: 'version', version: 0 });
    expect(read('Challenge')).toEqual({ kind: 'step', stepId: 'challenge' });
    expect(read('3')).toEqual({ kind: 'step', stepId: 'user-research' });
    expect(read('#7')).toEqual({ kind: 'seq', seq: 7 });
    expect(read('120')).toEqual({ kind: 'seq', seq: 120 });
  });

  it('is a time of the asker’s own day, to the end of the minute', () => {
    expect(read('14:30')).toEqual(at('2026-11-26T13:30:59.999Z'));
    expect(read('yesterday')).toEqual(at('2026-11-25T22:59:59.999Z'));
    expect(read('yesterday at 9:05')).toEqual(at('2026-11-25T08:05:59.999Z'));
    expect(read('2026-07-01 08:00')).toEqual(at('2026-07-01T06:00:59.999Z'));
    expect(read('20 Nov')).toEqual(at('2026-11-20T22:59:59.999Z'));
    expect(read('Nov 20, 2025')).toEqual(at('2025-11-20T22:59:59.999Z'));
    // The last such day.
    expect(read('24 December')).toEqual(at('2025-12-24T22:59:59.999Z'));
    expect(read('now')).toEqual({ kind: 'at', at: here.now });
  });

  it('is nothing when it makes no sense', () => {
    for (const text of ['', 'the good old days', '25:00', '12:75', '31 Feb', '2026-13-01', 'v', '#']) expect(read(text)).toBeUndefined();
  });
});

describe('a step and its versions', () => {
  it('are read in any of the ways that people write them', () => {
    const of = (rest: string, step?: string) => readVersions(rest, designThinking, step);
    expect(of('persona')).toEqual({ stepId: 'persona', versions: [] });
    expect(of('persona 2')).toEqual({ stepId: 'persona', versions: [2] });
    expect(of('persona 1 3')).toEqual({ stepId: 'persona', versions: [1, 3] });
    expect(of('persona v1 with v3')).toEqual({ stepId: 'persona', versions: [1, 3] });
    expect(of('persona 1-3')).toEqual({ stepId: 'persona', versions: [1, 3] });
    expect(of('2 3', 'persona')).toEqual({ stepId: 'persona', versions: [2, 3] });
    expect(of('2', 'persona')).toEqual({ stepId: 'persona', versions: [2] });
    expect(of('5')).toEqual({ stepId: 'persona', versions: [] });
    expect(of('user-research 2')).toEqual({ stepId: 'user-research', versions: [2] });
    expect(of('persona and 2')).toEqual({ stepId: 'persona', unread: 'and 2' });
    expect(of('5 2')).toEqual({ stepId: 'persona', versions: [2] });
    expect(of('persona -1')).toEqual({ stepId: 'persona', versions: [-1] });
    expect(of('-1', 'persona')).toEqual({ stepId: 'persona', versions: [-1] });
    expect(of('persona abc')).toEqual({ stepId: 'persona', unread: 'abc' });
    expect(of('persona 1 2 3')).toEqual({ stepId: 'persona', unread: '1 2 3' });
    expect(of('')).toBeUndefined();
    expect(of('lunch 2')).toBeUndefined();
  });

  it('and a moment', () => {
    expect(readAsOf('persona as of v2')).toEqual({ step: 'persona', point: 'v2' });
    expect(readAsOf('as of yesterday')).toEqual({ step: '', point: 'yesterday' });
    expect(readAsOf('persona')).toBeUndefined();
  });
});

describe('going back by a word in a thread', () => {
  const spoken = (text: string) => parseSpokenVerb(text, designThinking);
  it('takes what names a step', () => {
    expect(spoken('revise persona')).toEqual({ verb: 'revise', rest: 'persona' });
    expect(spoken('Compare persona 1 and 3.')).toEqual({ verb: 'compare', rest: 'persona 1 and 3' });
    expect(spoken('fork challenge: what if they were children')).toEqual({ verb: 'fork', rest: 'challenge: what if they were children' });
    expect(spoken('restore -1')).toEqual({ verb: 'restore', rest: '-1' });
    expect(spoken('restore persona -1')).toEqual({ verb: 'restore', rest: 'persona -1' });
    expect(spoken('restore 2')).toEqual({ verb: 'restore', rest: '2' });
    expect(spoken('show persona as of v2')).toEqual({ verb: 'show', rest: 'persona as of v2' });
    expect(spoken('history')).toEqual({ verb: 'history', rest: '' });
  });
  it('and leaves talk alone', () => {
    for (const text of [
      'revise the wording of the second line',
      'compare prices at the desk',
      'history repeats itself',
      'fork in the road',
      'reset the printer',
      'restore trust',
    ])
      expect(spoken(text)).toBeUndefined();
  });
});
