import { sayPackChanges } from './compare-packs.ts';
import type { Overview, OverviewOutcome, OverviewStep } from './overview.ts';
import { type BuildPack, type PackDocument, sayCoverage } from './pack.ts';
import { isPrompt, promptOpening, promptParts, promptSources, promptWords } from './prompt.ts';
import { renderList, renderSection } from './render-sections.ts';
import { clips, packWords, sayDay, sayDocument, sayMadeFrom, sayShare } from './say-pack.ts';
import { createWording, type MarkdownOptions, type Wording } from './wording.ts';

/** Slack takes canvases of up to 1 MiB; a little is left for its own envelope. */
const maxBytes = 1_000_000;

/**
 * The build pack as markdown that is also valid in a Slack canvas: headings of three levels, flat lists, no quotes, tables of at most
 * 300 cells, at most 1 MiB (beyond that long texts are shortened and the pack says so). Works on an overview read back from json.
 */
export function renderMarkdown(pack: BuildPack, options: MarkdownOptions = {}): string {
  let markdown = '';
  for (const clip of clips) {
    const wording = createWording(options, clip);
    const [title = '', ...blocks] = renderBlocks(pack, wording);
    const shortened = Number.isFinite(clip) ? [`_${packWords.shortened}_`] : [];
    const all = [title, ...shortened, ...renderNews(options, wording), ...blocks];
    markdown = `${all.join('\n\n')}\n`;
    if (Buffer.byteLength(markdown) <= maxBytes) return markdown;
  }
  return markdown;
}

const maxChanges = 6;

/** That it is out of date, and what is new in it: before anything else. */
function renderNews({ moved, changes }: MarkdownOptions, wording: Wording): string[] {
  const said = changes ? sayPackChanges(changes, maxChanges).map(wording.phrase) : [];
  return [
    ...(moved ? [`_${wording.phrase(moved)}_`] : []),
    ...(changes && said.length > 0 ? renderList(`**What has changed since ${sayDay(changes.since)}**`, said) : []),
  ];
}

function renderBlocks(overview: BuildPack, wording: Wording): string[] {
  return [
    `# ${wording.said(overview.title) || 'Build pack'}`,
    ...renderAnswer(overview, wording),
    renderFacts(overview, wording),
    ...renderOpen(overview, wording),
    ...renderList(
      '## Next steps',
      overview.nextSteps.map((line) => `${wording.said(line.title)}${wording.sources(line)}`),
    ),
    ...renderList(
      '## What we decided',
      overview.decisions.map((one) => `**${one.name}:** ${wording.said(one.text)}${one.line ? wording.sources(one.line) : ''}`),
    ),
    ...(overview.missing?.length ? [`**${packWords.leftOutEntirely}** ${overview.missing.join(', ')}`] : []),
    ...overview.documents.flatMap((document) => renderDocument(document, wording)),
    '# What each step found',
    ...overview.steps.filter((step) => step.status !== 'not-reached').flatMap((step) => renderStep(step, wording)),
    ...wording.pictures(null),
  ];
}

/** One document of the pack as blocks: how much of it has a source, its sections with what they were made from, and what is missing. */
export function renderDocument(document: PackDocument, wording: Wording): string[] {
  if (isPrompt(document)) return renderPrompt(document, wording);
  return [
    `# ${document.title}`,
    `_${sayDocument(document)}_`,
    ...document.sections.flatMap(({ heading, from, parts, prose }) => [
      `## ${heading}`,
      ...(prose ?? []).map((line) => `${wording.said(line.title)}${wording.sources(line)}`),
      ...parts.flatMap((part) => renderSection(part, heading, wording)),
      ...(from.length > 0 ? [`_${sayMadeFrom(from)}_`] : []),
    ]),
    ...(document.missing.length > 0 ? [`**${packWords.leftOut}** ${document.missing.join(', ')}`] : []),
  ];
}

/** What can be pasted is free of links and of who said it; that comes after it. */
function renderPrompt(document: PackDocument, wording: Wording): string[] {
  const unsaid = document.missing.length > 0 ? [`${promptWords.unsaid} ${document.missing.join(', ')}.`] : [];
  return [
    `# ${document.title}`,
    `_${sayCoverage(document.coverage)} ${promptWords.copy}_`,
    promptOpening.lead,
    promptOpening.rules.map((rule) => `- ${rule}`).join('\n'),
    ...promptParts(document).flatMap(({ heading, texts }) => [
      `## ${heading}`,
      texts.length === 1 ? wording.said(texts[0] ?? '') : texts.map((text) => `- ${wording.said(text)}`).join('\n'),
    ]),
    ...unsaid,
    ...renderList(
      `## ${promptWords.sources}`,
      promptSources(document).map((line) => `${wording.said(line.title)}${wording.sources(line)}`),
    ),
  ];
}

/** What somebody wants to know who reads three lines. */
function renderAnswer({ answer }: Overview, wording: Wording): string[] {
  const { question, outcome, test } = answer;
  const lines: string[] = [];
  const line = (label: string, said: string | undefined, otherwise = 'none yet.') => lines.push(`**${label}:** ${said || otherwise}`);
  if (question)
    line('The question', question.line && `${wording.said(question.line.title)}${wording.sources(question.line)}`, 'not written down yet.');
  if (outcome) {
    const { meanwhile } = outcome;
    const standIn = meanwhile ? `none yet; ${meanwhile.name}: ${renderOutcome(meanwhile, wording)}` : undefined;
    line(`The ${outcome.name}`, renderOutcome(outcome, wording), standIn);
  }
  if (test)
    line(
      'The first test',
      test.line && `${wording.said(test.line.title)}${test.how ? ` → ${wording.said(test.how)}` : ''}${wording.sources(test.line)}`,
    );
  return lines;
}

function renderOutcome({ lines, detail }: OverviewOutcome, wording: Wording): string {
  return lines
    .map((line) => {
      const more = line.details.find((one) => one.key === detail)?.text;
      return `${wording.said(line.title)}${more ? `: ${wording.said(more)}` : ''}${wording.sources(line)}`;
    })
    .join('; ');
}

function renderFacts(overview: Overview, wording: Wording): string {
  const people = wording.people(overview.contributors.map((one) => one.userId));
  const idea = wording.said(overview.originalIdea);
  return [
    ...(idea === wording.said(overview.title) ? [] : [`It began as: ${idea}`]),
    `${sayDay(overview.madeAt)}${overview.endedEarly ? ', ended early' : ''}.${people ? ` With ${people}.` : ''} ${sayShare(overview)}`,
  ].join('\n\n');
}

function renderOpen(overview: Overview, wording: Wording): string[] {
  const gaps = overview.openGaps.map((gap) => `**${gap.name}:** ${wording.said(gap.text)}`);
  const disagreement = overview.disagreement.map(
    (one) => `**${one.name}, a concern:** ${wording.said(one.line.title)}${wording.sources(one.line)}`,
  );
  const unreached = overview.steps.filter((step) => step.status === 'not-reached').map((step) => step.name);
  const lines = [...gaps, ...disagreement, ...(unreached.length > 0 ? [`**Not reached:** ${unreached.join(', ')}`] : [])];
  return lines.length > 0 ? renderList('## What is open', lines) : ['## What is open', packWords.nothingOpen];
}

function renderStep(step: OverviewStep, wording: Wording): string[] {
  const notes = [
    ...(step.status === 'stale' ? [`_${packWords.stale}_`] : []),
    ...(step.status === 'in-progress' ? [`_${packWords.stillGoingOn}_`] : []),
    ...(step.gaps.length > 0 ? [`**Still open:** ${step.gaps.map(wording.said).join('; ')}`] : []),
    ...(step.skipReason ? [`**Moved on because:** ${wording.said(step.skipReason)}${sayDecider(step, wording)}`] : []),
    ...(step.missing.length > 0 ? [`**Not written down:** ${step.missing.join(', ')}`] : []),
  ];
  const concerns = step.concerns.map((line) => `${wording.said(line.title)}${wording.sources(line)}`);
  return [
    `## ${step.position}. ${step.name}`,
    ...wording.pictures(step.stepId),
    ...step.sections.flatMap((section) => renderSection(section, step.name, wording)),
    ...renderList('**Concerns**', concerns),
    ...notes,
  ];
}

function sayDecider({ decision }: OverviewStep, wording: Wording): string {
  return decision ? wording.sources({ decision }) : '';
}
