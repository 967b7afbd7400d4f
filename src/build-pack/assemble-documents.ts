import type { ProvenanceEntry } from '../workshop/artifact.ts';
import type { DocumentPart, FieldPlace, PackDefinition } from '../workshop/step-definition.ts';
import { mergeSources } from './merge-sources.ts';
import type { Overview, OverviewLine, OverviewSection } from './overview.ts';
import { dueIn, noDateYet, sayOwners } from './owners.ts';
import { coverageOf, type DocumentSection, type PackDocument, type PackVote, withParts } from './pack.ts';
import { takeSection } from './take-section.ts';
import { tellStories } from './tell-stories.ts';

const documentTitles: Readonly<Record<PackDocument['kind'], string>> = {
  prd: 'Product requirements',
  tech_spec: 'Technical outline',
  user_stories: 'User stories',
  validation_plan: 'Validation plan',
  prototype_prompt: 'Prototype prompt',
  decisions: 'Decision log',
  actions: 'Action items',
};

/**
 * The documents of the pack, from what the overview holds: nothing is filled in. A section that nothing stands behind is left out and
 * named as missing; a document without any section is left out too, for its template has no such thing.
 */
export function assembleDocuments(overview: Overview, votes: readonly PackVote[], pack: PackDefinition): PackDocument[] {
  const documents = [
    ...(pack.documents ?? []).map(({ kind, sections }) =>
      makeDocument(
        overview,
        kind,
        sections.map((part) => assemblePart(overview, part)),
      ),
    ),
    makeDocument(overview, 'decisions', [decisionsOf(overview), votesOf(overview, votes), movedOnOf(overview)]),
    makeDocument(overview, 'actions', [nextStepsOf(overview, pack), testsOf(overview, pack)]),
  ];
  return documents.filter((document) => document.sections.length > 0);
}

interface Made {
  heading: string;
  parts: OverviewSection[];
  /** Steps that it rests on. */
  steps: string[];
  /** Its absence is worth telling. */
  isAsked: boolean;
}

function makeDocument(overview: Overview, kind: PackDocument['kind'], made: readonly Made[]): PackDocument {
  const sections = made
    .filter((one) => one.parts.length > 0)
    .map(
      (one): DocumentSection => ({
        heading: one.heading,
        from: overview.steps
          .filter((step) => one.steps.includes(step.stepId))
          .map(({ stepId, name }) => ({ stepId, name, version: overview.sourceVersions[stepId] ?? null })),
        parts: one.parts,
      }),
    );
  return {
    kind,
    title: documentTitles[kind],
    sections,
    missing: made.filter((one) => one.parts.length === 0 && one.isAsked).map((one) => one.heading),
    coverage: coverageOf(sections.flatMap((section) => section.parts.flatMap((part) => part.lines))),
  };
}

function assemblePart(overview: Overview, part: DocumentPart): Made {
  const parts = part.stories
    ? tellStories(overview, part.from, part.stories)
    : part.from.flatMap((source) => takeSection(overview, source));
  const steps = parts.length > 0 ? stepsOf(part) : [];
  return { heading: part.heading, parts, steps, isAsked: true };
}

function stepsOf({ from, stories }: DocumentPart): string[] {
  const places: FieldPlace[] = [...from, ...(stories ? [stories.who, stories.soThat, ...stories.criteria] : [])];
  return [...new Set(places.map((place) => place.step))];
}

/** A list of lines that no field of a step is. */
function madeSection(key: string, label: string, lines: OverviewLine[], columns: OverviewSection['columns'] = []): OverviewSection[] {
  if (lines.length === 0) return [];
  return [{ key, label, singular: label, shape: columns.length > 0 ? 'table' : 'list', nameLabel: label, columns, lines }];
}

function bareLine(path: string, title: string, sources: ProvenanceEntry | undefined): OverviewLine {
  return { path, title, marks: [], details: [], parts: [], ...(sources ? { sources } : {}) };
}

/** Where somebody said these words: a line of the step has them, or they sum up several of its lines by their names. */
function sourcesOf(overview: Overview, stepId: string, text: string): ProvenanceEntry | undefined {
  const lines =
    overview.steps.find((step) => step.stepId === stepId)?.sections.flatMap((section) => section.lines.flatMap(withParts)) ?? [];
  const same = lines.find((line) => line.title === text && line.sources)?.sources;
  return same ?? mergeSources(lines.filter((line) => line.title.length > 1 && text.includes(line.title)));
}

function decisionsOf(overview: Overview): Made {
  const lines = overview.decisions.map((one) => ({
    ...bareLine(`decisions.${one.stepId}`, one.text, sourcesOf(overview, one.stepId, one.text)),
    details: [
      { key: 'step', label: 'Step', text: one.name },
      { key: 'version', label: 'Version', text: String(overview.sourceVersions[one.stepId] ?? '') },
    ],
  }));
  const columns = [
    { key: 'step', label: 'Step' },
    { key: 'version', label: 'Version' },
  ];
  const steps = overview.decisions.map((one) => one.stepId);
  return { heading: 'What each step decided', parts: madeSection('decisions', 'Decision', lines, columns), steps, isAsked: true };
}

function votesOf(overview: Overview, votes: readonly PackVote[]): Made {
  const lines = votes.flatMap((vote, index) => {
    const name = overview.steps.find((step) => step.stepId === vote.stepId)?.name ?? '';
    return vote.options
      .filter((option) => option.taken)
      .map((option) => ({
        ...bareLine(`votes[${index}].${option.rank}`, option.text, sourcesOf(overview, vote.stepId, option.text)),
        details: [
          { key: 'vote', label: 'Vote', text: `${vote.label}${vote.round > 1 ? `, round ${vote.round}` : ''} (${name})` },
          { key: 'dots', label: 'Dots', text: String(option.dots) },
          { key: 'took', label: 'Voted', text: `${vote.took} of ${vote.of}` },
        ],
      }));
  });
  const columns = ['vote', 'dots', 'took'].map((key) => ({ key, label: { vote: 'Vote', dots: 'Dots', took: 'Voted' }[key] ?? '' }));
  return {
    heading: 'What we voted on',
    parts: madeSection('votes', 'Taken on', lines, columns),
    steps: votes.map((one) => one.stepId),
    isAsked: false,
  };
}

/** Where the host moved on although something was open: a decision too. Nobody said it in the thread, so it is marked. */
function movedOnOf(overview: Overview): Made {
  const moved = overview.steps.filter((step) => step.skipReason);
  const lines = moved.map((step) => bareLine(`movedOn.${step.stepId}`, `${step.name}: ${step.skipReason ?? ''}`, undefined));
  return {
    heading: 'Where we moved on with gaps',
    parts: madeSection('movedOn', 'Because', lines),
    steps: moved.map((one) => one.stepId),
    isAsked: false,
  };
}

/** Who and when stand in the team's own words, in the sentence or beside it; where they do not, nobody is made up. */
function nextStepsOf(overview: Overview, { nextSteps }: PackDefinition): Made {
  const lines = overview.nextSteps.map((line) => withOwner(line, saidOf(line, 'due') ?? dueIn(line.title)));
  return {
    heading: 'Next steps',
    parts: madeSection('nextSteps', 'What', lines, ownerColumns),
    steps: nextSteps ? [nextSteps.step] : [],
    isAsked: nextSteps !== undefined,
  };
}

/** A test that was planned is something that somebody has to do, to find out whether something is true. */
function testsOf(overview: Overview, { test }: PackDefinition): Made {
  const prop = test?.prop;
  const [planned] = test && prop ? takeSection(overview, { ...test, props: [prop, 'dueDate', 'result'] }) : [];
  const belief = { key: 'belief', label: planned?.nameLabel ?? '' };
  const lines = (planned?.lines ?? []).flatMap((line) => {
    const what = saidOf(line, prop ?? '');
    if (!what || saidOf(line, 'result')) return [];
    const task = withOwner({ ...line, title: what }, saidOf(line, 'dueDate') ?? dueIn(what));
    return [{ ...task, details: [{ ...belief, text: line.title }, ...task.details] }];
  });
  return {
    heading: 'Tests to run',
    parts: madeSection('tests', 'Test', lines, [belief, ...ownerColumns]),
    steps: test ? [test.step] : [],
    isAsked: test !== undefined,
  };
}

const ownerColumns = [
  { key: 'who', label: 'Who' },
  { key: 'due', label: 'By' },
];

function saidOf(line: OverviewLine, key: string): string | undefined {
  return line.details.find((detail) => detail.key === key)?.text;
}

function withOwner(line: OverviewLine, due: string | undefined): OverviewLine {
  const texts = { who: sayOwners(line), due: due ?? noDateYet };
  return { ...line, details: ownerColumns.map(({ key, label }) => ({ key, label, text: texts[key as keyof typeof texts] })) };
}
