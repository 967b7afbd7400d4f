import type { DocumentPart, FieldPlace, PackDefinition } from '../workshop/step-definition.ts';
import type { Template } from '../workshop/template.ts';
import { linesAbout } from './lines-about.ts';
import { logDecisions } from './log-decisions.ts';
import { type Made, madeSection } from './made-section.ts';
import type { Overview, OverviewLine, OverviewSection } from './overview.ts';
import { dueIn, noDateYet, sayOwners } from './owners.ts';
import { coverageOf, type DocumentSection, type PackDocument, type PackVote } from './pack.ts';
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
 * named as missing; a document without any section is left out too, and named where its template asks for it.
 */
export function assembleDocuments(
  overview: Overview,
  votes: readonly PackVote[],
  template: Pick<Template, 'pack' | 'step'>,
): { documents: PackDocument[]; missing: string[] } {
  const { pack } = template;
  const asked: [PackDocument['kind'], Made[]][] = [
    ...(pack.documents ?? []).map(({ kind, sections }): [PackDocument['kind'], Made[]] => [
      kind,
      sections.map((part) => assemblePart(overview, part)),
    ]),
    ['decisions', logDecisions(overview, votes, template)],
    ['actions', [nextStepsOf(overview, pack), testsOf(overview, pack)]],
  ];
  const isEmpty = (made: readonly Made[]) => made.every((one) => one.parts.length === 0);
  return {
    documents: asked.filter(([, made]) => !isEmpty(made)).map(([kind, made]) => makeDocument(overview, kind, made)),
    missing: asked.filter(([, made]) => isEmpty(made) && made.some((one) => one.isAsked)).map(([kind]) => documentTitles[kind]),
  };
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
  const parts = assembleParts(overview, part);
  const { about } = part;
  // Of what is searched for words, only where there are some.
  const from = about ? part.from.filter((source) => linesAbout(takeSection(overview, source), about).length > 0) : part.from;
  const steps = parts.length > 0 ? stepsOf({ ...part, from }) : [];
  return { heading: part.heading, parts, steps, isAsked: true };
}

function assembleParts(overview: Overview, { heading, from, stories, about }: DocumentPart): OverviewSection[] {
  if (stories) return tellStories(overview, from, stories);
  const taken = from.flatMap((source) => takeSection(overview, source));
  return about ? madeSection(heading, heading, linesAbout(taken, about)) : dropRepeatedNames(taken);
}

/** “Say why, because …” beside a line called “Say why” only has to go on. */
function dropRepeatedNames(sections: readonly OverviewSection[]): OverviewSection[] {
  const names = sections.flatMap((section) => (section.shape === 'line' ? [] : section.lines.map((line) => line.title.toLowerCase())));
  const drop = (title: string) => {
    const name = names.find((one) => one !== '' && title.toLowerCase().startsWith(one));
    const rest = name === undefined ? '' : title.slice(name.length);
    return /^\s*[,;:–—]\s*\S/u.test(rest) ? rest.replace(/^\s*[,;:–—]\s*/u, '') : title;
  };
  return sections.map((section) =>
    section.shape === 'line' ? { ...section, lines: section.lines.map((line) => ({ ...line, title: drop(line.title) })) } : section,
  );
}

function stepsOf({ from, stories }: DocumentPart): string[] {
  const places: FieldPlace[] = [...from, ...(stories ? [stories.who, stories.soThat, ...stories.criteria] : [])];
  return [...new Set(places.map((place) => place.step))];
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
