import { describe, expect, it } from 'vitest';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import type { BuildPack, PackDocument } from '../../../src/build-pack/pack.ts';
import { renderPdf } from '../../../src/build-pack/pdf/render-pdf.ts';
import { promptOpening } from '../../../src/build-pack/prompt.ts';
import { renderHtml } from '../../../src/build-pack/render-html.ts';
import { renderDocument, renderMarkdown } from '../../../src/build-pack/render-markdown.ts';
import { createWording } from '../../../src/build-pack/wording.ts';
import { linesOf, readPdf } from './read-pdf.ts';
import { clinicScript, madeAt, playScript, type Script, workshop } from './sample-workshop.ts';

const names: Record<string, string> = { UMAYA: 'Maya', UTOM: 'Tomás', UANA: 'Ana' };
const options = {
  person: (userId: string) => names[userId] ?? userId,
  link: (id: string) => ({ address: `https://team.slack.example/archives/C1/${id}` }),
};
const packOf = (script: Script): BuildPack =>
  assemblePack({ workshop, ...playScript({ ...clinicScript, ...script }), members: [], votes: [], voices: [], finished: [], now: madeAt });
const textOf = (pack: BuildPack, kind: PackDocument['kind']) => {
  const document = pack.documents.find((one) => one.kind === kind);
  return document ? renderDocument(document, createWording(options, Number.POSITIVE_INFINITY)).join('\n\n') : '';
};
const full = packOf({});

describe('the documents of a pack', () => {
  it('have no label over a table whose heading or first column says the same', async () => {
    const markdown = renderMarkdown(full, options);
    expect(markdown).not.toMatch(/\*\*(?:Stages|Decision|What|Test|Taken on)\*\*/);
    expect(markdown).toMatch(/## The way through it\n\n\| Stage \|/);
    expect(markdown).toMatch(/\*\*Tests\*\*\n\n\| We believe that \|/);
    const page = renderHtml(full, options).markup;
    expect(page).not.toMatch(/<h4>(?:Stages|Decision|What|Test)<\/h4>/);
    expect(page).toContain('<h4>Tests</h4>');
    const { pages } = await readPdf(await renderPdf(full, options));
    expect(pages.flatMap(linesOf)).not.toContain('Stages');
  });

  it('say what they began as only when that is not their title', () => {
    expect(renderMarkdown(full, options)).not.toContain('It began as');
    expect(renderMarkdown({ ...full, originalIdea: 'something with clinics' }, options)).toContain('It began as: something with clinics');
  });

  it('do not name again what stands beside it', () => {
    expect(textOf(full, 'prd')).toContain('**Why it hurts there:** because everybody hears it');
  });

  it('name what nobody spoke of, and hold what somebody did', () => {
    const outline = textOf(full, 'tech_spec');
    expect(outline).toContain('**Left out, for nothing was written down:** Interfaces with other systems, Data that is kept');
    expect(outline).toMatch(
      /## Security and privacy\n\n- Maya calls the data protection officer — Tomás \[message\]\(\S+\)\n\n_Made from Validation version 1\._/,
    );
    const concept = clinicScript.concept?.map(([who, text]) => [who, text.replace('law', 'cards are stored in a drawer')] as const) ?? [];
    const spoken = textOf(packOf({ concept, validate: [['UANA', '- Ask who exports the list to the other clinic']] }), 'tech_spec');
    expect(spoken).toContain('## Data that is kept\n\n- Silent Slip: cards are stored in a drawer — Tomás [message]');
    expect(spoken).toContain('## Interfaces with other systems\n\n- Ask who exports the list to the other clinic — Ana [message]');
    expect(spoken).toContain('**Left out, for nothing was written down:** What has to be found out first, Security and privacy');
  });
});

describe('the prompt for a prototype', () => {
  const prompt = textOf(full, 'prototype_prompt');
  const [body = '', sources = ''] = prompt.split('## Where it comes from');

  it('begins with what to build, what not to invent and when to ask', () => {
    expect(prompt).toMatch(/^# Prototype prompt\n\n_100 % of \d+ lines have a source\. Copy everything/);
    for (const words of [promptOpening.lead, ...promptOpening.rules]) expect(body).toContain(words);
    expect(body.indexOf(promptOpening.lead)).toBeLessThan(body.indexOf('## Build'));
  });

  it('is plain to its end, and what it comes from stands after it, each thing once', () => {
    expect(body).not.toMatch(/https?:|\]\(|Tomás|Maya|Ana\b|version \d|\|/);
    expect(body).toContain('## Build\n\nSilent Slip · Pitch: A card that says it for you. · What only this does: no screen');
    expect(body).toContain('- Entering: opens the door\n- Telling the reason (the dip): talks to the desk');
    expect(sources.match(/^- Silent Slip — Tomás \[message\]/gm)).toHaveLength(1);
  });

  it('says what nobody spoke of, so that it is asked for', () => {
    expect(textOf(packOf({ 'journey-mapping': [] }), 'prototype_prompt')).toMatch(
      /Nobody said anything about: The way through it, Start where it hurts most\.\n\n## Where it comes from/,
    );
  });

  it('is the same on a page', () => {
    const page = renderHtml(full, options).markup;
    const [, section = ''] = /<h2 id="[^"]+">Prototype prompt<\/h2>(.*?)<\/section>/s.exec(page) ?? [];
    const [before = '', after = ''] = section.split('<h3>Where it comes from</h3>');
    expect(before).toContain(promptOpening.lead);
    expect(before).not.toContain('href=');
    expect(after).toContain('href=');
  });
});
