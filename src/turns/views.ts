import { observe } from '../facilitator/guided/observe.ts';
import type { StoredArtifact, TeamStore } from '../ports/store.ts';
import { concernsKey, type Draft, itemsOf, textOf } from '../workshop/draft.ts';
import { NotFound } from '../workshop/errors.ts';
import { gapForm } from '../workshop/gap-form.ts';
import { describeGap, type Gap } from '../workshop/gate.ts';
import type { StepId, UserId, WorkshopId } from '../workshop/ids.ts';
import { headline, outlineArtifact } from '../workshop/outline.ts';
import type { Phrase } from '../workshop/phrase.ts';
import { defaultQuorum, judgeQuorum, type QuorumState } from '../workshop/quorum.ts';
import type { Field, FormDefinition, StepDefinition } from '../workshop/step-definition.ts';
import { lateMs, type StepTime, timeOf } from '../workshop/time-box.ts';
import type { StepStatus, StepWithDraft, Workshop } from '../workshop/workshop.ts';
import { type TogetherView, viewTogether } from './activities/view-activity.ts';
import { judgeStep } from './complete-step.ts';

/** What cards and answers show, free of any Slack syntax. All texts by people are as they wrote them: whoever renders escapes. */

export interface AgendaLine {
  stepId: StepId;
  position: number;
  name: string;
  minutes: number;
  status: StepStatus;
  headline: string | undefined;
  /** Its own, or in a fork where what it inherited came about. */
  threadTs: string | null;
  hasGaps: boolean;
  /** What it rests on has changed since its result. */
  isStale: boolean;
}

export interface HubView {
  workshop: Workshop;
  agenda: AgendaLine[];
  current: AgendaLine | undefined;
  contributors: UserId[];
  coHosts: UserId[];
  /** What this is a what-if of, and from which step on. */
  parent: { title: string; forkedAt: string | undefined } | undefined;
  /** What-ifs of this one, the newest first. */
  forks: { title: string; isArchived: boolean }[];
  /** Of the current step. */
  time: StepTime;
  /** Live with time boxes: by how much the steps that are done took longer than planned, time that was granted included. */
  lateMs: number;
}

export interface ReadBackLine {
  path: string;
  title: string;
  details: { label: string; text: string }[];
  /** Who said it. */
  userIds: UserId[];
  /** No real person stands behind it. */
  isSynthetic?: boolean;
}
export interface ReadBackSection {
  key: string;
  label: string;
  lines: ReadBackLine[];
}

export interface StepView {
  workshop: Workshop;
  stepId: StepId;
  epoch: number;
  position: number;
  total: number;
  name: string;
  purpose: string;
  question: string;
  status: StepStatus;
  /** The decision of the step before, for the first line of the card. */
  lastDecision: string | undefined;
  headline: string | undefined;
  sections: ReadBackSection[];
  /** Working lists that stay out of the artifact, numbered as people refer to them: insights to sort, ideas. */
  numbered: { label: string; lines: string[] }[];
  concerns: { text: string; userIds: UserId[] }[];
  /** What a facilitator would point out, while there is time to act on it. */
  notes: Phrase[];
  gaps: Gap[];
  gapWords: string[];
  rules: number;
  skipReason: string | null;
  forms: readonly FormDefinition[];
  /** The form that fills the first gap. */
  gapForm: FormDefinition | undefined;
  canUndo: boolean;
  /** How many say that they are done; never who. */
  readiness: QuorumState;
  /** What the team does together here: what is open, with counts only, and how many have signed off. */
  together: TogetherView;
  time: StepTime;
  contributors: UserId[];
  /** What it rests on has changed since its result: it waits, or is being looked at again. */
  isStale: boolean;
  /** It has a result, so that it can be still right. */
  hasResult: boolean;
}

type Loaded = Awaited<ReturnType<TeamStore['loadWorkshop']>>;

function agendaOf(loaded: Loaded): AgendaLine[] {
  return loaded.steps.map((step) => {
    const artifact = loaded.artifacts.find((one) => one.stepId === step.stepId);
    const definition = step.definition;
    return {
      stepId: step.stepId,
      position: loaded.workshop.template.positionOf(step.stepId),
      name: definition.name,
      minutes: definition.minutes,
      status: step.status,
      headline: artifact ? headline(definition, artifact.artifact) : undefined,
      threadTs: step.threadTs,
      hasGaps: step.gaps.length > 0,
      isStale: isStale(step),
    };
  });
}

function isStale({ status, staleSince }: Pick<StepWithDraft, 'status' | 'staleSince'>): boolean {
  return status === 'needs_regeneration' || staleSince !== null;
}

export async function viewHub(store: TeamStore, workshopId: WorkshopId): Promise<HubView> {
  const loaded = await store.loadWorkshop(workshopId);
  const { workshop } = loaded;
  const { parentId } = workshop;
  const parent = parentId ? await store.findWorkshop({ ...workshop, workshopId: parentId }) : undefined;
  const forks = await store.forksOf(workshopId);
  const { forkedAt } = workshop.settings;
  const inherited = parentId ? await store.inheritedThreads(workshopId) : new Map<StepId, string>();
  const agenda = agendaOf(loaded).map((line) =>
    line.status === 'in_progress' ? line : { ...line, threadTs: line.threadTs ?? inherited.get(line.stepId) ?? null },
  );
  const openStep = loaded.steps.find((step) => step.status === 'in_progress');
  return {
    workshop: loaded.workshop,
    agenda,
    current: agenda.find((line) => line.status === 'in_progress'),
    contributors: loaded.contributors,
    time: openStep ? timeOf(openStep) : { deadlineAt: null, said: 'nothing' },
    lateMs: lateMs(loaded.steps, loaded.workshop.settings),
    parent: parent && { title: parent.title, forkedAt: forkedAt && workshop.template.step(forkedAt).name },
    forks: forks.map(({ title, settings }) => ({ title, isArchived: settings.archived !== undefined })),
    coHosts: loaded.members.flatMap(({ userId, role }) => (role === 'owner' && userId !== loaded.workshop.ownerUserId ? userId : [])),
  };
}

export async function viewStep(store: TeamStore, workshopId: WorkshopId, stepId: StepId): Promise<StepView> {
  const loaded = await store.loadWorkshop(workshopId);
  const step = loaded.steps.find((one) => one.stepId === stepId);
  if (!step) throw new NotFound('Step', stepId);
  const takers = loaded.members.flatMap((member) => (member.role === 'viewer' ? [] : member.userId));
  const [presence, together] = await Promise.all([store.stepPresenceOf(step.id), viewTogether(store, step, takers)]);
  return { ...toStepView(loaded, step, judgeQuorum(loaded.workshop.settings.quorum ?? defaultQuorum, presence)), together };
}

/** The question that was asked last; lists go on with the one that opened the step. */
export function currentQuestion(definition: StepDefinition, { asked }: Draft): string {
  const field = definition.fields.find((one) => one.key === asked && one.key !== definition.lines);
  return field?.ask ?? definition.opening.question;
}

/** Details that repeat the numbered list (the insights of a theme, the ideas of a group), and parts of a whole sentence. */
function repeatingLabels({ fields }: StepDefinition): { gathered: string[]; parts: string[] } {
  const lists = fields.filter((field) => field.kind === 'items');
  const gathers = (prop: Field) => prop.kind === 'projected' || (prop.kind === 'texts' && prop.gathers !== undefined);
  return {
    gathered: lists.flatMap((list) => list.props.filter(gathers).map((prop) => prop.label)),
    parts: lists.flatMap(({ compose, props }) =>
      props.filter((prop) => compose?.template.includes(`{${prop.key}}`)).map((prop) => prop.label),
    ),
  };
}

function toStepView(loaded: Loaded, step: StepWithDraft, readiness: QuorumState): Omit<StepView, 'together'> {
  const definition = step.definition;
  const stored = loaded.artifacts.find((one) => one.stepId === step.stepId);
  const judged = judgeStep(step, loaded.artifacts);
  const isDone = (step.status === 'complete' || step.status === 'needs_regeneration') && stored !== undefined;
  const artifact = isDone ? stored.artifact : judged.artifact;
  const provenance = isDone ? stored.provenance : judged.provenance;
  const gaps = isDone ? step.gaps : judged.gaps;
  const { template } = loaded.workshop;
  const position = template.positionOf(step.stepId);
  const before = template.steps[position - 2];
  const beforeArtifact: StoredArtifact | undefined = before && loaded.artifacts.find((one) => one.stepId === before.id);
  const decided = before && beforeArtifact && headline(before, beforeArtifact.artifact);
  const people = new Set<UserId>();
  const { gathered, parts } = repeatingLabels(definition);
  const isShownTwice = (one: { label: string; text: string }, title: string) =>
    (!isDone && gathered.includes(one.label)) || (parts.includes(one.label) && title.includes(one.text));
  const sections = outlineArtifact(definition, artifact).map((section) => ({
    key: section.key,
    label: section.label,
    lines: section.entries.map((entry) => {
      const { userIds = [], origin } = provenance[entry.path] ?? {};
      for (const userId of userIds) people.add(userId);
      const details = entry.details.filter((one) => !isShownTwice(one, entry.title));
      return { ...entry, details, userIds, ...(origin === 'synthetic' ? { isSynthetic: true } : {}) };
    }),
  }));
  const numbered = definition.fields.flatMap((field) => {
    if (field.kind !== 'items' || !field.internal) return [];
    const link = field.props.find((prop) => prop.kind === 'link');
    if (link?.kind !== 'link') return [];
    const targets = itemsOf(step.draft, link.list);
    const naming = definition.fields.find((one) => one.key === link.list);
    const lines = itemsOf(step.draft, field.key).map((item) => {
      const target = targets.find((one) => one.id === item.values[link.key]);
      const where =
        target && naming?.kind === 'items' ? textOf(target.values[naming.nameProp]) : item.values[link.key] === 'parked' ? 'parked' : '';
      const made = item.origin === 'synthetic' ? ' (synthetic)' : '';
      return `${textOf(item.values[field.nameProp])}${made}${where ? ` → ${where}` : ''}`;
    });
    return lines.length > 0 ? [{ label: field.label, lines }] : [];
  });
  return {
    workshop: loaded.workshop,
    stepId: step.stepId,
    epoch: step.epoch,
    position,
    total: template.steps.length,
    name: definition.name,
    purpose: definition.purpose,
    question: currentQuestion(definition, step.draft),
    status: step.status,
    lastDecision: before && decided ? `${before.name}: ${decided}` : undefined,
    headline: headline(definition, artifact),
    sections,
    numbered,
    concerns: itemsOf(step.draft, concernsKey).map((item) => ({
      text: textOf(item.values.text),
      userIds: [...new Set(item.sources.map((source) => source.userId))],
    })),
    notes: isDone ? [] : observe(definition, step.draft).map((note) => note.says),
    gaps,
    gapWords: gaps.map(describeGap),
    rules: definition.gate.length,
    skipReason: step.skipReason,
    forms: definition.forms,
    gapForm: gaps[0] && gapForm(definition, step.draft, gaps[0]),
    canUndo: step.draft.captures.length > 0,
    readiness,
    time: timeOf(step),
    contributors: [...people],
    isStale: isStale(step),
    hasResult: stored !== undefined,
  };
}
