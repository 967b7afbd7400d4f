import type { StepId } from '../workshop/ids.ts';
import { type Html, html } from './html.ts';
import { bullets, field, renderHtmlSections, sentence } from './html-sections.ts';
import { createHtmlWording, type HtmlWording, type HtmlWordingOptions } from './html-wording.ts';
import type { Overview, OverviewOutcome, OverviewStep } from './overview.ts';
import { type BuildPack, type PackDocument, sayCoverage } from './pack.ts';
import { isPrompt, promptOpening, promptParts, promptSources, promptWords } from './prompt.ts';
import { packWords, sayDay, sayDocument, sayMadeFrom, sayShare } from './say-pack.ts';

export interface HtmlPicture {
  title: string;
  alt: string;
  /** An address, or the picture itself as a data: address. */
  src: string;
  width: number;
  height: number;
  /** Null for what shows the whole workshop. */
  stepId: StepId | null;
}

export interface HtmlOptions extends HtmlWordingOptions {
  pictures?: readonly HtmlPicture[];
  /** What readers are told about the page itself, before its contents. */
  notice?: Html;
}

interface Chapter {
  id: string;
  title: string;
  content: readonly Html[];
}

/**
 * The build pack as the content of a page's body: a heading, the contents, then everything in sections; without scripts, styles or
 * handlers. All texts are escaped, whoever wrote them.
 */
export function renderHtml(pack: BuildPack, { pictures = [], notice, ...options }: HtmlOptions = {}): Html {
  const wording = createHtmlWording(options);
  const figuresOf = (stepId: StepId | null) => pictures.filter((one) => one.stepId === stepId).map(renderFigure);
  const reached = pack.steps.filter((step) => step.status !== 'not-reached');
  const chapters: Chapter[] = [
    { id: 'in-short', title: 'In short', content: [...renderSummary(pack, wording), ...figuresOf(null)] },
    ...pack.documents.map((document, index) => ({
      id: `document-${index + 1}`,
      title: document.title,
      content: renderDocument(document, wording),
    })),
    {
      id: 'steps',
      title: 'What each step found',
      content:
        reached.length > 0 ? reached.flatMap((step) => renderStep(step, figuresOf(step.stepId), wording)) : [html`<p>No step began.</p>`],
    },
  ];
  const contents = chapters.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`);
  const sections = chapters.map(
    ({ id, title, content }) =>
      html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>`,
  );
  return html`<a class="skip" href="#content">Skip to the content</a>
<header>${renderHead(pack, wording)}${notice}</header>
<nav aria-label="Contents"><p>Contents</p><ol>${contents}</ol></nav>
<main id="content" tabindex="-1">${sections}</main>`;
}

/** What a page of this pack is called. */
export function titleOfPack(pack: BuildPack, options: HtmlWordingOptions = {}): string {
  return createHtmlWording(options).said(pack.title) || 'Build pack';
}

function renderHead(pack: BuildPack, wording: HtmlWording): Html {
  const idea = wording.said(pack.originalIdea);
  const title = wording.said(pack.title) || 'Build pack';
  const people = wording.people(pack.contributors.map((one) => one.userId));
  return html`<p class="eyebrow">Build pack</p><h1 dir="auto">${title}</h1>${idea === title ? undefined : html`<p class="idea" dir="auto">It began as: ${idea}</p>`}
<p class="facts"><time datetime="${pack.madeAt.slice(0, 10)}">${sayDay(pack.madeAt)}</time>${pack.endedEarly ? ', ended early' : ''}.${people ? html` With <span dir="auto">${people}</span>.` : undefined} ${sayShare(pack)}</p>`;
}

function renderSummary(pack: BuildPack, wording: HtmlWording): Html[] {
  const list = (heading: string, items: readonly Html[]) => (items.length > 0 ? [html`<h3>${heading}</h3>`, bullets(items)] : []);
  const decided = pack.decisions.map((one) =>
    field(one.name, one.line ? sentence(one.text, one.line, wording) : html`${wording.said(one.text)}`),
  );
  return [
    renderAnswer(pack, wording),
    html`<h3>What is open</h3>`,
    renderOpen(pack, wording),
    ...list(
      'Next steps',
      pack.nextSteps.map((line) => sentence(line.title, line, wording)),
    ),
    ...(decided.length > 0 ? [html`<h3>What we decided</h3><dl class="fields">${decided}</dl>`] : []),
    ...(pack.missing?.length ? [html`<p><b>${packWords.leftOutEntirely}</b> ${pack.missing.join(', ')}</p>`] : []),
  ];
}

/** What somebody wants to know who reads three lines. */
function renderAnswer({ answer: { question, outcome, test } }: Overview, wording: HtmlWording): Html {
  const rows: Html[] = [];
  const row = (label: string, said: Html | undefined, otherwise = 'none yet.') => rows.push(field(label, said ?? html`${otherwise}`));
  if (question) row('The question', question.line && sentence(question.line.title, question.line, wording), 'not written down yet.');
  if (outcome) {
    const { meanwhile } = outcome;
    const standIn =
      meanwhile && meanwhile.lines.length > 0 ? html`none yet; ${meanwhile.name}: ${renderOutcome(meanwhile, wording)}` : undefined;
    row(`The ${outcome.name}`, outcome.lines.length > 0 ? renderOutcome(outcome, wording) : standIn);
  }
  if (test) {
    const how = test.how ? ` → ${wording.said(test.how)}` : '';
    row('The first test', test.line && html`${wording.said(test.line.title)}${how}${wording.sources(test.line)}`);
  }
  return html`<dl class="answer">${rows}</dl>`;
}

function renderOutcome({ lines, detail }: OverviewOutcome, wording: HtmlWording): Html {
  const items = lines.map((line) => {
    const more = line.details.find((one) => one.key === detail)?.text;
    return html`<b>${wording.said(line.title)}</b>${more ? `: ${wording.said(more)}` : ''}${wording.sources(line)}`;
  });
  return items.length === 1 && items[0] ? items[0] : bullets(items);
}

function renderOpen(pack: Overview, wording: HtmlWording): Html {
  const unreached = pack.steps.filter((step) => step.status === 'not-reached').map((step) => step.name);
  const lines = [
    ...pack.openGaps.map((gap) => html`<b>${gap.name}:</b> ${wording.said(gap.text)}`),
    ...pack.disagreement.map((one) => html`<b>${one.name}, a concern:</b> ${sentence(one.line.title, one.line, wording)}`),
    ...(unreached.length > 0 ? [html`<b>Not reached:</b> ${unreached.join(', ')}`] : []),
  ];
  return lines.length > 0 ? bullets(lines) : html`<p>${packWords.nothingOpen}</p>`;
}

function renderDocument(document: PackDocument, wording: HtmlWording): Html[] {
  if (isPrompt(document)) return renderPrompt(document, wording);
  return [
    html`<p class="note">${sayDocument(document)}</p>`,
    ...document.sections.flatMap(({ heading, from, parts, prose }) => [
      html`<h3>${heading}</h3>`,
      ...(prose ?? []).map((line) => html`<p dir="auto">${sentence(line.title, line, wording)}</p>`),
      ...renderHtmlSections(parts, heading, wording),
      ...(from.length > 0 ? [html`<p class="note">${sayMadeFrom(from)}</p>`] : []),
    ]),
    ...(document.missing.length > 0 ? [html`<p><b>${packWords.leftOut}</b> ${document.missing.join(', ')}</p>`] : []),
  ];
}

/** What can be pasted is free of links and of who said it; that comes after it. */
function renderPrompt(document: PackDocument, { said, ...wording }: HtmlWording): Html[] {
  const unsaid = document.missing.join(', ');
  return [
    html`<p class="note">${sayCoverage(document.coverage)} ${promptWords.copy}</p>`,
    html`<p>${promptOpening.lead}</p>`,
    bullets(promptOpening.rules.map((rule) => html`${rule}`)),
    ...promptParts(document).flatMap(({ heading, texts }) => [
      html`<h3>${heading}</h3>`,
      texts.length === 1 ? html`<p dir="auto">${said(texts[0] ?? '')}</p>` : bullets(texts.map((text) => html`${said(text)}`)),
    ]),
    ...(unsaid ? [html`<p>${promptWords.unsaid} ${unsaid}.</p>`] : []),
    html`<h3>${promptWords.sources}</h3>`,
    bullets(promptSources(document).map((line) => sentence(line.title, line, { said, ...wording }))),
  ];
}

function renderStep(step: OverviewStep, figures: readonly Html[], wording: HtmlWording): Html[] {
  const concerns = step.concerns.map((line) => sentence(line.title, line, wording));
  const notes = [
    ...(step.status === 'stale' ? [html`${packWords.stale}`] : []),
    ...(step.status === 'in-progress' ? [html`${packWords.stillGoingOn}`] : []),
    ...(step.gaps.length > 0 ? [html`<b>Still open:</b> ${step.gaps.map(wording.said).join('; ')}`] : []),
    ...(step.skipReason
      ? [html`<b>Moved on because:</b> ${wording.said(step.skipReason)}${step.decision && wording.sources({ decision: step.decision })}`]
      : []),
    ...(step.missing.length > 0 ? [html`<b>Not written down:</b> ${step.missing.join(', ')}`] : []),
  ];
  return [
    html`<h3>${step.position}. ${step.name}</h3>`,
    ...figures,
    ...renderHtmlSections(step.sections, step.name, wording),
    ...(concerns.length > 0 ? [html`<h4>Concerns</h4>`, bullets(concerns)] : []),
    ...notes.map((note) => html`<p dir="auto">${note}</p>`),
  ];
}

function renderFigure({ title, alt, src, width, height }: HtmlPicture): Html {
  return html`<figure tabindex="0" aria-label="${title}"><img src="${src}" alt="${alt}" width="${width}" height="${height}"></figure>`;
}
