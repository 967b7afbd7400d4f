import { describe, expect, it } from 'vitest';
import { applyOps, type DraftOp } from '../../../src/workshop/apply-ops.ts';
import { projectArtifact } from '../../../src/workshop/artifact.ts';
import { emptyDraft } from '../../../src/workshop/draft.ts';
import { type Artifacts, describeGap, findGaps } from '../../../src/workshop/gate.ts';
import type { StepId } from '../../../src/workshop/ids.ts';
import type { JsonObject } from '../../../src/workshop/json.ts';
import { designThinking } from '../../../src/workshop/steps.ts';
import { by, fullDraft } from './a-full-draft.ts';

/** What is still open after these changes, in words. */
function openAfter(stepId: StepId, ops: readonly DraftOp[], earlier: Artifacts = {}): string[] {
  const definition = designThinking.step(stepId);
  const { artifact } = projectArtifact(definition, applyOps(definition, emptyDraft(), ops, by).draft);
  return findGaps(definition, artifact, earlier).map(describeGap);
}

const set = (field: string, value: string): DraftOp => ({ op: 'set', field, value });
const add = (list: string, values: JsonObject): DraftOp => ({ op: 'add', list, values });
const addTexts = (list: string, count: number): DraftOp[] =>
  Array.from({ length: count }, (_, index) => add(list, { text: `no. ${index}` }));

describe('the gate', () => {
  it.each(designThinking.steps.map((step) => [step.id, step] as const))(
    'of %s is not met by nothing, and names every rule',
    (_, definition) => {
      const gaps = findGaps(definition, {}, {});
      const always = definition.gate.filter((rule) => rule.rule !== 'differs' && rule.rule !== 'covers');
      expect(gaps.map((gap) => gap.says)).toEqual(always.map((rule) => rule.says));
      expect(findGaps(definition, projectArtifact(definition, fullDraft(definition)).artifact, {}).length).toBeLessThan(gaps.length);
    },
  );

  const challenge = [
    set('problemStatement', 'Everybody at the desk hears why you came'),
    set('targetUser', 'patients'),
    set('desiredOutcome', 'nobody hears'),
    set('hmwStatement', 'How might we help patients?'),
  ];

  it('of the challenge wants four answers', () => {
    expect(openAfter('challenge', challenge)).toEqual([]);
    expect(openAfter('challenge', challenge.slice(1))).toEqual(['what goes wrong today']);
    expect(openAfter('challenge', challenge.slice(0, 3))).toEqual(['the “How might we” question']);
  });

  it.each(['tbd', 'TBD.', 'good morning all', '???', 'hello', 'n/a', 'the queue'])('takes “%s” for no problem at all (F-20)', (stub) => {
    expect(openAfter('challenge', [set('problemStatement', stub), ...challenge.slice(1)])).toEqual(['what goes wrong today']);
  });

  it('of the stakeholders wants four, all rated, and names who is not', () => {
    const rated = { category: 'core', power: 'high', interest: 'low' };
    const four = ['a', 'b', 'c', 'd'].map((name) => add('stakeholders', { name, ...rated }));
    expect(openAfter('stakeholder-mapping', four)).toEqual([]);
    expect(openAfter('stakeholder-mapping', four.slice(1))).toEqual(['at least four people or groups']);
    expect(openAfter('stakeholder-mapping', [...four, add('stakeholders', { name: 'Owner', category: 'core' })])).toEqual([
      expect.stringMatching(/how close they are, their power and their interest \(Owner\b/),
    ]);
  });

  it('of the research wants a question and five insights', () => {
    const insights = Array.from({ length: 5 }, (_, index) => add('insights', { finding: `no. ${index}` }));
    expect(openAfter('user-research', [...insights, ...addTexts('interviewQuestions', 1)])).toEqual([]);
    expect(openAfter('user-research', insights.slice(1))).toEqual(['at least one interview question', 'at least five insights']);
  });

  it('of sense-making wants two themes with something in each, a pain and a gain', () => {
    const themes = [add('themes', { name: 'Privacy', evidence: ['a'] }), add('themes', { name: 'Noise', evidence: ['b'] })];
    expect(openAfter('sense-making', [...themes, ...addTexts('pains', 1), ...addTexts('gains', 1)])).toEqual([]);
    const empty = openAfter('sense-making', [...themes.slice(1), add('themes', { name: 'Speed' })]);
    expect(empty[0]).toMatch(/^at least two themes with an insight in each \(Speed/);
    expect(empty.slice(1)).toEqual(['one pain', 'one gain']);
  });

  it('of the persona wants every part, where “unknown” is one', () => {
    const whole = { name: 'Rosa', role: 'patient', bio: 'unknown', quote: 'unknown', goals: ['a'], pains: ['b'], gains: ['unknown'] };
    const { gains: _gains, ...partial } = whole;
    expect(openAfter('persona', [add('personas', whole)])).toEqual([]);
    expect(openAfter('persona', [add('personas', partial)])[0]).toMatch(/Rosa.*gains/);
  });

  const stage = (name: string, more: JsonObject = {}) =>
    add('stages', { name, action: 'a', goals: 'b', barriers: 'c', touchpoints: 'd', emotion: 'negative', ...more });

  it('of the journey wants four complete stages and exactly one dip', () => {
    const four = [stage('1', { isDip: true }), stage('2'), stage('3'), stage('4')];
    expect(openAfter('journey-mapping', four)).toEqual([]);
    expect(openAfter('journey-mapping', four.slice(1))).toEqual(['at least four complete stages', 'the one stage where it hurts most']);
    expect(openAfter('journey-mapping', [...four.slice(0, 3), stage('4', { isDip: true })])).toEqual(['the one stage where it hurts most']);
  });

  it('of the reframe wants a question with four parts, chosen, and another than the first', () => {
    const question = add('hmwStatements', {
      fullStatement: 'Given that a, how might we help b to c so that d?',
      givenThat: 'a',
      persona: 'b',
      immediateGoal: 'c',
      deeperGoal: 'd',
    });
    const earlier = { challenge: { hmwStatement: 'How might we help patients?' } };
    expect(openAfter('reframe', [question, set('selectedForIdeation', 'Given that a …')], earlier)).toEqual([]);
    expect(openAfter('reframe', [question, set('selectedForIdeation', 'how might we help patients')], earlier)).toEqual([
      'a question that differs from the one we began with',
    ]);
    expect(openAfter('reframe', [add('hmwStatements', { fullStatement: 'How might we?' })], earlier)).toHaveLength(2);
  });

  it('of the ideas wants two groups of two and a pick', () => {
    const groups = ['A', 'B'].map((theme) => add('groups', { theme }));
    const ideas = ['1', '2', '3', '4'].map((title, index) =>
      add('ideas', { title, cluster: index < 2 ? 'A' : 'B', isSelected: index === 0 }),
    );
    expect(openAfter('ideation', [...groups, ...ideas])).toEqual([]);
    expect(openAfter('ideation', [...groups, ...ideas.slice(1)])).toEqual([
      expect.stringMatching(/^two groups with at least two ideas each \(A/),
      'the ideas to take on',
    ]);
  });

  it('of the concepts wants one for every picked idea, by its words and not by its case', () => {
    const earlier = { ideation: { selected: ['Reason card', 'Quiet corner'] } };
    const concept = (ideaSource: string) => add('concepts', { ideaSource, name: 'x', elevatorPitch: 'y' });
    expect(openAfter('concept', [concept('reason card'), concept('The quiet corner.')], earlier)).toEqual([]);
    expect(openAfter('concept', [concept('Reason card')], earlier)).toEqual(['a concept for every picked idea (Quiet corner)']);
  });

  it('of the validation wants a test and how sure we are', () => {
    const plan = add('validationPlans', { assumption: 'a', test: 'b' });
    const sure: DraftOp = { op: 'set', field: 'confidence', value: { score: 6, rationale: 'thin' } };
    expect(openAfter('validate', [plan, sure])).toEqual([]);
    expect(openAfter('validate', [plan])).toEqual(['how sure we are, from 1 to 10, and why']);
    expect(openAfter('validate', [plan, set('confidence.researchQuality', 'thin')])).toEqual(['how sure we are, from 1 to 10, and why']);
  });

  it('names only a few of many', () => {
    const gaps = openAfter(
      'stakeholder-mapping',
      Array.from({ length: 30 }, (_, index) => add('stakeholders', { name: `Person ${index}` })),
    );
    expect(gaps.join().match(/Person/g)).toHaveLength(6);
  });
});
