import { describe, expect, it } from 'vitest';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import type { OverviewLine } from '../../../src/build-pack/overview.ts';
import type { BuildPack } from '../../../src/build-pack/pack.ts';
import { renderMarkdown } from '../../../src/build-pack/render-markdown.ts';
import { clinicScript, madeAt, playScript, type Script, workshop } from './sample-workshop.ts';

function packOf(script: Script, change: (played: ReturnType<typeof playScript>) => void = () => undefined): BuildPack {
  const played = playScript(script);
  change(played);
  return assemblePack({ workshop, ...played, members: [], votes: [], voices: [], now: madeAt });
}

const shared: Script = {
  ...clinicScript,
  concept: [
    ['UTOM', 'Idea: Reason card\nName: Silent Slip\nPitch: A card that says it for you.\nUSP: no screen\nStrengths: cheap; quick; known'],
    ['UANA', 'Idea: Reason card\nTechnical: 5 because it is paper\nBusiness: 3 because nobody pays for paper'],
  ],
};

function linesUnder(pack: BuildPack, kind: string, heading: string): OverviewLine[] {
  const section = pack.documents.find((one) => one.kind === kind)?.sections.find((one) => one.heading === heading);
  return section?.parts.flatMap((part) => part.lines) ?? [];
}

describe('who said what is in a pack', () => {
  it('does not name somebody for what they did not say: scores that are not shown are not a source', () => {
    const pack = packOf(shared);
    expect(linesUnder(pack, 'prd', 'What we build').map((line) => line.sources?.userIds)).toEqual([['UTOM']]);
    expect(linesUnder(pack, 'tech_spec', 'Can it be built').map((line) => line.sources?.userIds)).toEqual([['UTOM', 'UANA']]);
  });

  it('says behind each part of a card who said that part, where several people made it', () => {
    const markdown = renderMarkdown(packOf(shared), { link: (id) => ({ address: `https://x.example/${id}` }) });
    const card = markdown.slice(markdown.indexOf('# Technical outline')).match(/### Silent Slip\n[\s\S]*?_Made from/g)?.[1];
    expect(card).toMatch(/Can we build it:\*\* 5: it is paper — @UANA \[message\]/);
    expect(card).toMatch(/\| cheap \|[\s\S]*\n\n.* @UTOM \[message\]/);
  });

  it('names one person once at the end of a card that is all theirs', () => {
    const markdown = renderMarkdown(packOf(clinicScript));
    expect(markdown).toMatch(/### Rosa\n\n- \*\*Role:\*\* patient, 54\n(- .*\n)*\nFrom: @UANA\n/);
  });

  it('takes the words of an idea from whoever had it, not from whoever put it into a group or picked it', () => {
    const ideas = linesUnder(packOf(clinicScript), 'prd', 'What else was on the table').flatMap((group) => group.parts[0]?.lines ?? []);
    expect(ideas.map((line) => [line.title, line.sources?.userIds])).toEqual([
      ['Reason card', ['UTOM']],
      ['Colour tokens', ['UANA']],
      ['Quiet corner', ['UTOM']],
      ['Tell it the doctor', ['UTOM']],
    ]);
  });

  it('says that only the card as a whole is known, where a result was stored before the parts of a card were told apart', () => {
    const pack = packOf(shared, ({ artifacts }) => {
      for (const { provenance } of artifacts) for (const entry of Object.values(provenance)) delete entry.props;
    });
    expect(linesUnder(pack, 'prd', 'What we build')).toMatchObject([{ isWhole: true, sources: { userIds: ['UTOM', 'UANA'] } }]);
    expect(renderMarkdown(pack)).toContain('From (the card as a whole): @UTOM, @UANA');
  });
});
