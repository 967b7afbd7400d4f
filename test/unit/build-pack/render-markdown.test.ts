import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import { comparePacks } from '../../../src/build-pack/compare-packs.ts';
import type { OverviewLine } from '../../../src/build-pack/overview.ts';
import type { BuildPack } from '../../../src/build-pack/pack.ts';
import { findPlaced } from '../../../src/build-pack/placed-pictures.ts';
import { renderJson } from '../../../src/build-pack/render-json.ts';
import { renderMarkdown } from '../../../src/build-pack/render-markdown.ts';
import type { MarkdownOptions } from '../../../src/build-pack/wording.ts';
import { phrase } from '../../../src/workshop/phrase.ts';
import { allNodes, canvasFaults, type MarkdownNode, parseMarkdown, textOfNode } from './parse-markdown.ts';
import { clinicScript, madeAt, playScript, type Script, startedStep, workshop } from './sample-workshop.ts';

const names: Record<string, string> = { UMAYA: 'Maya', UTOM: 'Tomás', UANA: 'Ana' };
const person = (userId: string) => names[userId] ?? `@${userId}`;

function overviewOf(script: Script): BuildPack {
  return assemblePack({ workshop, ...playScript(script), members: [], votes: [], voices: [], now: madeAt });
}

/** As the pack is rendered when it is posted: from what was stored. */
function renderStored(overview: BuildPack, options?: MarkdownOptions): string {
  return renderMarkdown(JSON.parse(renderJson(overview)) as BuildPack, options);
}

describe('the build pack as markdown', () => {
  const full = overviewOf(clinicScript);
  const markdown = renderStored(full, { person });

  it('starts with the question, the concept and the first test, then what is open, then the steps', () => {
    const lines = markdown.split('\n').filter(Boolean);
    expect(lines[0]).toBe('# A better check-in for small clinics');
    expect(lines[1]).toMatch(/^\*\*The question:\*\* Given that everybody .* — Ana, Maya$/);
    expect(lines[2]).toBe('**The concept:** Silent Slip: A card that says it for you. — Tomás');
    expect(lines[3]).toBe('**The first test:** Patients fill in a card before they come → 50 cards in one clinic for a week — Ana');
    const headings = lines.filter((line) => line.startsWith('## '));
    expect(headings.slice(0, 4)).toEqual(['## What is open', '## Next steps', '## What we decided', '## The problem']);
    expect(headings.at(-1)).toBe('## 10. Validation');
  });

  it('says how much of it leads back to what somebody said', () => {
    expect(markdown).toContain(`${full.lines.total} of ${full.lines.total} lines (100 %) lead back to what somebody said.`);
    expect(markdown).toContain('12 Nov 2026. With Maya, Tomás, Ana.');
  });

  it('shows stakeholders, the journey, the tests and the SWOT as tables', () => {
    expect(markdown).toContain('| Who | How close | Power | Interest | Notes | From |');
    expect(markdown).toContain('| Telling the reason (the dip) | talks to the desk |');
    expect(markdown).toContain(
      '| Strengths | Weaknesses | Opportunities | Threats |\n| --- | --- | --- | --- |\n| cheap | paper | schools | apps |',
    );
    expect(markdown).toContain('| We believe that | It is about |');
  });

  it('ends each line with its people, by mention in a canvas and with a link to each message', () => {
    const linked = renderStored(full, { forCanvas: true, link: (id) => ({ address: `https://team.slack.example/archives/C1/${id}` }) });
    expect(linked).toContain(
      'Reason card: tick it at home and hand it over — ![](@UTOM) [message](https://team.slack.example/archives/C1/m18)',
    );
    expect(linked).toContain('— ![](@UMAYA) [message](https://team.slack.example/archives/C1/m1)');
    expect(renderStored(full)).not.toMatch(/<@|!\[/);
  });

  it('obeys the rules of a canvas, with and without links', () => {
    expect(canvasFaults(markdown)).toEqual([]);
    expect(canvasFaults(renderStored(full, { forCanvas: true, link: () => ({ address: 'https://x.example/1' }) }))).toEqual([]);
  });

  it('marks what nobody said as an assumption', () => {
    const played = playScript({ challenge: clinicScript.challenge ?? [] });
    const artifacts = played.artifacts.map((one) => ({ ...one, provenance: {} }));
    const pack = renderStored(assemblePack({ workshop, steps: played.steps, artifacts, members: [], votes: [], voices: [], now: madeAt }));
    expect(pack).toContain('patients of small clinics — _an assumption: nobody said it_');
    expect(pack).toContain('0 of 4 lines (0 %) lead back to what somebody said; the others are marked as assumptions.');
  });

  it('marks what comes from synthetic research, line by line', () => {
    const pack = overviewOf(clinicScript);
    const line = pack.steps[2]?.sections.find((section) => section.key === 'insights')?.lines[0];
    if (!line?.sources) throw new Error('there is no insight');
    line.sources = { ...line.sources, origin: 'synthetic' };
    expect(renderStored(pack, { person })).toMatch(/People whisper at the desk.* — Tomás \(synthetic, not from a real person\)\n/);
  });

  it('says first that it is out of date and what is new, in words that break nothing', () => {
    const before = overviewOf({ ...clinicScript, challenge: [['UMAYA', 'Problem: <!channel> *all* | hear\n# it']] });
    const moved = phrase`Since this was made, ${'*Persona* [x](http://x.example)'} has changed.`;
    const said = renderStored(full, { person, forCanvas: true, moved, changes: comparePacks(full, before) });
    const lines = said.split('\n').filter(Boolean);
    expect(lines[1]).toMatch(/^_Since this was made, .*Persona.* has changed\._$/);
    expect(lines[2]).toBe('**What has changed since 12 Nov 2026**');
    expect(lines[3]).toMatch(/^- \*\*Challenge\*\*, problem: “Patients say/);
    expect(lines.slice(3).findIndex((line) => line.startsWith('**The question:**'))).toBeLessThan(10);
    expect(canvasFaults(said)).toEqual([]);
    expect(allNodes(parseMarkdown(said)).filter(({ node }) => node.type === 'link')).toEqual([]);
  });

  it('has each picture with its step and those of the whole workshop last, and they are found again', () => {
    const address = (name: string) => `https://example.slack.com/files/U1/F1/${name}.png`;
    const pictures = [
      { stepId: null, address: address('participation-0123456789ab') },
      { stepId: 'stakeholder-mapping', address: address('map_aaaaaaaaaaaa') },
      { stepId: 'persona', address: 'javascript:alert(1)' },
    ];
    const shown = renderStored(full, { person, forCanvas: true, pictures });
    expect(shown).toContain(`## 2. Stakeholders\n\n![](${address('map_aaaaaaaaaaaa')})\n\n`);
    expect(shown.trimEnd().endsWith(`![](${address('participation-0123456789ab')})`)).toBe(true);
    expect(shown).not.toContain('javascript');
    expect(canvasFaults(shown)).toEqual([]);
    const hostile = renderStored(full, { person: () => `![](${address('x-bbbbbbbbbbbb')})` });
    expect(Object.fromEntries(findPlaced([shown, hostile]))).toEqual({
      '0123456789ab': address('participation-0123456789ab'),
      aaaaaaaaaaaa: address('map_aaaaaaaaaaaa'),
    });
  });

  it('says plainly that nothing was written down', () => {
    const pack = renderStored(
      assemblePack({ workshop, steps: [startedStep('challenge', {})], artifacts: [], members: [], votes: [], voices: [], now: madeAt }),
    );
    expect(pack).toContain('**The question:** not written down yet.');
    expect(pack).toContain('Nothing was written down.');
    expect(pack).toContain('**Not reached:** Stakeholders, Research');
    expect(pack).not.toContain('## 2. Stakeholders');
    expect(canvasFaults(pack)).toEqual([]);
  });

  it('names the picked ideas while there is no concept', () => {
    const { concept: _concept, validate: _validate, ...early } = clinicScript;
    const pack = renderStored(
      assemblePack({
        workshop: { ...workshop, settings: { pace: 'live', endedEarly: true } },
        ...playScript(early),
        members: [],
        votes: [],
        voices: [],
        now: madeAt,
      }),
      { person },
    );
    expect(pack).toContain('**The concept:** none yet; picked idea: Reason card — Tomás, Maya');
    expect(pack).toContain('12 Nov 2026, ended early.');
    expect(pack).toContain('**Not reached:** Concepts, Validation');
  });

  it('falls back to a list where a table would have too many cells or too long ones', () => {
    const many = Array.from({ length: 60 }, (_, index) => `- Person ${index + 1} | core | high | low | a note`).join('\n');
    const wide = renderStored(overviewOf({ 'stakeholder-mapping': [['UTOM', many]] }), { person });
    expect(wide).not.toContain('| Who |');
    expect(wide).toContain('- Person 60 · How close: core · Power: high · Interest: low · Notes: a note — Tomás');
    const long = renderStored(
      overviewOf({ 'stakeholder-mapping': [['UTOM', `- Patients | core | high | low | ${'very '.repeat(100)}long`]] }),
      { person },
    );
    expect(long).toContain('- Patients · How close: core');
  });

  it('stays below a mebibyte by shortening long texts, and says so', () => {
    const overview = overviewOf(clinicScript);
    const section = overview.steps[2]?.sections[1];
    if (!section) throw new Error('the script lacks insights');
    const line: OverviewLine = {
      path: 'insights[0]',
      title: '漢'.repeat(3_000),
      marks: [],
      details: [{ key: 'quote', label: 'In their words', text: '*'.repeat(3_000) }],
      parts: [],
    };
    section.lines = Array.from({ length: 200 }, () => line);
    const pack = renderStored(overview);
    expect(Buffer.byteLength(pack)).toBeLessThan(1_048_576);
    expect(pack.split('\n')[2]).toBe('_Long texts are shortened here; the json file has every word._');
    expect(pack).toContain('# A better check-in for small clinics');
  });
});

describe('hostile words in the build pack', () => {
  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '# ',
          '- ',
          '> ',
          '1. ',
          '`',
          '~~~',
          '|',
          '![',
          '[x](https://e.test)',
          '<img src=x>',
          '<!channel>',
          '<@UMAYA>',
          '\n',
          '\n\n',
          '**',
          '_',
          '\\',
          'https://e.test',
          'a@b.example',
          'word',
        ),
        fc.string({ maxLength: 6 }),
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((parts) => parts.join(''));

  /** The same workshop with every word that a person gave replaced. */
  const overview = overviewOf(clinicScript);
  const reworded = (words: string): BuildPack => {
    const reword = (line: OverviewLine): OverviewLine => ({
      ...line,
      title: words,
      details: line.details.map((detail) => ({
        ...detail,
        text: words,
        ...(detail.items ? { items: detail.items.map(() => words) } : {}),
      })),
      parts: line.parts.map((part) => ({ ...part, lines: part.lines.map(reword) })),
    });
    const { question, outcome, test } = overview.answer;
    return {
      ...overview,
      title: words,
      originalIdea: words,
      answer: {
        ...(question?.line ? { question: { line: reword(question.line) } } : {}),
        ...(outcome ? { outcome: { ...outcome, lines: outcome.lines.map(reword) } } : {}),
        ...(test?.line ? { test: { line: reword(test.line), how: words } } : {}),
      },
      decisions: overview.decisions.map((one) => ({ ...one, text: words })),
      openGaps: [{ stepId: 'challenge', name: 'Challenge', text: words }],
      disagreement: overview.disagreement.map((one) => ({ ...one, line: reword(one.line) })),
      nextSteps: overview.nextSteps.map(reword),
      steps: overview.steps.map((step) => ({
        ...step,
        skipReason: words,
        gaps: [words],
        concerns: step.concerns.map(reword),
        sections: step.sections.map((section) => ({ ...section, lines: section.lines.map(reword) })),
      })),
    };
  };
  const outline = (parsed: MarkdownNode) =>
    (parsed.children ?? []).map((node) =>
      ['list', 'table'].includes(node.type) ? `${node.type} of ${node.children?.length}` : `${node.type} ${node.depth ?? ''}`,
    );
  const plainOutline = outline(parseMarkdown(renderStored(reworded('words'))));

  it('never change the structure, never make a link, an image or a tag, and keep the canvas valid', () => {
    fc.assert(
      fc.property(text, (words) => {
        fc.pre(words.trim() !== '');
        const markdown = renderStored(reworded(words), { person });
        const parsed = parseMarkdown(markdown);
        expect(canvasFaults(markdown, parsed)).toEqual([]);
        const nodes = allNodes(parsed).map(({ node }) => node);
        expect(nodes.filter((node) => ['link', 'image', 'html'].includes(node.type))).toEqual([]);
        expect(outline(parsed)).toEqual(plainOutline);
      }),
      { numRuns: 25 },
    );
  });

  it('cannot mention anybody in a canvas: only the people of the sources are', () => {
    const markdown = renderStored(reworded('![](@UEVIL) <@UEVIL> <!here>'), { forCanvas: true });
    const images = allNodes(parseMarkdown(markdown)).filter(({ node }) => node.type === 'image');
    expect(images.length).toBeGreaterThan(10);
    expect(new Set(images.map(({ node }) => node.url))).toEqual(new Set(['@UMAYA', '@UTOM', '@UANA']));
  });

  it('are shown for a name too', () => {
    const markdown = renderStored(overviewOf(clinicScript), { person: () => '**Bob** | <!channel>' });
    expect(canvasFaults(markdown)).toEqual([]);
    expect(textOfNode(parseMarkdown(markdown))).toContain('With **Bob** | <!channel>, **Bob**');
  });
});
