import type { KnownFact } from '../../ports/memory-store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import { isNote, sayFact } from '../../workshop/fact-words.ts';
import { wordsOf } from '../../workshop/outline.ts';
import { phrase } from '../../workshop/phrase.ts';
import { staleButton } from '../button-target.ts';
import { type FeatureForm, subjectOf } from '../feature-forms.ts';
import type { FormInput, FormOption } from '../form-inputs.ts';
import type { FormView } from '../forms.ts';
import { HeldForm, outcomeOfHeld } from '../held-form.ts';
import type { FormOutcome, SubmittedForm } from '../save-form.ts';
import { type Asker, type Deps, type FormRequest, isRepeated, requireRole } from '../use-case.ts';
import { inMemory, isCarriable, type MemoryScene, mayChange } from './known-facts.ts';
import { maxFactChars, rememberWords } from './remember.ts';

const maxOptions = 90;
const maxLabelChars = 75;
/** Whoever lets something be carried on reads this first. */
export const carryConsent = 'Every later workshop of this Slack team may know this';

/** Each form of the memory: what it asks, and what becomes of the answer. */
interface MemoryForm {
  title: string;
  submitLabel: string;
  intro?: string;
  isForHost?: boolean;
  inputs(scene: MemoryScene, asker: Asker): FormInput[];
  save(scene: MemoryScene, asker: Asker, values: SubmittedForm['values'], now: Date): Promise<FormOutcome>;
}

function optionsOf(facts: readonly KnownFact[]): FormOption[] {
  return facts.slice(-maxOptions).map((fact) => {
    const words = sayFact(fact.key, fact.value);
    return { value: fact.id, label: words.length > maxLabelChars ? `${words.slice(0, maxLabelChars - 1)}…` : words };
  });
}

function textIn(value: SubmittedForm['values'][string] | undefined): string {
  return typeof value === 'string' ? value.trim() : Array.isArray(value) ? (value[0] ?? '') : '';
}

function listIn(value: SubmittedForm['values'][string] | undefined): string[] {
  return Array.isArray(value) ? value.slice(0, maxOptions) : value ? [value] : [];
}

const gone = phrase`That is not remembered any more; somebody changed it meanwhile. Close this and look at “/workshop memory” again.`;
const tooLong = phrase`That is too long to remember. Keep it to ${maxFactChars} characters.`;

const correct: MemoryForm = {
  title: 'Correct',
  submitLabel: 'Correct',
  intro: 'What you write takes the place of what I remember. The old words are kept in the log until somebody forgets it.',
  inputs(scene, asker) {
    const facts = changeable(scene, asker);
    const [only] = facts;
    const initial = facts.length === 1 && only ? { initial: wordsOf(only.value).slice(0, maxFactChars) } : {};
    return [
      {
        key: 'fact',
        label: 'What is wrong?',
        kind: 'choice',
        options: optionsOf(facts),
        optional: false,
        ...(facts.length === 1 && only ? { initial: only.id } : {}),
      },
      { key: 'text', label: 'What is right?', kind: 'text', long: true, maxChars: maxFactChars, optional: false, ...initial },
    ];
  },
  async save(scene, asker, values, now) {
    const { tx, step } = scene;
    const fact = changeable(scene, asker).find((one) => one.id === textIn(values.fact));
    const text = textIn(values.text);
    if (!fact) return { errors: { fact: gone } };
    if (!text) return { errors: { text: phrase`Write down what is right, please.` } };
    if (text.length > maxFactChars) return { errors: { text: tooLong } };
    const message = await sayAsForm(scene, asker, isNote(fact.key) ? `Correction: ${text}` : `Correction, ${fact.key}: ${text}`, now);
    const scopeIds = { thread: step.contextId, workshop: tx.workshop.id, team: tx.workshop.orgId };
    const id = await tx.storeContext({
      scope: fact.scope,
      scopeId: scopeIds[fact.scope],
      type: fact.type,
      key: fact.key,
      value: text,
      confidence: 1,
      sourceMessageId: message.id,
      ...(fact.scope === 'team' && fact.consentedBy ? { consentedBy: fact.consentedBy } : {}),
      at: now,
    });
    if (!id) return { errors: { text: phrase`I could not keep that. Say it in one or two plain sentences, please.` } };
    await tell(scene, asker, phrase`Corrected: ${text}`);
    return { saved: true };
  },
};

const forget: MemoryForm = {
  title: 'Forget',
  submitLabel: 'Forget',
  intro:
    'It is erased for good, with every earlier value and wherever it was carried on. I do not learn it again from the same message. The message itself stays where it was written.',
  inputs: (scene, asker) => {
    const options = optionsOf(changeable(scene, asker));
    const initial = options.length === 1 ? options.map((one) => one.value) : [];
    return [{ key: 'facts', label: 'What shall I forget?', kind: 'picks', options, initial, max: options.length, optional: false }];
  },
  async save(scene, asker, values, now) {
    const picked = listIn(values.facts);
    const facts = changeable(scene, asker).filter((one) => picked.includes(one.id));
    if (facts.length === 0 || facts.length < picked.length) return { errors: { facts: gone } };
    for (const fact of facts) await scene.tx.forgetFact(fact, asker.userId, now);
    await scene.tx.audit({ action: 'memory-forget', userId: asker.userId, details: { facts: facts.length }, at: now });
    await tell(scene, asker, facts.length === 1 ? phrase`Forgotten.` : phrase`Forgotten, all ${facts.length}.`);
    return { saved: true };
  },
};

const remember: MemoryForm = {
  title: 'Remember something',
  submitLabel: 'Remember',
  inputs: ({ step }) => [
    { key: 'text', label: 'What shall I remember?', kind: 'text', long: true, maxChars: maxFactChars, optional: false },
    {
      key: 'scope',
      label: 'Where does it hold?',
      kind: 'choice',
      options: [
        { value: 'workshop', label: 'In the whole workshop' },
        { value: 'thread', label: `Only in the thread of ${step.definition.name}`.slice(0, maxLabelChars) },
      ],
      initial: 'workshop',
      optional: false,
    },
  ],
  async save(scene, asker, values, now) {
    const text = textIn(values.text);
    if (!text) return { errors: { text: phrase`Write down what I shall remember, please.` } };
    if (text.length > maxFactChars) return { errors: { text: tooLong } };
    const message = await sayAsForm(scene, asker, `Remember: ${text}`, now);
    await rememberWords(scene.tx, message, text, textIn(values.scope) === 'thread' ? 'thread' : 'workshop', now);
    await tell(scene, asker, phrase`I'll remember: ${text}`);
    return { saved: true };
  },
};

const carry: MemoryForm = {
  title: 'Into later workshops',
  submitLabel: 'Carry on',
  isForHost: true,
  intro:
    'What you choose is known in every later workshop of this Slack team, in other channels too, even if this one is private. It stands there without this workshop’s name. Whoever said it, you, and this workshop’s host can correct or forget it at any time.',
  inputs: ({ facts }) => {
    const options = optionsOf(facts.filter(isCarriable));
    return [
      {
        key: 'facts',
        label: 'What do we take along?',
        kind: 'picks',
        options,
        initial: [],
        max: Math.max(1, options.length),
        optional: false,
      },
      {
        key: 'consent',
        label: 'Your consent, as the host',
        kind: 'ticks',
        options: [{ value: 'yes', label: carryConsent }],
        initial: [],
        optional: false,
      },
    ];
  },
  async save(scene, asker, values, now) {
    const picked = listIn(values.facts);
    const facts = scene.facts.filter((fact) => isCarriable(fact) && picked.includes(fact.id));
    if (facts.length === 0 || facts.length < picked.length) return { errors: { facts: gone } };
    if (!listIn(values.consent).includes('yes'))
      return { errors: { consent: phrase`Without your consent nothing leaves this workshop: tick the box, please.` } };
    for (const fact of facts) await scene.tx.carryFact(fact, asker.userId, now);
    await scene.tx.audit({ action: 'memory-carry', userId: asker.userId, details: { facts: facts.length }, at: now });
    if (scene.tx.workshop.status === 'completed') await scene.tx.wantCard('finale', null);
    await tell(scene, asker, phrase`Carried on: ${facts.length}. Later workshops of this team know it; “/workshop memory” there shows it.`);
    return { saved: true };
  },
};

const forms: Readonly<Record<string, MemoryForm>> = { correct, forget, remember, carry };

function changeable(scene: MemoryScene, asker: Asker): KnownFact[] {
  return scene.facts.filter((fact) => mayChange(scene, asker, fact));
}

/** A form is its sender's message: what it says rests on that. */
async function sayAsForm({ tx, step }: MemoryScene, asker: Asker, content: string, now: Date) {
  const { contextId } = step;
  const message = await tx.appendMessage({
    contextId,
    role: 'user',
    content,
    userId: asker.userId,
    slackTs: null,
    createdAt: now,
    metadata: { form: true, memory: true },
  });
  if (!message) throw new Error('what is remembered has no message to rest on');
  return message;
}

async function tell({ tx, step }: MemoryScene, asker: Asker, text: ReturnType<typeof phrase>): Promise<void> {
  await tx.post({ kind: 'whisper', userId: asker.userId, stepId: step.threadTs ? step.stepId : null, text });
}

function find(request: FormRequest): MemoryForm {
  const name = subjectOf(request.formId);
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  if (!form) throw staleButton();
  return form;
}

function requireHost(form: MemoryForm, { tx, isHost }: MemoryScene): void {
  if (form.isForHost && !isHost) requireRole('editor', 'steer', tx.workshop.ownerUserId);
}

export const memoryForm: FeatureForm = {
  async open(deps: Deps, asker: Asker, request: FormRequest): Promise<FormView> {
    const form = find(request);
    return inMemory(deps, asker, request, async (scene) => {
      requireHost(form, scene);
      const inputs = form.inputs(scene, asker);
      if (inputs.some((input) => 'options' in input && input.options.length === 0))
        throw new RuleBreach('empty', phrase`There is nothing here that you could choose. “/workshop memory” shows what I remember.`);
      const { title, submitLabel, intro } = form;
      return { request, title, submitLabel, inputs, ...(intro ? { intro } : {}) };
    });
  },

  async save(deps: Deps, asker: Asker, request: FormRequest, { values }: SubmittedForm): Promise<FormOutcome> {
    const form = find(request);
    return inMemory(deps, asker, request, async (scene): Promise<FormOutcome> => {
      requireHost(form, scene);
      if (await isRepeated(scene.tx, asker)) return { saved: true };
      const outcome = await form.save(scene, asker, values, deps.clock.now());
      if ('errors' in outcome) throw new HeldForm(outcome);
      return outcome;
    }).catch(outcomeOfHeld);
  },
};
