import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../../src/build-pack/html.ts';
import type { BuildPack } from '../../../src/build-pack/pack.ts';
import { renderHtml } from '../../../src/build-pack/render-html.ts';
import { emptyPack, samplePack } from './pictures/sample-pack.ts';

const link = (messageId: string) => ({ address: `https://clinic.slack.com/archives/C1/${messageId}` });
const person = (userId: string) => userId.slice(1).toLowerCase();
const pack = samplePack();

/** Every tag in the order of the page, without what stands in those attributes that hold words. */
function tagsOf(markup: string): string[] {
  return (markup.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/ (aria-label|data-label|alt|datetime)="[^"]*"/g, ' $1=""'));
}

/** Every text of the pack in other words: people's, an operator's template's, everybody's. What decides about the page's shape stays. */
function inWords(words: string): BuildPack {
  const kept = new Set([
    'shape',
    'status',
    'origin',
    'kind',
    'madeAt',
    'startedAt',
    'closedAt',
    'stepId',
    'key',
    'messageIds',
    'path',
    'group',
  ]);
  return JSON.parse(JSON.stringify(pack), function (this: unknown, key: string, value: unknown) {
    if (kept.has(key)) return value;
    if (typeof value === 'string' && !(Array.isArray(this) && /^m\d+$/.test(value))) return words;
    return value;
  }) as BuildPack;
}

const render = (words: string) =>
  renderHtml(inWords(words), {
    link: () => ({ address: words }),
    person: () => words,
    pictures: [{ title: words, alt: words, src: words, width: 8, height: 8, stepId: null }],
  }).markup;
const withoutSources = (tags: string[]) => tags.map((tag) => tag.replace(/ src="[^"]*"/, ''));
const plainTags = withoutSources(tagsOf(render('words')));

describe('the pack as a page', () => {
  it('has every line once more in its own words, with its people and links to its messages', () => {
    const { markup } = renderHtml(pack, { link, person });
    expect(markup).toContain('<h1 dir="auto">A better check-in for small clinics</h1>');
    expect(markup).toContain('How might we let patients of small clinics arrive without telling the room why?');
    expect(markup).toContain('<dt>The question</dt>');
    expect(markup).toMatch(/Receptionist.*?<span dir="auto">tom<\/span> <a href="https:\/\/clinic\.slack\.com\/archives\/C1\/m\d+"/);
    expect(markup).toContain('aria-label="Message 1 of 1 in Slack"');
    for (const document of pack.documents) expect(markup).toContain(`>${document.title}</h2>`);
  });

  it('is made of headings that go down one by one, with every link to a place that is there', () => {
    const { markup } = renderHtml(pack, { link, person });
    const levels = [...markup.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    const ids = [...markup.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of markup.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  it('marks what nobody said', () => {
    const line = pack.nextSteps[0];
    if (!line) throw new Error('the sample has no next step');
    const { sources: _, ...unsaid } = line;
    expect(renderHtml({ ...pack, nextSteps: [unsaid] }).markup).toContain('<span class="assumption">an assumption: nobody said it</span>');
  });

  it('shows pictures with their alternative text beside what they show', () => {
    const picture = {
      title: 'Who matters',
      alt: 'Rosa & "friends"',
      src: 'data:image/png;base64,AA==',
      width: 800,
      height: 600,
      stepId: 'stakeholder-mapping',
    };
    const { markup } = renderHtml(pack, { pictures: [picture] });
    expect(markup).toMatch(
      /2\. Stakeholders<\/h3><figure[^>]*><img src="data:image\/png;base64,AA==" alt="Rosa &amp; &quot;friends&quot;" width="800"/,
    );
  });

  it('says so when nothing was written down', () => {
    const { markup } = renderHtml(emptyPack());
    expect(markup).toContain('Nothing was written down.');
    expect(markup).toContain('No step began.');
    expect(markup).toContain('not written down yet.');
  });

  it('leads to addresses of the web alone', () => {
    for (const address of ['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'https://[', ' https://a.example'])
      expect(renderHtml(pack, { link: () => ({ address }) }).markup).not.toMatch(/<a href="(?!#)/);
  });
});

describe('whatever people write', () => {
  const nasty = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</style><style>*{display:none}</style>',
    '<!-- ',
    ']]>',
    '&lt;script&gt;',
    'javascript:alert(1)',
    'data-label="x" style="color:red"',
    '\u202e<b>\u0000</b>',
  ];
  const hostile = fc
    .array(fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'grapheme', maxLength: 12 })), { minLength: 1, maxLength: 4 })
    .map((parts) => `x${parts.join('')}`);

  it('no tag, no attribute and no script ever comes of it', () => {
    fc.assert(
      fc.property(hostile, (words) => {
        const markup = render(words);
        const tags = withoutSources(tagsOf(markup));
        expect(tags).toEqual(plainTags);
        for (const tag of tags) expect(tag).not.toMatch(/^<\/?(script|style|iframe|object|embed|form|link|meta|base)\b| on\w+=| style=/i);
      }),
      { numRuns: 40 },
    );
  });

  it('is an ordinary text in an attribute too', () => {
    fc.assert(
      fc.property(hostile, (words) => {
        const { markup } = html`<i title="${words}">${words}</i>`;
        expect(markup).toMatch(/^<i title="[^"<>]*">[^<>"']*<\/i>$/);
      }),
    );
  });
});
