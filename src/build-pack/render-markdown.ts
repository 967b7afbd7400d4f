import type { Overview, OverviewStep } from './overview.ts';
import { renderList, renderSection } from './render-sections.ts';
import { createWording, type MarkdownOptions, type Wording } from './wording.ts';

/** Slack takes canvases of up to 1 MiB; a little is left for its own envelope. */
const maxBytes = 1_000_000;
/** How much of each text is kept when the whole is too large, step by step. */
const clips = [Number.POSITIVE_INFINITY, 600, 200, 60];

/**
 * The build pack as markdown that is also valid in a Slack canvas: headings of three levels, flat lists, no quotes, tables of at most
 * 300 cells, at most 1 MiB (beyond that long texts are shortened and the pack says so). Works on an overview read back from json.
 */
export function renderMarkdown(overview: Overview, options: MarkdownOptions = {}): string {
  let markdown = '';
  for (const clip of clips) {
    const blocks = renderBlocks(overview, createWording(options, clip));
    if (Number.isFinite(clip)) blocks.splice(1, 0, '_Long texts are shortened here; the json file has every word._');
    markdown = `${blocks.join('\n\n')}\n`;
    if (Buffer.byteLength(markdown) <= maxBytes) return markdown;
  }
  return markdown;
}

function renderBlocks(overview: Overview, wording: Wording): string[] {
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
      overview.decisions.map((one) => `**${one.name}:** ${wording.said(one.text)}`),
    ),
    ...overview.steps.filter((step) => step.status !== 'not-reached').flatMap((step) => renderStep(step, wording)),
  ];
}

/** What somebody wants to know who reads three lines. */
function renderAnswer({ answer }: Overview, wording: Wording): string[] {
  const { question, concepts, pickedIdeas, firstTest } = answer;
  const named = concepts.map((line) => {
    const pitch = line.details.find((detail) => detail.key === 'elevatorPitch')?.text;
    return `${wording.said(line.title)}${pitch ? `: ${wording.said(pitch)}` : ''}${wording.sources(line)}`;
  });
  const picked = pickedIdeas.map((line) => `${wording.said(line.title)}${wording.sources(line)}`);
  const test = firstTest?.details.find((detail) => detail.key === 'test')?.text;
  return [
    `**The question:** ${question ? `${wording.said(question.title)}${wording.sources(question)}` : 'not written down yet.'}`,
    `**${named.length > 1 ? 'The concepts' : 'The concept'}:** ${named.join('; ') || (picked.length > 0 ? `none yet; picked ideas: ${picked.join('; ')}` : 'none yet.')}`,
    `**The first test:** ${firstTest ? `${wording.said(firstTest.title)}${test ? ` → ${wording.said(test)}` : ''}${wording.sources(firstTest)}` : 'none yet.'}`,
  ];
}

function renderFacts(overview: Overview, wording: Wording): string {
  const { total, linked } = overview.lines;
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(overview.madeAt));
  const people = wording.people(overview.contributors.map((one) => one.userId));
  const share =
    total === 0
      ? 'Nothing was written down.'
      : `${linked} of ${total} lines (${Math.floor((linked / total) * 100)} %) lead back to what somebody said${linked < total ? '; the others are marked as assumptions' : ''}.`;
  return [
    `It began as: ${wording.said(overview.originalIdea)}`,
    `${day}${overview.endedEarly ? ', ended early' : ''}.${people ? ` With ${people}.` : ''} ${share}`,
  ].join('\n\n');
}

function renderOpen(overview: Overview, wording: Wording): string[] {
  const gaps = overview.openGaps.map((gap) => `**${gap.name}:** ${wording.said(gap.text)}`);
  const disagreement = overview.disagreement.map(
    (one) => `**${one.name}, a concern:** ${wording.said(one.line.title)}${wording.sources(one.line)}`,
  );
  const unreached = overview.steps.filter((step) => step.status === 'not-reached').map((step) => step.name);
  const lines = [...gaps, ...disagreement, ...(unreached.length > 0 ? [`**Not reached:** ${unreached.join(', ')}`] : [])];
  return lines.length > 0
    ? renderList('## What is open', lines)
    : ['## What is open', 'Nothing that the steps ask for is missing, and nobody raised a concern.'];
}

function renderStep(step: OverviewStep, wording: Wording): string[] {
  const notes = [
    ...(step.status === 'stale' ? ['_An earlier step was reopened since, so this may be out of date._'] : []),
    ...(step.status === 'in-progress' ? ['_Still going on._'] : []),
    ...(step.gaps.length > 0 ? [`**Still open:** ${step.gaps.map(wording.said).join('; ')}`] : []),
    ...(step.skipReason ? [`**Moved on because:** ${wording.said(step.skipReason)}`] : []),
    ...(step.missing.length > 0 ? [`**Not written down:** ${step.missing.join(', ')}`] : []),
  ];
  const concerns = step.concerns.map((line) => `${wording.said(line.title)}${wording.sources(line)}`);
  return [
    `## ${step.position}. ${step.name}`,
    ...step.sections.flatMap((section) => renderSection(section, step.name, wording)),
    ...renderList('**Concerns**', concerns),
    ...notes,
  ];
}
