import type { Template } from '../workshop/template.ts';
import { mainLines, maxNamed } from './assemble-decision.ts';
import { type Made, madeSection } from './made-section.ts';
import { mergeSources } from './merge-sources.ts';
import type { LineDecision, LineSources, Overview, OverviewDecision, OverviewLine, OverviewStep } from './overview.ts';
import { type PackVote, withParts } from './pack.ts';
import { sayDay } from './say-pack.ts';

/** What was decided, by whom and when, what was not taken, and who had doubts: as far as it is known, and nothing else. */
export function logDecisions(overview: Overview, votes: readonly PackVote[], template: Pick<Template, 'step'>): Made[] {
  return [decisionsOf(overview, votes, template), votesOf(overview, votes), movedOnOf(overview), concernsOf(overview)];
}

const labels = {
  step: 'Step',
  version: 'Version',
  by: 'Decided by',
  when: 'When',
  notTaken: 'Not taken',
  vote: 'Vote',
  took: 'Voted',
  open: 'Still open',
} as const;
type Column = keyof typeof labels;

const columnsOf = (...keys: Column[]) => keys.map((key) => ({ key, label: labels[key] }));

/** What is empty is left out. */
function detailsOf(texts: Partial<Record<Column, string>>): OverviewLine['details'] {
  return (Object.keys(texts) as Column[]).flatMap((key) => (texts[key] ? [{ key, label: labels[key], text: texts[key] }] : []));
}

function lineOf(path: string, title: string, more: Pick<Partial<OverviewLine>, 'details' | 'sources' | 'decision'>): OverviewLine {
  return { path, title, marks: [], details: [], parts: [], ...more };
}

function byAndWhen(decision: LineDecision | undefined): Partial<Record<Column, string>> {
  if (!decision) return {};
  return { by: decision.decidedBy ? `<@${decision.decidedBy}>` : '', when: sayDay(decision.at) };
}

function decisionsOf(overview: Overview, votes: readonly PackVote[], template: Pick<Template, 'step'>): Made {
  const lines = overview.decisions.map((one): OverviewLine => {
    const step = overview.steps.find((other) => other.stepId === one.stepId);
    const { sources, decision } = one.line ?? {};
    const details = detailsOf({
      step: one.name,
      version: String(overview.sourceVersions[one.stepId] ?? ''),
      ...(step?.status === 'in-progress' ? { when: 'still going on' } : byAndWhen(decision)),
      notTaken: sayNotTaken(one, votes),
    });
    const named = step ? nameMain(step, template) : '';
    const lead = template.step(one.stepId).decides ?? 'We go on with';
    return lineOf(`decisions.${one.stepId}`, `${lead}: ${named || one.text}`, {
      details,
      ...(sources ? { sources } : {}),
      ...(decision ? { decision } : {}),
    });
  });
  const columns = columnsOf('step', 'version', 'by', 'when', 'notTaken');
  const steps = overview.decisions.map((one) => one.stepId);
  return { heading: 'What each step decided', parts: madeSection('decisions', 'Decision', lines, columns), steps, isAsked: true };
}

function nameMain(step: OverviewStep, template: Pick<Template, 'step'>): string {
  return listShort(
    mainLines(template.step(step.stepId), step).map((line) => line.title),
    maxNamed,
  );
}

const maxNotTaken = 6;

function listShort(texts: readonly string[], max: number): string {
  const more = texts.length - max;
  return [...texts.slice(0, max), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** With their dots where there was a vote on them. */
function sayNotTaken({ stepId, notTaken = [] }: OverviewDecision, votes: readonly PackVote[]): string {
  const options = votes.filter((vote) => vote.stepId === stepId).at(-1)?.options ?? [];
  const dotsOf = (text: string) => options.find((option) => option.text === text)?.dots;
  const sorted = notTaken.toSorted((one, other) => (dotsOf(other) ?? 0) - (dotsOf(one) ?? 0));
  return listShort(
    sorted.map((text) => withDots(text, dotsOf(text))),
    maxNotTaken,
  );
}

function withDots(text: string, dots: number | undefined): string {
  return dots === undefined ? text : `${text} (${dots} ${dots === 1 ? 'dot' : 'dots'})`;
}

function votesOf(overview: Overview, votes: readonly PackVote[]): Made {
  const lines = votes.flatMap((vote, index): OverviewLine[] => {
    const taken = vote.options.filter((option) => option.taken);
    if (taken.length === 0) return [];
    const say = (options: PackVote['options']) => options.map((option) => withDots(option.text, option.dots));
    const step = overview.steps.find((one) => one.stepId === vote.stepId);
    const decision: LineDecision = { stepId: vote.stepId, decidedBy: vote.decidedBy, at: vote.decidedAt ?? vote.closedAt };
    const sources = mergeSources(taken.map((option) => sourcesOf(step, option.text)));
    const details = detailsOf({
      vote: `${vote.label}${vote.round > 1 ? `, round ${vote.round}` : ''} (${step?.name ?? ''})`,
      took: `${vote.took} of ${vote.of}`,
      ...byAndWhen(decision),
      notTaken: listShort(say(vote.options.filter((option) => !option.taken)), maxNotTaken),
    });
    return [lineOf(`votes[${index}]`, say(taken).join('; '), { details, ...(sources ? { sources } : {}), decision })];
  });
  return {
    heading: 'What we voted on',
    parts: madeSection('votes', 'Taken on', lines, columnsOf('vote', 'took', 'by', 'when', 'notTaken')),
    steps: votes.map((one) => one.stepId),
    isAsked: false,
  };
}

/** Where somebody said these words. */
function sourcesOf(step: OverviewStep | undefined, text: string): { sources?: LineSources } {
  const line = step?.sections.flatMap((section) => section.lines.flatMap(withParts)).find((one) => one.title === text && one.sources);
  return line?.sources ? { sources: line.sources } : {};
}

/** Where somebody moved on although something was open: a decision too, and theirs. */
function movedOnOf(overview: Overview): Made {
  const moved = overview.steps.filter(
    (step) => step.skipReason ?? (step.status !== 'in-progress' && step.decision && step.gaps.length > 0),
  );
  const lines = moved.map(({ stepId, name, skipReason, gaps, decision }) =>
    lineOf(`movedOn.${stepId}`, `${name}: ${skipReason ?? 'moved on without a reason given'}`, {
      details: detailsOf({ when: byAndWhen(decision).when ?? '', open: gaps.join('; ') }),
      ...(decision ? { decision } : {}),
    }),
  );
  return {
    heading: 'Where we moved on with gaps',
    parts: madeSection('movedOn', 'Because', lines, columnsOf('when', 'open')),
    steps: moved.map((one) => one.stepId),
    isAsked: false,
  };
}

function concernsOf({ disagreement }: Overview): Made {
  const lines = disagreement.map(({ stepId, name, line }) => ({
    ...line,
    path: `${stepId}.${line.path}`,
    details: detailsOf({ step: name }),
  }));
  return {
    heading: 'Concerns on record',
    parts: madeSection('concerns', 'Concern', lines, columnsOf('step')),
    steps: disagreement.map((one) => one.stepId),
    isAsked: false,
  };
}
