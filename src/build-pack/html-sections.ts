import { Html, html } from './html.ts';
import type { HtmlWording } from './html-wording.ts';
import type { OverviewDetail, OverviewLine, OverviewSection } from './overview.ts';
import { isTableNamed, packWords } from './say-pack.ts';
import { isToldApart, ownOf, sourcesOfDetails } from './told-apart.ts';

/** The sections of a step or a document under a heading of the third level; a label is left out where that heading says it already. */
export function renderHtmlSections(sections: readonly OverviewSection[], heading: string, wording: HtmlWording): Html[] {
  const blocks: Html[] = [];
  let fields: Html[] = [];
  const close = () => {
    if (fields.length > 0) blocks.push(html`<dl class="fields">${fields}</dl>`);
    fields = [];
  };
  for (const section of sections) {
    if (section.shape === 'line') {
      fields.push(...section.lines.map((line) => field(section.label, sentence(line.title, line, wording))));
      continue;
    }
    close();
    blocks.push(...renderSection(section, heading, wording));
  }
  close();
  return blocks;
}

/** A name and what is to be said of it. */
export function field(label: string, content: Html): Html {
  return html`<div><dt>${label}</dt><dd dir="auto">${content}</dd></div>`;
}

/** A line's words with where they come from. */
export function sentence(text: string, line: OverviewLine, wording: HtmlWording): Html {
  return html`${wording.said(text)}${wording.sources(line)}`;
}

/** Nothing when there is nothing in it. */
export function bullets(items: readonly Html[]): Html {
  return items.length > 0 ? html`<ul>${items.map((item) => html`<li dir="auto">${item}</li>`)}</ul>` : new Html('');
}

function renderSection(section: OverviewSection, heading: string, wording: HtmlWording): Html[] {
  const { label, lines } = section;
  if (lines.length === 0) return [];
  const title = label === heading ? [] : [html`<h4>${label}</h4>`];
  if (section.shape === 'profiles') return lines.map((line) => renderProfile(line, wording));
  if (section.shape === 'table') return [...(isTableNamed(section, heading) ? [] : title), renderTable(section, wording)];
  if (lines.some((line) => line.parts.length > 0)) return [...title, ...lines.map((line) => renderGathered(line, wording))];
  return [...title, bullets(lines.map((line) => renderLine(line, wording)))];
}

function titleOf(line: OverviewLine, wording: HtmlWording): Html {
  const marks = line.marks.map((mark) => html` <span class="mark">${mark}</span>`);
  return html`${wording.said(line.title) || 'without a name'}${marks}`;
}

function inWords(detail: OverviewDetail, wording: HtmlWording): Html {
  return detail.key === 'quote' ? html`<q>${wording.said(detail.text)}</q>` : html`${wording.said(detail.text)}`;
}

function renderLine(line: OverviewLine, wording: HtmlWording): Html {
  const details = line.details.map(
    (detail) => html`<span class="detail"><span class="label">${detail.label}:</span> ${inWords(detail, wording)}</span>`,
  );
  return html`${titleOf(line, wording)}${wording.sources(line)}${details}`;
}

/** A theme, a group or a story: its name, then what it gathers, each line with its own people. */
function renderGathered(line: OverviewLine, wording: HtmlWording): Html {
  const parts = line.parts.map(({ lines }) => bullets(lines.map((one) => renderLine(one, wording))));
  return html`<div class="gathered"><p class="name" dir="auto"><b>${titleOf(line, wording)}</b>${wording.sources(line)}</p>${parts}</div>`;
}

/** Every part has its role said, for on a narrow page each row is shown as a card of its own, and browsers then forget that it was a table. */
function renderTable(section: OverviewSection, wording: HtmlWording): Html {
  const columns = section.columns.filter(({ key }) => section.lines.some((line) => detailOf(line, key)));
  const head = [section.nameLabel, ...columns.map((column) => column.label)].map(
    (label) => html`<th role="columnheader" scope="col">${label}</th>`,
  );
  const rows = section.lines.map((line) => {
    const cells = columns.map(({ key, label }) => {
      const detail = detailOf(line, key);
      return html`<td role="cell" data-label="${label}" dir="auto">${detail && inWords(detail, wording)}</td>`;
    });
    return html`<tr role="row"><th role="rowheader" scope="row" dir="auto">${titleOf(line, wording)}${wording.sources(line)}</th>${cells}</tr>`;
  });
  return html`<table role="table" aria-label="${section.label}"><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${rows}</tbody></table>`;
}

function detailOf(line: OverviewLine, key: string): OverviewDetail | undefined {
  return line.details.find((detail) => detail.key === key && detail.text);
}

function renderProfile(line: OverviewLine, wording: HtmlWording): Html {
  const groups = new Map<string, OverviewDetail[]>();
  const single: OverviewDetail[] = [];
  for (const detail of line.details) {
    if (detail.group && detail.items) groups.set(detail.group, [...(groups.get(detail.group) ?? []), detail]);
    else single.push(detail);
  }
  const isShared = isToldApart(line);
  const saidBy = (details: readonly OverviewDetail[]) => (isShared ? wording.sources(sourcesOfDetails(details)) : undefined);
  const facts = single.map((detail) => field(detail.label, html`${inWords(detail, wording)}${saidBy([detail])}`));
  const grids = [...groups.values()].map((group) => {
    const cards = group.map(
      ({ label, items = [] }) => html`<div><h5>${label}</h5>${bullets(items.map((item) => html`${wording.said(item)}`))}</div>`,
    );
    return html`<div class="grid">${cards}</div>${isShared ? html`<p>${saidBy(group)}</p>` : undefined}`;
  });
  const parts = line.parts.map(({ label, lines }) => html`<h5>${label}</h5>${bullets(lines.map((one) => renderLine(one, wording)))}`);
  return html`<article class="card"><h4 dir="auto">${titleOf(line, wording)}</h4><p>${whose(line, wording)}</p>${facts.length > 0 ? html`<dl class="fields">${facts}</dl>` : undefined}${grids}${parts}</article>`;
}

/** Of a card: who made all of it, or who named it where each part has its own sources. */
function whose(line: OverviewLine, wording: HtmlWording): Html {
  if (isToldApart(line)) return html`${packWords.named}${wording.sources(ownOf(line))}`;
  return line.isWhole ? html`${packWords.asWhole}${wording.sources(line)}` : wording.sources(line);
}
