import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BuildPack } from '../../../../src/build-pack/pack.ts';
import { drawPictures } from '../../../../src/build-pack/pictures/draw-pictures.ts';
import { hues, palette } from '../../../../src/build-pack/pictures/palette.ts';
import type { Picture } from '../../../../src/build-pack/pictures/picture.ts';
import { listPlaced, type Placed, readSvg } from './read-svg.ts';
import { emptyPack, samplePack, withLines, withWords } from './sample-pack.ts';

const nasty: Record<string, string> = {
  markup: '<script>alert("1")</script> & ]]> <!-- &amp; \' "',
  'control characters': 'a\u0000b\u0008c\u000bd\u001fe\u007ff\ufffeg\uffffh\ud800i\u202ej\u2066k',
  'three thousand characters': 'very long words of somebody who had much to say '.repeat(63),
  'one word of three thousand characters': 'w'.repeat(3_000),
  'right to left': 'رئيسة التمريض في العيادة الصغيرة ומנהלת המשרד (3)',
  emoji: '👩‍👩‍👧‍👦🏳️‍🌈😀'.repeat(20),
  'scripts without a font': '看護師長と受付 दवाख़ाना ᠮᠣᠩᠭᠣᠯ 𒀀𒁀 '.repeat(10),
  'nothing visible': '\u200b',
};

function expectSound(pictures: readonly Picture[]): void {
  for (const picture of pictures) {
    const svg = readSvg(picture.svg);
    expect(svg.attributes).toMatchObject({ width: String(picture.width), height: String(picture.height), role: 'img' });
    for (const { element, left, right, top, bottom } of listPlaced(svg)) {
      const where = `${picture.id}: ${element.text || JSON.stringify(element.attributes)}`;
      expect(left, where).toBeGreaterThanOrEqual(0);
      expect(top, where).toBeGreaterThanOrEqual(0);
      expect(right, where).toBeLessThanOrEqual(picture.width);
      expect(bottom, where).toBeLessThanOrEqual(picture.height);
    }
    expect(overlapsOf(listPlaced(svg)), picture.id).toEqual([]);
    expect(picture.alt.length).toBeLessThanOrEqual(1_000);
    expect(Math.max(picture.width, picture.height)).toBeLessThanOrEqual(2_000);
  }
}

function overlapsOf(placed: readonly Placed[]): string[] {
  const texts = placed.filter(({ element }) => element.name === 'text');
  return texts.flatMap((one, index) =>
    texts
      .slice(index + 1)
      .filter((other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom)
      .map((other) => `“${one.element.text}” and “${other.element.text}”`),
  );
}

function withMany(pack: BuildPack, key: string, number: number): BuildPack {
  return withLines(pack, key, (lines) => Array.from({ length: number }, (_, index) => lines[index % lines.length]!));
}

describe('the pictures of a pack', () => {
  it('show what there is, in the order of the steps', () => {
    expect(drawPictures(samplePack()).map(({ id, stepId }) => [id, stepId])).toEqual([
      ['stakeholder-map-stakeholder-mapping', 'stakeholder-mapping'],
      ['theme-map-sense-making-themes', 'sense-making'],
      ['journey-journey-mapping', 'journey-mapping'],
      ['theme-map-ideation-clusters', 'ideation'],
      ['vote-ideation-1', 'ideation'],
      ['validation-validate', 'validate'],
      ['participation', null],
    ]);
  });

  it('are not drawn without anything to show', () => {
    expect(drawPictures(emptyPack())).toEqual([]);
  });

  it('are the same for the same pack, and for what its json reads back to', () => {
    const pack = samplePack();
    expect(drawPictures(JSON.parse(JSON.stringify(pack)))).toEqual(drawPictures(pack));
  });

  it('are well-formed, and no words leave the frame or lie on others', () => {
    expectSound(drawPictures(samplePack(), { names: (userId) => `Somebody with a long name, ${userId}` }));
  });

  it.each(Object.entries(nasty))('stay sound with %s in all texts', (_, words) => {
    expectSound(drawPictures(withWords(samplePack(), words), { names: () => words }));
  });

  it('stay sound with whatever people write', () => {
    const pack = samplePack();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (words) => expectSound(drawPictures(withWords(pack, words)))),
      { numRuns: 10 },
    );
  });

  it('stay sound with many of everything', () => {
    let pack = samplePack();
    for (const key of ['stakeholders', 'themes', 'stages', 'clusters', 'validationPlans']) pack = withMany(pack, key, 200);
    pack.votes = [
      { ...pack.votes[0]!, options: Array.from({ length: 200 }, (_, index) => ({ ...pack.votes[0]!.options[index % 4]!, dots: 999 })) },
    ];
    pack.voices = Array.from({ length: 200 }, () => pack.voices[0]!);
    expectSound(drawPictures(pack));
  });

  it('never write a text as markup', () => {
    for (const { svg } of drawPictures(withWords(samplePack(), nasty.markup!))) expect(svg).not.toMatch(/<script|<!--/);
  });

  it('carry their title and what they show for those who do not see them', () => {
    for (const { svg, title, alt } of drawPictures(samplePack())) {
      const [first, second] = readSvg(svg).children;
      expect([first?.name, first?.text, second?.name, second?.text]).toEqual(['title', title, 'desc', alt]);
      expect(alt.startsWith(title)).toBe(true);
    }
  });

  it('name whom people mention', () => {
    const pack = withWords(samplePack(), 'ask <@UTOM|tom>');
    const mentions = () => 'Tom Baker';
    for (const { svg } of drawPictures(pack, { mentions }).slice(0, -1)) expect(readSvg(svg).text).toContain('ask @Tom Baker');
    expect(drawPictures(pack)[0]?.alt).toContain('ask @UTOM');
  });
});

describe('the colours', () => {
  const channel = (value: number) => (value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => channel(Number.parseInt(colour.slice(at, at + 2), 16) / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: string, other: string) => {
    const [lower = 0, higher = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (higher + 0.05) / (lower + 0.05);
  };

  it('keep a contrast of 4.5 to 1 between words and what they stand on', () => {
    const surfaces = [palette.paper, palette.panel];
    for (const { strong, tint } of Object.values(hues)) {
      for (const surface of [...surfaces, tint]) expect(contrast(strong, surface), `${strong} on ${surface}`).toBeGreaterThanOrEqual(4.5);
      for (const ink of [palette.ink, palette.muted]) expect(contrast(ink, tint), `${ink} on ${tint}`).toBeGreaterThanOrEqual(4.5);
    }
    for (const ink of [palette.ink, palette.muted]) {
      for (const surface of surfaces) expect(contrast(ink, surface), `${ink} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('are the only ones, on a card of their own', () => {
    const known = new Set<string>([
      'none',
      ...Object.values(palette),
      ...Object.values(hues).flatMap(({ strong, tint }) => [strong, tint]),
    ]);
    for (const { svg, width, height } of drawPictures(samplePack())) {
      const root = readSvg(svg);
      for (const [, colour] of svg.matchAll(/(?:fill|stroke)="([^"]*)"/g)) expect(known).toContain(colour);
      const card = root.children.find((child) => child.name === 'rect')!;
      expect(card.attributes).toMatchObject({ fill: palette.paper, width: String(width - 1), height: String(height - 1) });
    }
  });
});
