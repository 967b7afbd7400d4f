import type { StepId } from '../../workshop/ids.ts';
import { type Phrase, phraseToText } from '../../workshop/phrase.ts';
import type { Overview, OverviewLine, OverviewOutcome, OverviewStep } from '../overview.ts';
import { type BuildPack, type PackDocument, sayCoverage } from '../pack.ts';
import { isPrompt, promptOpening, promptParts, promptSources, promptWords } from '../prompt.ts';
import { packWords, sayDay, sayDocument, sayMadeFrom, sayShare } from '../say-pack.ts';
import { composeSections } from './compose-sections.ts';
import type { PdfWording } from './pdf-wording.ts';
import type { Block, Chapter, Report, Span } from './report.ts';

/** A picture of the pack, as it is printed. */
export interface PdfPicture {
  title: string;
  alt: string;
  png: Uint8Array;
  width: number;
  height: number;
  /** Absent for what shows the whole workshop. */
  stepId: StepId | null;
}

/** The whole report in reading order: the answer, the documents, then what each step found. */
export function composeReport(
  pack: BuildPack,
  wording: PdfWording,
  { pictures, isShortened, moved }: { pictures: readonly PdfPicture[]; isShortened: boolean; moved?: Phrase },
): Report {
  const ordered = [...pack.steps.map((step) => step.stepId), null].flatMap((stepId) => pictures.filter((one) => one.stepId === stepId));
  const figuresOf = (wanted: StepId | null): Block[] =>
    ordered.flatMap(({ stepId, title, ...picture }, index) =>
      stepId === wanted ? [{ kind: 'figure', ...picture, title: `Figure ${index + 1}. ${wording.said(title)}` }] : [],
    );
  const whole = figuresOf(null);
  const reached = pack.steps.filter((step) => step.status !== 'not-reached');
  const shortened: Block[] = isShortened ? [note(packWords.shortened)] : [];
  return {
    title: wording.said(pack.title) || 'Build pack',
    facts: [
      ...composeFacts(pack, wording),
      ...(moved ? [{ label: 'Since then', spans: [{ text: wording.said(phraseToText(moved)) }] }] : []),
    ],
    chapters: [
      { title: 'In short', blocks: [...shortened, ...composeSummary(pack, wording)] },
      ...pack.documents.map((document) => composeDocument(document, wording)),
      {
        title: 'What each step found',
        blocks:
          reached.length > 0 ? reached.flatMap((step) => composeStep(step, figuresOf(step.stepId), wording)) : [note('No step began.')],
      },
      ...(whole.length > 0 ? [{ title: 'The workshop as a whole', blocks: whole }] : []),
    ],
  };
}

function note(text: string): Block {
  return { kind: 'text', spans: [{ text, weight: 'italic', tone: 'muted' }] };
}

function composeFacts(pack: BuildPack, wording: PdfWording): Report['facts'] {
  const people = wording.people(pack.contributors.map((one) => one.userId));
  const idea = wording.said(pack.originalIdea);
  return [
    ...(idea === wording.said(pack.title) ? [] : [{ label: 'It began as', spans: [{ text: idea }] }]),
    { label: 'Date', spans: [{ text: `${sayDay(pack.madeAt)}${pack.endedEarly ? ', ended early' : ''}` }] },
    ...(people ? [{ label: 'With', spans: [{ text: people }] }] : []),
    { label: 'Sources', spans: [{ text: sayShare(pack) }] },
  ];
}

function composeSummary(pack: BuildPack, wording: PdfWording): Block[] {
  const list = (heading: string, items: Span[][]): Block[] =>
    items.length > 0
      ? [
          { kind: 'heading', level: 2, text: heading },
          { kind: 'list', items },
        ]
      : [];
  const open = listOpen(pack, wording);
  return [
    ...composeAnswer(pack, wording),
    { kind: 'heading', level: 2, text: 'What is open' },
    open.length > 0 ? { kind: 'list', items: open } : { kind: 'text', spans: [{ text: packWords.nothingOpen }] },
    ...list(
      'Next steps',
      pack.nextSteps.map((line) => sayLine(line, wording)),
    ),
    ...(pack.decisions.length > 0
      ? ([
          { kind: 'heading', level: 2, text: 'What we decided' },
          {
            kind: 'facts',
            facts: pack.decisions.map((one) => ({
              label: wording.said(one.name),
              spans: one.line ? wording.line([{ text: wording.said(one.text) }], one.line) : [{ text: wording.said(one.text) }],
            })),
          },
        ] satisfies Block[])
      : []),
    ...(pack.missing?.length ? [remark(packWords.leftOutEntirely, pack.missing.join(', '), wording)] : []),
  ];
}

function sayLine(line: OverviewLine, wording: PdfWording): Span[] {
  return wording.line([{ text: wording.said(line.title) }], line);
}

/** What somebody wants to know who reads three lines. */
function composeAnswer({ answer: { question, outcome, test } }: Overview, wording: PdfWording): Block[] {
  const blocks: Block[] = [];
  const say = (label: string, spans: Span[]) => blocks.push({ kind: 'answer', label: wording.said(label), spans });
  if (question) say('The question', question.line ? sayLine(question.line, wording) : [{ text: 'not written down yet.' }]);
  if (outcome) {
    const { meanwhile } = outcome;
    const standIn: Span[] = meanwhile
      ? [{ text: `none yet; ${wording.said(meanwhile.name)}: ` }, ...sayOutcome(meanwhile, wording)]
      : [{ text: 'none yet.' }];
    say(`The ${outcome.name}`, outcome.lines.length > 0 ? sayOutcome(outcome, wording) : standIn);
  }
  if (test) {
    const how = test.how ? ` → ${wording.said(test.how)}` : '';
    say(
      'The first test',
      test.line ? wording.line([{ text: `${wording.said(test.line.title)}${how}` }], test.line) : [{ text: 'none yet.' }],
    );
  }
  return blocks;
}

function sayOutcome({ lines, detail }: OverviewOutcome, wording: PdfWording): Span[] {
  return lines.flatMap((line, index): Span[] => {
    const more = line.details.find((one) => one.key === detail)?.text;
    const title: Span = { text: wording.said(line.title), weight: 'bold' };
    return [...(index > 0 ? [{ text: '; ' }] : []), ...wording.line(more ? [title, { text: `: ${wording.said(more)}` }] : [title], line)];
  });
}

function listOpen(pack: Overview, wording: PdfWording): Span[][] {
  const named = (name: string): Span => ({ text: `${wording.said(name)}: `, weight: 'bold' });
  const unreached = pack.steps.filter((step) => step.status === 'not-reached').map((step) => step.name);
  return [
    ...pack.openGaps.map((gap) => [named(gap.name), { text: wording.said(gap.text) }]),
    ...pack.disagreement.map((one) => [named(`${one.name}, a concern`), ...sayLine(one.line, wording)]),
    ...(unreached.length > 0 ? [[named('Not reached'), { text: wording.said(unreached.join(', ')) }]] : []),
  ];
}

function composeDocument(document: PackDocument, wording: PdfWording): Chapter {
  if (isPrompt(document)) return { title: wording.said(document.title), blocks: composePrompt(document, wording) };
  return {
    title: wording.said(document.title),
    blocks: [
      note(sayDocument(document)),
      ...document.sections.flatMap(({ heading, from, parts, prose }): Block[] => [
        { kind: 'heading', level: 2, text: wording.said(heading) },
        ...(prose ?? []).map((line): Block => ({ kind: 'text', spans: sayLine(line, wording) })),
        ...composeSections(parts, heading, wording),
        ...(from.length > 0 ? [madeFrom(from, wording)] : []),
      ]),
      ...(document.missing.length > 0 ? [remark(packWords.leftOut, document.missing.join(', '), wording)] : []),
    ],
  };
}

/** What can be copied is free of who said it; that comes after it. */
function composePrompt(document: PackDocument, wording: PdfWording): Block[] {
  const plain = (text: string): Span[] => [{ text: wording.said(text) }];
  const texts = (all: readonly string[]): Block =>
    all.length === 1 ? { kind: 'text', spans: plain(all[0] ?? '') } : { kind: 'list', items: all.map(plain) };
  const heading = (text: string): Block => ({ kind: 'heading', level: 2, text: wording.said(text) });
  return [
    note(`${sayCoverage(document.coverage)} ${promptWords.copy}`),
    texts([promptOpening.lead]),
    texts(promptOpening.rules),
    ...promptParts(document).flatMap((part) => [heading(part.heading), texts(part.texts)]),
    ...(document.missing.length > 0 ? [texts([`${promptWords.unsaid} ${document.missing.join(', ')}.`])] : []),
    heading(promptWords.sources),
    { kind: 'list', items: promptSources(document).map((line) => sayLine(line, wording)) },
  ];
}

function madeFrom(from: PackDocument['sections'][number]['from'], wording: PdfWording): Block {
  return { kind: 'text', spans: [{ text: wording.said(sayMadeFrom(from)), weight: 'italic', tone: 'muted', scale: 0.82 }] };
}

function remark(label: string, text: string, wording: PdfWording): Block {
  return { kind: 'text', spans: [{ text: `${label} `, weight: 'bold' }, { text: wording.said(text) }] };
}

function movedOn(reason: string, { decision }: OverviewStep, wording: PdfWording): Block {
  const spans: Span[] = [{ text: 'Moved on because: ', weight: 'bold' }, { text: wording.said(reason) }];
  return { kind: 'text', spans: decision ? wording.line(spans, { decision }) : spans };
}

function composeStep(step: OverviewStep, figures: readonly Block[], wording: PdfWording): Block[] {
  return [
    { kind: 'heading', level: 2, text: `${step.position}. ${wording.said(step.name)}` },
    ...(step.status === 'stale' ? [note(packWords.stale)] : []),
    ...(step.status === 'in-progress' ? [note(packWords.stillGoingOn)] : []),
    ...figures,
    ...composeSections(step.sections, step.name, wording),
    ...(step.concerns.length > 0
      ? ([
          { kind: 'heading', level: 3, text: 'Concerns' },
          { kind: 'list', items: step.concerns.map((line) => sayLine(line, wording)) },
        ] satisfies Block[])
      : []),
    ...(step.gaps.length > 0 ? [remark('Still open:', step.gaps.join('; '), wording)] : []),
    ...(step.skipReason ? [movedOn(step.skipReason, step, wording)] : []),
    ...(step.missing.length > 0 ? [remark('Not written down:', step.missing.join(', '), wording)] : []),
  ];
}
