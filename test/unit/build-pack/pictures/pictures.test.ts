import { describe, expect, it } from 'vitest';
import type { OverviewLine, OverviewSection } from '../../../../src/build-pack/overview.ts';
import type { BuildPack } from '../../../../src/build-pack/pack.ts';
import { drawPictures } from '../../../../src/build-pack/pictures/draw-pictures.ts';
import { smoothPath } from '../../../../src/build-pack/pictures/smooth-path.ts';
import type { MessageId, StepId, UserId } from '../../../../src/workshop/ids.ts';
import { listPlaced, type Placed, readSvg } from './read-svg.ts';
import { dotVote, emptyPack, samplePack, withLines } from './sample-pack.ts';

function pictureOf(pack: BuildPack, start: string, options: Parameters<typeof drawPictures>[1] = {}) {
  const picture = drawPictures(pack, options).find(({ id }) => id.startsWith(start));
  expect(picture, start).toBeDefined();
  const placed = listPlaced(readSvg(picture!.svg));
  const texts = placed.filter(({ element }) => element.name === 'text');
  return {
    alt: picture!.alt,
    title: picture!.title,
    svg: picture!.svg,
    texts: texts.map(({ element }) => element.text),
    find: (words: string): Placed => texts.find(({ element }) => element.text === words) ?? expect.fail(`no “${words}”`),
    placed,
  };
}

/** A step of another template with this one section. */
function packWith(section: Partial<OverviewSection> & Pick<OverviewSection, 'key' | 'lines'>): BuildPack {
  const keys = new Set(section.lines.flatMap((line) => line.details.map((detail) => detail.key)));
  const columns = [...keys].map((key) => ({ key, label: key.slice(0, 1).toUpperCase() + key.slice(1) }));
  const whole: OverviewSection = { label: 'Things', singular: 'thing', shape: 'list', nameLabel: 'Thing', columns, ...section };
  const [step] = emptyPack().steps;
  return { ...emptyPack(), steps: [{ ...step!, stepId: 'other' as StepId, name: 'Other', sections: [whole] }] };
}

function line(title: string, details: Record<string, string> = {}, more: Partial<OverviewLine> = {}): OverviewLine {
  const said = Object.entries(details).map(([key, text]) => ({ key, label: key, text }));
  const sources = { messageIds: ['m1' as MessageId], userIds: ['UTOM' as UserId], origin: 'human' as const };
  return { path: title, title, marks: [], details: said, parts: [], sources, ...more };
}

describe('the stakeholder map', () => {
  it('has power upwards and interest to the right', () => {
    const { find } = pictureOf(samplePack(), 'stakeholder-map');
    const [owner, officer, patients, receptionist] = ['Practice owner', 'Data protection officer', 'Patients', 'Receptionist'].map(find);
    expect(owner!.top).toBeLessThan(receptionist!.top);
    expect(receptionist!.top).toBeLessThan(patients!.top);
    expect(officer!.left).toBeLessThan(owner!.left);
    expect(owner!.left).toBeLessThan(patients!.left);
  });

  it('gives the usual advice in its corners, and says in words who is where', () => {
    const { texts, alt } = pictureOf(samplePack(), 'stakeholder-map');
    expect(texts).toEqual(expect.arrayContaining(['Manage closely', 'Keep satisfied', 'Keep informed', 'Monitor']));
    expect(alt).toBe(
      'Who has a say, and who cares. High power, medium interest: Practice owner. Keep satisfied (high power, low interest): Data protection officer. Medium power, high interest: Receptionist. Keep informed (low power, high interest): Patients.',
    );
  });

  it('lists many of one field, and counts those it has no room for', () => {
    const pack = withLines(samplePack(), 'stakeholders', ([first]) =>
      Array.from({ length: 20 }, (_, index) => ({ ...first!, title: `Patient ${index + 1}` })),
    );
    const { texts, alt } = pictureOf(pack, 'stakeholder-map');
    expect(texts.filter((text) => text.startsWith('Patient '))).toHaveLength(7);
    expect(texts).toContain('+ 13 more');
    expect(alt).toContain('Patient 7 and 13 more.');
  });

  it('names those who are not rated', () => {
    const pack = withLines(samplePack(), 'stakeholders', ([first, ...others]) => [{ ...first!, details: [] }, ...others]);
    const { texts, alt } = pictureOf(pack, 'stakeholder-map');
    expect(texts).toContain('Not rated yet: Patients');
    expect(alt).toMatch(/Not rated yet: Patients\.$/);
  });

  it('is drawn for impact and effort too', () => {
    const lines = [line('Bell', { impact: 'high', effort: 'low' }), line('Robot', { impact: 'low', effort: 'high' })];
    const { find, alt } = pictureOf(packWith({ key: 'options', lines }), 'effort-map');
    expect(find('Bell').top).toBeLessThan(find('Robot').top);
    expect(alt).toContain('Do now (high impact, low effort): Bell.');
  });
});

describe('the journey', () => {
  it('shows the stages in their order, and marks the dip where it is', () => {
    const { find, texts, title, alt } = pictureOf(samplePack(), 'journey');
    expect(title).toBe('The journey of Rosa');
    const names = texts.filter((text) => /^\d\. /.test(text));
    expect(names.map((text) => text.slice(0, 2))).toEqual(['1.', '2.', '3.', '4.']);
    const [dip, stage] = [find('The dip'), find('2. Telling the reason')];
    expect((dip.left + dip.right) / 2).toBeGreaterThan(stage.left);
    expect((dip.left + dip.right) / 2).toBeLessThan(find('3. Waiting').left);
    expect(alt).toBe(
      'The journey of Rosa. The dip: Telling the reason, because everybody hears it. 1. Entering: neutral – opens the door. 2. Telling the reason: negative, the dip – talks to the desk. 3. Waiting: negative – sits down. 4. Being called: negative – stands up.',
    );
  });

  it('says where nobody said how it feels, and that no dip is marked', () => {
    const pack = withLines(samplePack(), 'stages', ([first, ...others]) => [
      { ...first!, details: [] },
      ...others.map((one) => ({ ...one, flags: [] })),
    ]);
    const { texts, alt } = pictureOf(pack, 'journey');
    expect(texts).toContain('?');
    expect(texts).not.toContain('The dip');
    expect(alt).toContain('No dip is marked. 1. Entering: feeling not said.');
  });

  it('draws no curve where nobody said how it feels', () => {
    const curves = (pack: BuildPack) => pictureOf(pack, 'journey').svg.match(/stroke-width="4"/g)?.length ?? 0;
    const feelings = (...all: string[]) =>
      packWith({ key: 'stages', lines: all.map((emotion, index) => line(`Stage ${index}`, emotion ? { emotion } : {})) });
    expect(curves(feelings('positive', 'neutral', 'negative', 'neutral'))).toBe(1);
    expect(curves(feelings('positive', 'neutral', '', 'negative', 'neutral'))).toBe(2);
    expect(curves(feelings('positive', '', 'neutral'))).toBe(0);
  });

  it('shows opportunities where there are any', () => {
    const lines = [line('Enter', { emotion: 'positive', opportunity: 'a bell' }), line('Leave', { emotion: 'negative' })];
    expect(pictureOf(packWith({ key: 'stages', lines }), 'journey').texts).toEqual(expect.arrayContaining(['Opportunity', 'a bell']));
    expect(pictureOf(samplePack(), 'journey').texts).not.toContain('Opportunity');
  });

  it('is a curve that never swings beyond its points', () => {
    const path = smoothPath([
      { x: 0, y: 0 },
      { x: 30, y: 90 },
      { x: 60, y: 90 },
      { x: 90, y: 10 },
    ]);
    const heights = [...path.matchAll(/(\S+) (\S+?)(?=[C ]|$)/g)].map(([, , y]) => Number(y));
    expect(Math.max(...heights)).toBe(90);
    expect(Math.min(...heights)).toBe(0);
    expect(smoothPath([{ x: 0, y: 0 }])).toBe('');
  });
});

describe('the result of a vote', () => {
  it('shows rank, dots, who was taken on and how many voted', () => {
    const { texts, placed, alt } = pictureOf(samplePack(), 'vote');
    expect(texts).toEqual(expect.arrayContaining(['Dot vote', '7 of 8 voted', 'Reason card', 'taken on', 'Ideas · 17 dots on 4 options']));
    expect(texts.filter((text) => text === 'taken on')).toHaveLength(1);
    expect(placed.filter(({ element }) => element.attributes.r === '8')).toHaveLength(17);
    expect(alt).toBe(
      'Dot vote. 7 of 8 voted. 1. Reason card: 9 dots, taken on. 2. Quiet corner: 4 dots. 2. Colour tokens: 4 dots. 4. Tell it the doctor: 0 dots.',
    );
  });

  it('draws bars where there are too many dots, and never leaves out what was taken on', () => {
    const options = Array.from({ length: 30 }, (_, index) => ({
      text: `Idea ${index + 1}`,
      dots: 60 - 2 * index,
      rank: index + 1,
      taken: index === 25,
    }));
    const { texts } = pictureOf({ ...samplePack(), votes: [{ ...dotVote, options, round: 2 }] }, 'vote');
    expect(texts).toEqual(expect.arrayContaining(['Dot vote, round 2', 'Idea 1', 'Idea 11', 'Idea 26']));
    expect(texts).not.toContain('Idea 12');
    expect(texts).toContain('+ 18 more, with 370 dots together');
  });
});

describe('the theme map', () => {
  it('puts what belongs together into one box', () => {
    const { find, placed, alt } = pictureOf(samplePack(), 'theme-map-sense-making');
    const note = find('People whisper at the desk');
    const theme = find('Privacy at the desk');
    const boxes = placed.filter(({ element }) => element.name === 'rect');
    const around = (one: Placed) =>
      boxes.filter((box) => box.left < one.left && box.right > one.right && box.top < one.top && box.bottom > one.bottom);
    expect(around(theme).every((box) => around(note).includes(box))).toBe(true);
    expect(alt).toMatch(/^Themes\. Privacy at the desk \(3\): People whisper at the desk, .*Too much at once \(2\): /);
  });

  it('says which ideas are wild, which themes are empty, and how many it left out', () => {
    expect(pictureOf(samplePack(), 'theme-map-ideation').texts).toContain('Tell it the doctor (wild card)');
    const many = Array.from({ length: 9 }, (_, index) => line(`Note ${index}`));
    const lines = [line('Full', {}, { parts: [{ label: 'Notes', lines: many }] }), line('Bare')];
    const { texts, alt } = pictureOf(packWith({ key: 'themes', lines }), 'theme-map');
    expect(texts).toEqual(expect.arrayContaining(['Note 5', '+ 3 more', 'Nothing here yet']));
    expect(alt).toBe('Things. Full (9): Note 0, Note 1, Note 2 and 6 more. Bare: nothing yet.');
  });
});

describe('what nobody said', () => {
  it('is marked as an assumption, and synthetic research as such', () => {
    const { sources, ...assumed } = line('Neighbours', { power: 'low', interest: 'low' });
    const made = { ...assumed, title: 'Nurses', sources: { ...sources!, origin: 'synthetic' as const } };
    const { texts, alt } = pictureOf(packWith({ key: 'stakeholders', lines: [assumed, made, line('Patients')] }), 'stakeholder-map');
    expect(texts).toEqual(expect.arrayContaining(['* Neighbours', '† Nurses']));
    expect(texts.at(-1)).toBe('* an assumption: nobody said it  ·  † from synthetic research');
    expect(alt).toContain('(* an assumption: nobody said it). († from synthetic research).');
    expect(alt).toContain('Monitor (low power, low interest): * Neighbours, † Nurses. Not rated yet: Patients.');
  });

  it('needs no mark where everything was said', () => {
    for (const { svg } of drawPictures(samplePack())) expect(readSvg(svg).text).not.toContain('* ');
  });
});

describe('participation', () => {
  it('names nobody by itself', () => {
    const { texts, alt } = pictureOf(samplePack(), 'participation');
    expect(texts.join(' ') + alt).not.toMatch(/UTOM|UANA|UMAYA/);
    expect(alt).toContain(
      'Everybody’s words are in the pack. The most active voice wrote 48 % of the messages; spread evenly it would be 33 %.',
    );
    expect(alt).toContain('Person 1: 48 % of the messages');
  });

  it('names people where names are given', () => {
    const { texts, alt } = pictureOf(samplePack(), 'participation', { names: (userId) => userId.slice(1).toLowerCase() });
    expect(texts).toEqual(expect.arrayContaining(['tom', 'ana', 'maya']));
    expect(alt).toContain('tom: 48 % of the messages');
  });

  it('does not call names those who are only mentioned', () => {
    const { alt } = pictureOf(samplePack(), 'participation', { mentions: () => 'Tom' });
    expect(alt).not.toContain('Tom');
  });

  it('needs two people', () => {
    const pack = { ...samplePack(), voices: [{ userId: 'UTOM' as UserId, messages: 3, lines: 1 }] };
    expect(drawPictures(pack).map(({ id }) => id)).not.toContain('participation');
  });
});

describe('the overview of tests', () => {
  it('shows what is believed, how it is measured, and how sure the team is', () => {
    const { texts, alt } = pictureOf(samplePack(), 'validation');
    expect(texts).toEqual(expect.arrayContaining(['6', 'of 10', 'D', 'desirability', 'cards handed in', '30', '10', '1 December']));
    expect(texts).not.toContain('Result');
    expect(alt).toBe(
      'What would prove us wrong. Confidence 6 of 10: only five people were asked. Our research is thin. 1 test in Validation. 1. Patients fill in a card before they come (desirability): and measure cards handed in; we are right if 30; we stop if 10; by 1 December.',
    );
  });

  it('shows results when there are any', () => {
    const details = { lens: 'viability', metric: 'orders', target: '2 of 5' };
    const lines = [line('They pay', { ...details, result: '3 signed' }), line('They stay', details)];
    const { texts, alt } = pictureOf(packWith({ key: 'plans', lines }), 'validation');
    expect(texts).toEqual(expect.arrayContaining(['Result', '3 signed', '–', 'V']));
    expect(alt).toContain('result 3 signed.');
  });

  it('shows how sure the team is when no test was planned', () => {
    const { texts, alt } = pictureOf(packWith({ key: 'confidence', lines: [line('4: too few were asked')] }), 'validation');
    expect(texts).toEqual(expect.arrayContaining(['4', 'too few were asked']));
    expect(alt).toBe('How sure we are. Confidence 4 of 10: too few were asked.');
    expect(drawPictures(packWith({ key: 'confidence', lines: [line('rather sure')] }))).toEqual([]);
  });
});
