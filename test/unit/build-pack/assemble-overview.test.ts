import { describe, expect, it } from 'vitest';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import { renderJson } from '../../../src/build-pack/render-json.ts';
import { designThinking } from '../../../src/workshop/steps.ts';
import { clinicScript, madeAt, playScript, type Script, startedStep, workshop } from './sample-workshop.ts';

const members = [
  { userId: 'UMAYA', role: 'owner' as const },
  { userId: 'UOUT', role: 'viewer' as const },
];

function overviewOf(script: Script) {
  return assemblePack({ workshop, ...playScript(script), members, votes: [], voices: [], now: madeAt });
}

describe('the overview of a workshop', () => {
  const overview = overviewOf(clinicScript);

  it('has every step of the template in its order, each remembered by one line', () => {
    expect(overview.steps.map((step) => step.stepId)).toEqual(designThinking.ids);
    expect(overview.steps.every((step) => step.status === 'done')).toBe(true);
    expect(overview.decisions).toHaveLength(10);
    expect(overview.openGaps).toEqual([]);
  });

  it('answers with the sharper question, the concept and the first test', () => {
    expect(overview.answer.question?.line?.title).toMatch(/^Given that everybody hears/);
    expect(overview.answer.outcome?.lines.map((line) => line.title)).toEqual(['Silent Slip']);
    expect(overview.answer.test?.line?.title).toBe('Patients fill in a card before they come');
    expect(overview.nextSteps.map((line) => line.title)).toContain('Ana asks two clinics by Friday');
  });

  it('links every line to who said it, ideas of a group and insights of a theme too', () => {
    expect(overview.lines.linked).toBe(overview.lines.total);
    const groups = overview.steps.find((step) => step.stepId === 'ideation')?.sections.find((section) => section.key === 'clusters');
    const ideas = groups?.lines[0]?.parts[0]?.lines;
    expect(ideas?.map((line) => [line.title, line.sources?.userIds[0]])).toEqual([
      ['Reason card', 'UTOM'],
      ['Colour tokens', 'UANA'],
    ]);
    const themes = overview.steps.find((step) => step.stepId === 'sense-making')?.sections.find((section) => section.key === 'themes');
    expect(themes?.lines[1]?.parts[0]?.lines[1]).toMatchObject({
      title: 'The phone rings during every second check-in',
      sources: { userIds: ['UANA'] },
    });
  });

  it('names who took part by their words, in the order of appearance', () => {
    expect(overview.contributors.map((one) => one.userId)).toEqual(['UMAYA', 'UTOM', 'UANA']);
    expect(overview.contributors.every((one) => one.lines > 0)).toBe(true);
    expect(overview.host).toBe('UMAYA');
  });

  it('keeps who disagreed, beside the result and not in it', () => {
    expect(overview.disagreement).toMatchObject([
      {
        stepId: 'stakeholder-mapping',
        line: { title: expect.stringContaining('the owner should be core'), sources: { userIds: ['UMAYA'] } },
      },
    ]);
  });

  it('knows the artifact versions that it was made from', () => {
    expect(overview.sourceVersions).toEqual(Object.fromEntries(designThinking.ids.map((stepId) => [stepId, 1])));
  });

  it('is the same whatever the order of what it is made from, and survives json', () => {
    const { steps, artifacts } = playScript(clinicScript);
    const shuffled = assemblePack({
      workshop,
      steps: steps.toReversed(),
      artifacts: artifacts.toReversed(),
      members,
      votes: [],
      voices: [],
      now: madeAt,
    });
    expect(renderJson(shuffled)).toBe(renderJson(overview));
    expect(JSON.parse(renderJson(overview))).toEqual(overview);
  });
});

describe('the overview of an unfinished workshop', () => {
  it('is empty but whole when nobody said anything', () => {
    const overview = assemblePack({
      workshop,
      steps: [startedStep('challenge', {})],
      artifacts: [],
      members,
      votes: [],
      voices: [],
      now: madeAt,
    });
    expect(overview.answer).toMatchObject({ question: {}, outcome: { name: 'concept', lines: [] }, test: {} });
    expect(overview).toMatchObject({ contributors: [], decisions: [], nextSteps: [], lines: { total: 0, linked: 0 }, sourceVersions: {} });
    expect(overview.openGaps.map((gap) => gap.stepId)).toEqual(Array.from({ length: 4 }, () => 'challenge'));
    expect(overview.steps.map((step) => step.status)).toEqual(['in-progress', ...Array.from({ length: 9 }, () => 'not-reached')]);
  });

  it('lists what was never written down instead of filling it in', () => {
    const overview = overviewOf({ challenge: [['UMAYA', 'Problem: The queue at the desk is long and loud.']] });
    const challenge = overview.steps[0];
    expect(challenge?.sections.map((section) => section.key)).toEqual(['problemStatement']);
    expect(challenge?.missing).toEqual(['Who it is for', 'What should be better', 'Our question']);
    expect(overview.openGaps.map((gap) => gap.text)).toEqual(['who it is for', 'what should be better', 'the “How might we” question']);
    expect(overview.answer.question).toEqual({});
  });

  it('says that it ended early, with the gaps and the reason that were recorded, and which steps were not reached', () => {
    const played = playScript({
      challenge: clinicScript.challenge ?? [],
      'stakeholder-mapping': [['UTOM', '- Patients | core | low | high']],
    });
    const steps = played.steps.map((step) => (step.stepId === 'stakeholder-mapping' ? { ...step, skipReason: 'ended early' } : step));
    const overview = assemblePack({
      workshop: { ...workshop, settings: { pace: 'live', endedEarly: true } },
      steps,
      artifacts: played.artifacts,
      members,
      votes: [],
      voices: [],
      now: madeAt,
    });
    expect(overview.endedEarly).toBe(true);
    expect(overview.steps[1]).toMatchObject({ status: 'done', skipReason: 'ended early', gaps: ['at least four people or groups'] });
    expect(overview.answer.question?.line?.path).toBe('hmwStatement');
    expect(overview.steps.filter((step) => step.status === 'not-reached')).toHaveLength(8);
  });

  it('shows what a step holds that is still going on, and marks a step whose ground has moved', () => {
    const played = playScript({
      challenge: clinicScript.challenge ?? [],
      'stakeholder-mapping': clinicScript['stakeholder-mapping'] ?? [],
    });
    const [challenge, stakeholders] = played.steps;
    if (!challenge || !stakeholders) throw new Error('the script lacks a step');
    const steps = [
      { ...challenge, status: 'in_progress' as const },
      { ...stakeholders, status: 'needs_regeneration' as const },
    ];
    const overview = assemblePack({ workshop, steps, artifacts: played.artifacts, members, votes: [], voices: [], now: madeAt });
    expect(overview.steps.slice(0, 2).map((step) => [step.status, step.sections.length])).toEqual([
      ['in-progress', 4],
      ['stale', 1],
    ]);
  });

  it('counts a line that nobody said as an assumption', () => {
    const played = playScript({ challenge: clinicScript.challenge ?? [] });
    const artifacts = played.artifacts.map((one) => ({
      ...one,
      provenance: { ...one.provenance, targetUser: { messageIds: [], userIds: [], origin: 'model' as const } },
    }));
    const overview = assemblePack({ workshop, steps: played.steps, artifacts, members, votes: [], voices: [], now: madeAt });
    expect(overview.lines).toEqual({ total: 4, linked: 3 });
    expect(overview.steps[0]?.sections[1]?.lines[0]).not.toHaveProperty('sources');
  });
});
