import { readAnswer } from '../../../src/facilitator/guided/read-answer.ts';
import type { StoredArtifact } from '../../../src/ports/store.ts';
import { seedDraft } from '../../../src/turns/open-step.ts';
import { applyOps } from '../../../src/workshop/apply-ops.ts';
import { projectArtifact } from '../../../src/workshop/artifact.ts';
import type { Draft } from '../../../src/workshop/draft.ts';
import { type Artifacts, findGaps } from '../../../src/workshop/gate.ts';
import type { StepId } from '../../../src/workshop/ids.ts';
import { designThinking } from '../../../src/workshop/steps.ts';
import type { StepWithDraft, Workshop } from '../../../src/workshop/workshop.ts';

export const madeAt = new Date('2026-11-12T16:55:00Z');

export const workshop: Workshop = {
  id: 'ws_1',
  orgId: 'T1',
  channelId: 'C1',
  ownerUserId: 'UMAYA',
  title: 'A better check-in for small clinics',
  originalIdea: 'A better check-in for small clinics',
  status: 'completed',
  template: designThinking,
  facilitatorMode: 'guided',
  settings: { pace: 'live' },
  latestSeq: 100,
  parentId: null,
  forkSeq: null,
  forkDepth: 0,
  createdAt: new Date('2026-11-12T15:00:00Z'),
};

/** What a team says: who, and the text of a message to the bot. */
export type Script = Partial<Record<StepId, readonly (readonly [userId: string, text: string])[]>>;

/** Lets a team say all this to the guided parser and completes each step with the gaps that remain. */
export function playScript(script: Script): { steps: StepWithDraft[]; artifacts: StoredArtifact[] } {
  const steps: StepWithDraft[] = [];
  const artifacts: StoredArtifact[] = [];
  let message = 0;
  for (const stepId of designThinking.ids) {
    const said = script[stepId];
    if (!said) continue;
    const definition = designThinking.step(stepId);
    let draft: Draft = seedDraft(definition, artifacts, 1);
    for (const [userId, text] of said) {
      const messageId = `m${++message}`;
      draft = applyOps(definition, draft, readAnswer(definition, draft, text, true).ops, {
        source: { messageId, userId },
        origin: 'human',
        seq: message,
      }).draft;
    }
    const { artifact, provenance } = projectArtifact(definition, draft);
    const gaps = findGaps(definition, artifact, Object.fromEntries(artifacts.map((one) => [one.stepId, one.artifact])) as Artifacts);
    artifacts.push({
      id: `a${message}`,
      stepId,
      version: 1,
      seq: message,
      artifact,
      provenance,
      author: 'UMAYA',
      origin: 'human',
      extractedAt: madeAt,
    });
    steps.push(startedStep(stepId, { status: 'complete', draft, gaps, completedAt: madeAt }));
  }
  return { steps, artifacts };
}

export function startedStep(stepId: StepId, more: Partial<StepWithDraft>): StepWithDraft {
  return {
    id: `wst_${stepId}`,
    workshopId: 'ws_1',
    stepId,
    definition: designThinking.step(stepId),
    status: 'in_progress',
    arcPhase: 'orient',
    epoch: 0,
    threadTs: '1.1',
    contextId: `ctx_${stepId}`,
    staleSince: null,
    gaps: [],
    skipReason: null,
    startedAt: madeAt,
    completedAt: null,
    deadlineAt: null,
    deadlineSaid: 'nothing',
    draftRevision: 1,
    followUps: 0,
    readBackShown: false,
    draft: { fields: {}, items: {}, captures: [], nextItemNumber: 1 },
    ...more,
  };
}

export const clinicScript: Script = {
  challenge: [
    ['UMAYA', 'Problem: Patients say aloud at the desk why they came, and everybody hears it.'],
    ['UTOM', 'Who it is for: patients of small clinics'],
    ['UANA', 'What should be better: they can arrive without telling the room their story'],
    ['UMAYA', 'How might we let patients of small clinics arrive without telling the room why?'],
  ],
  'stakeholder-mapping': [
    [
      'UTOM',
      '- Patients | core | low power, high interest\n- Receptionist | direct | medium power, high interest | answers the phone at the same time',
    ],
    ['UANA', '- Practice owner, direct, high, medium\n- Data protection officer, indirect, high, low'],
    ['UMAYA', 'I disagree: the owner should be core, she pays for it.'],
  ],
  'user-research': [
    ['UANA', '- Q: Tell me about the last time you came to the clinic.'],
    [
      'UTOM',
      '- People whisper at the desk – a patient, 54 – “I don’t want my neighbour to know”\n- The receptionist asks the reason twice; receptionist\n- Two people left again without checking in',
    ],
    ['UANA', '- Elderly patients bring a note with the reason on it\n- The phone rings during every second check-in'],
  ],
  'sense-making': [
    ['UTOM', '- Privacy at the desk: 1, 3, 4\n- Too much at once: 2, 5'],
    ['UANA', '- Pain: everyone hears it\n- Gain: arriving unnoticed'],
  ],
  persona: [
    [
      'UANA',
      'Name: Rosa\nRole: patient, 54\nBio: Lives next door to the clinic. Knows half of the waiting room.\nQuote: I don’t want my neighbour to know\nGoals: be seen quickly; be left alone\nPains: everyone hears it\nGains: arriving unnoticed\nAge: 54',
    ],
  ],
  'journey-mapping': [
    [
      'UTOM',
      '- Entering | opens the door | find the desk | a full room | door, sign | neutral\n- Telling the reason | talks to the desk | be understood | everybody listens | desk | negative',
    ],
    [
      'UANA',
      '- Waiting | sits down | be called soon | no idea how long | chair | negative\n- Being called | stands up | go in | her name is shouted | loudspeaker | negative\n- Dip: Telling the reason, because everybody hears it',
    ],
  ],
  reframe: [
    [
      'UANA',
      '- Given that everybody hears the reason at the desk, how might we help Rosa to say why she came so that nobody else learns it?',
    ],
    ['UMAYA', '- We go with: 1\n- Insights: People whisper at the desk'],
  ],
  ideation: [
    [
      'UTOM',
      '- Reason card: tick it at home and hand it over\n- Quiet corner: a second desk behind a plant\n- Tell it the doctor: no reason at the desk at all (wild)',
    ],
    ['UANA', '- Colour tokens: pick a colour for a reason'],
    ['UMAYA', '- Group Nothing said aloud: 1, 4\n- Group Another place: 2, 3\n- Pick: 1'],
  ],
  concept: [
    [
      'UTOM',
      'Idea: Reason card\nName: Silent Slip\nPitch: A card that says it for you.\nUSP: no screen\nStrengths: cheap; quick; known\nWeaknesses: paper; loss; reading\nOpportunities: schools; pharmacies; town halls\nThreats: apps; habits; law\nTechnical: 5 because it is paper\nBusiness: 3 because nobody pays for paper\nDesirability: 4 because people bring notes already',
    ],
  ],
  validate: [
    [
      'UANA',
      'Assumption: Patients fill in a card before they come\nLens: desirability\nTest: 50 cards in one clinic for a week\nMetric: cards handed in\nTarget: 30\nSample: 50\nStop if: 10\nBy: 1 December',
    ],
    [
      'UTOM',
      'Confidence: 6 because only five people were asked\nResearch: thin\n- Tom prints 50 cards by Monday\n- Ana asks two clinics by Friday\n- Maya calls the data protection officer',
    ],
  ],
};
