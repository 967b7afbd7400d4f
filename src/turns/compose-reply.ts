import type { BuiltContext } from '../context/types.ts';
import { extract } from '../facilitator/model/extract.ts';
import { type Names, nameMentions } from '../facilitator/model/render-context.ts';
import { replyRules } from '../facilitator/model/rules.ts';
import { fixedTokens, renderDraft, type StepState, writeExtractPrompt, writeReplyPrompt } from '../facilitator/model/write-prompt.ts';
import { writeReply } from '../facilitator/model/write-reply.ts';
import { type ModelAttempt, ModelError } from '../ports/model.ts';
import type { StepWork } from '../ports/store.ts';
import type { MessageId, UserId, WorkshopId } from '../workshop/ids.ts';
import { type Phrase, phraseToText } from '../workshop/phrase.ts';
import { offerFound, offerKinds } from './actions/offer-found.ts';
import { offerUnderstood } from './actions/understand.ts';
import { judgeStep } from './complete-step.ts';
import { keepContext } from './keep-context.ts';
import { createMeter, failureKind, type ModelUse, markerOf, withinBudget } from './model-use.ts';
import { nameEverybody } from './name-everybody.ts';
import { groundsOf, propose } from './propose.ts';
import type { ReplyOutcome, ReplyRow, ReplySink } from './reply-outcome.ts';
import { sayMissing, sayModelAway, sayWritten } from './reply-words.ts';
import type { Deps } from './use-case.ts';

/** What a reply is made of; loaded afresh for each one. */
interface Scene {
  use: ModelUse;
  work: StepWork;
  row: ReplyRow;
  context: BuiltContext;
  state: StepState;
  names: Names;
  /** This workshop and what it was forked from: what the context has of these was said before they parted. */
  family: ReadonlySet<WorkshopId>;
}

/**
 * Thinks about what was said and writes the reply as it comes (5 to 8 in the data walk). Two calls at once: the reply, and what could
 * be written down. Whatever goes wrong with the model, the guided facilitator's words stand in the thread in the end, and nothing
 * half; that it went wrong is said once until it goes well again.
 */
export async function composeReply(deps: Deps, row: ReplyRow, sink: ReplySink): Promise<ReplyOutcome> {
  const { contextId } = row.content;
  const [work, speakers] = await Promise.all([deps.store.loadStep(contextId), deps.store.recentSpeakers(contextId)]);
  if (!work || !isStillWanted(work, row)) return { kind: 'silent' };
  if (!deps.model || work.workshop.facilitatorMode !== 'model') return sayFallback(row, undefined);
  const use = deps.model;
  try {
    return await withinBudget(deps, use, work.workshop, async (): Promise<ReplyOutcome> => {
      if (await offerUnderstood(deps, use, work, row, sink.signal)) return { kind: 'silent' };
      const scene = await openScene(deps, use, { work, row, speakers });
      const missing = scene.context.missing.length > 0 ? await sayMissingOnce(deps, scene) : undefined;
      if (missing) return missing;
      const thought = await think(deps, scene, sink);
      if (work.workshop.settings.modelAway) await noteModel(deps, work, false);
      return thought.kind === 'silent' || (await isWantedNow(deps, row)) ? thought : { kind: 'silent' };
    });
  } catch (error) {
    const kind = failureKind(error);
    deps.log[kind === 'bug' ? 'error' : 'warn'](
      { err: error, kind, row: row.id, workshopId: work.workshop.id },
      'no model answered; the guided facilitator goes on',
    );
    // Somebody did not want to hear it, or this process ends.
    if (sink.signal.aborted && sink.signal.reason === 'stopped') return { kind: 'silent' };
    if (!(await isWantedNow(deps, row))) return { kind: 'silent' };
    if (sink.signal.aborted) return sayFallback(row, undefined);
    const isNews = row.content.speak && !work.workshop.settings.modelAway;
    if (isNews) await noteModel(deps, work, true);
    return sayFallback(row, isNews ? sayModelAway(kind) : undefined);
  }
}

/** The step goes on, in the same epoch, and the workshop too. */
function isStillWanted({ workshop, step }: StepWork, { content }: ReplyRow): boolean {
  return workshop.status === 'active' && step.status === 'in_progress' && step.epoch === content.epoch;
}

/** Thinking takes a while: what was thought of for a step that is over by now, was reset or is on hold belongs nowhere. */
async function isWantedNow(deps: Deps, row: ReplyRow): Promise<boolean> {
  const now = await deps.store.loadStep(row.content.contextId);
  return now !== undefined && isStillWanted(now, row);
}

function sayFallback({ content }: ReplyRow, note: Phrase | undefined): ReplyOutcome {
  const { fallback, speak } = content;
  if (!fallback || !speak) return { kind: 'silent' };
  return {
    kind: 'replaced',
    text: note ? [...note, ...fallback.text] : fallback.text,
    ...(fallback.buttons ? { buttons: fallback.buttons } : {}),
  };
}

/** Says once that the model is away, until it is back: the note is kept with the workshop. */
async function noteModel(deps: Deps, { workshop }: StepWork, isAway: boolean): Promise<void> {
  await deps.store.inWorkshop(workshop.id, async (tx) => {
    const { modelAway: _, ...settings } = tx.workshop.settings;
    await tx.updateWorkshop({ settings: isAway ? { ...settings, modelAway: true } : settings });
  });
}

async function openScene(
  deps: Deps,
  use: ModelUse,
  { work, row, speakers }: { work: StepWork; row: ReplyRow; speakers: UserId[] },
): Promise<Scene> {
  const { step, workshop, members } = work;
  const { contextId } = row.content;
  const people = [...new Set([workshop.ownerUserId, ...members.map((member) => member.userId), ...speakers])];
  const names = await nameEverybody(deps, people);
  const judged = judgeStep(step, work.artifacts);
  const active = members.filter((member) => member.role !== 'viewer').map((member) => member.userId);
  const { fallback } = row.content;
  const isAnswer = row.content.recipient !== null;
  const state: StepState = {
    topic: workshop.title,
    definition: judged.definition,
    draft: step.draft,
    phase: step.arcPhase,
    gaps: judged.gaps,
    speakers: speakers.flatMap((one) => names.get(one) ?? []),
    silentCount: active.filter((one) => !speakers.includes(one)).length,
    occasion: isAnswer ? 'answer' : 'follow-up',
    ...(fallback && !isAnswer ? { ask: phraseToText(fallback.text, (userId) => names.get(userId) ?? 'somebody') } : {}),
  };
  const context = await deps.context.build({
    contextId,
    budgetTokens: Math.max(0, deps.contextTokens - fixedTokens(state, deps.countTokens)),
    names,
  });
  const family = new Set([workshop.id, ...(workshop.parentId ? await deps.store.ancestorsOf(workshop.id) : [])]);
  return { use, work, row, context, state, names, family };
}

/** A step that this one needs gave nothing: said once, instead of improvising. Afterwards the marker in the prompt has to do. */
async function sayMissingOnce(deps: Deps, { work, row, context }: Scene): Promise<ReplyOutcome | undefined> {
  const { step, workshop } = work;
  if (!row.content.speak || workshop.settings.saidMissing?.includes(step.stepId)) return undefined;
  await deps.store.inWorkshop(workshop.id, async (tx) => {
    const { settings } = tx.workshop;
    await tx.updateWorkshop({ settings: { ...settings, saidMissing: [...new Set([...(settings.saidMissing ?? []), step.stepId])] } });
  });
  return { kind: 'replaced', text: sayMissing(context.missing.map((stepId) => workshop.template.step(stepId).name)) };
}

async function think(deps: Deps, scene: Scene, sink: ReplySink): Promise<ReplyOutcome> {
  const { use, work, row } = scene;
  const meter = createMeter(deps, use, work.workshop, work.step.stepId);
  const call = { deadlineMs: use.deadlineMs, signal: sink.signal, onAttempt: meter.onAttempt };
  try {
    const looking = lookForMore(scene, call);
    if (!row.content.speak) {
      const found = await looking;
      const waiting = await proposeFound(deps, scene, found);
      if (found.offer && waiting === 0) await offerFound(deps, { work, row, messages: citable(scene).messages }, found.offer);
      return { kind: 'silent' };
    }
    const found = foundOrNothing(deps, row, looking, meter);
    const { wasStopped } = await speak(scene, call, sink);
    const model = use.model.nameOf('reply');
    if (wasStopped && sink.signal.reason === 'stopped') return { kind: 'written', model };
    // Nobody wanted it to end here: what stands there is half of a reply.
    if (wasStopped) throw new ModelError('aborted', 'the reply was cut short');
    // After the reply, so that its card stands below it.
    const proposed = await proposeFound(deps, scene, await found);
    return { kind: 'written', tail: await sayWritten(deps, work, proposed), model };
  } finally {
    await meter.record();
    await keepManifest(deps, scene);
    await keepContext(deps, row.content.contextId);
  }
}

/** What could be written down is an extra: without it the reply stands all the same. Without a reply nobody waits for it, and it costs all the same. */
async function foundOrNothing(deps: Deps, row: ReplyRow, looking: ReturnType<typeof lookForMore>, meter: ReturnType<typeof createMeter>) {
  try {
    return await looking;
  } catch (error) {
    deps.log.warn({ err: error, kind: failureKind(error), row: row.id }, 'nothing could be looked for in the thread');
    return undefined;
  } finally {
    await meter.record();
  }
}

interface Call {
  deadlineMs: number;
  signal: AbortSignal;
  onAttempt: (attempt: ModelAttempt) => void;
}

function lookForMore(scene: Scene, call: Call) {
  const { use, work, context, state, names } = scene;
  const { bySeq } = citable(scene);
  return extract(use.model, {
    definition: state.definition,
    draft: work.step.draft,
    messages: writeExtractPrompt(context, state, names, markerOf(use, work.workshop.id)),
    // Somebody who is answered is asked something already.
    offers: scene.row.content.speak ? [] : offerKinds(work.workshop),
    resolve: (seq) => bySeq.get(seq),
    ...call,
  });
}

/** Returns how many lines wait for people's yes. */
async function proposeFound(deps: Deps, scene: Scene, found: Awaited<ReturnType<typeof lookForMore>> | undefined): Promise<number> {
  if (!found) return 0;
  const { work, row, context, state, names } = scene;
  const { bySeq, messages } = citable(scene);
  const grounds = groundsOf(context, state, messages, names);
  const toVersion = lastVersion(context, row);
  const proposed = await propose(deps, {
    work,
    contextId: row.content.contextId,
    toVersion,
    found,
    grounds,
    names,
    resolve: (seq) => bySeq.get(seq),
  });
  return proposed.lines;
}

function speak(scene: Scene, call: Call, sink: ReplySink) {
  const { use, work, context, state, names } = scene;
  const marker = markerOf(use, work.workshop.id);
  const messages = writeReplyPrompt(context, state, names, marker);
  const material = messages
    .slice(1)
    .map((message) => message.content)
    .join('\n');
  const grounds = { material: nameMentions(material, names), posted: postedIn(scene), secrets: [marker, replyRules('')] };
  return writeReply(use.model, { messages, grounds, push: (text) => sink.push(text), ...call });
}

/** Messages of people of this workshop, or of what it was forked from, that the prompt shows, without those of viewers: nothing else can be cited. */
function citable({ context, work: { members }, family }: Pick<Scene, 'context' | 'work' | 'family'>) {
  const viewers = new Set<UserId>(members.filter((member) => member.role === 'viewer').map((member) => member.userId));
  const messages = new Map<MessageId, { userId: UserId; text: string }>();
  const bySeq = new Map<number, MessageId>();
  for (const section of context.sections) {
    for (const { source, text } of section.parts) {
      if (source.kind !== 'message' || source.role !== 'user' || !source.userId) continue;
      if (!family.has(source.workshopId) || viewers.has(source.userId)) continue;
      messages.set(source.id, { userId: source.userId, text });
      bySeq.set(source.seq, source.id);
    }
  }
  return { messages, bySeq };
}

/** Where an address may come from: what participants said here, and what they stand behind by now. */
function postedIn(scene: Scene): string {
  const { context, work } = scene;
  const said = [...citable(scene).messages.values()].map((message) => message.text);
  const results = context.sections.flatMap((section) => (section.kind === 'artifacts' ? section.parts.map((part) => part.text) : []));
  return [...said, ...results, renderDraft(work.step.definition, work.step.draft)].join('\n');
}

function lastVersion(context: BuiltContext, row: ReplyRow): number {
  const recent = context.sections.find((section) => section.kind === 'recent')?.parts ?? [];
  const versions = recent.flatMap((part) => (part.source.kind === 'message' ? [part.source.version] : []));
  return Math.max(row.content.toVersion, ...versions);
}

async function keepManifest(deps: Deps, { use, work, context, state, names, row }: Scene): Promise<void> {
  const prompt = writeReplyPrompt(context, state, names, markerOf(use, work.workshop.id));
  const manifest = {
    workshopId: work.workshop.id,
    stepId: work.step.stepId,
    purpose: row.content.speak ? 'reply' : 'extract',
    model: use.model.nameOf(row.content.speak ? 'reply' : 'extract'),
    manifest: { ...context.manifest },
    promptTokens: prompt.reduce((sum, message) => sum + deps.countTokens(message.content), 0),
    at: deps.clock.now(),
  };
  deps.log.debug({ row: row.id, ...manifest }, 'what a prompt was made of');
  await deps.store.saveManifest(manifest).catch((error: unknown) => deps.log.error({ err: error }, 'a manifest was not kept'));
}
