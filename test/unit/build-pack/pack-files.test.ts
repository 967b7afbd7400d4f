import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import { listPictures, packFiles, printPictures } from '../../../src/build-pack/pack-files.ts';
import { renderJson } from '../../../src/build-pack/render-json.ts';
import { zipPack } from '../../../src/build-pack/zip-pack.ts';
import { clinicScript, madeAt, playScript, workshop } from './sample-workshop.ts';

const pack = assemblePack({ workshop, ...playScript(clinicScript), members: [], votes: [], voices: [], now: madeAt });

describe('the files of a build pack', () => {
  it('are the whole in each format, each document, and a zip of all these', async () => {
    const { files, failed } = await packFiles(pack, { person: (userId) => userId.slice(1).toLowerCase() });
    expect(failed).toEqual([]);
    expect(files.map((file) => file.name)).toEqual([
      'build-pack.md',
      'build-pack.json',
      'build-pack.pdf',
      'prd.md',
      'tech-spec.md',
      'user-stories.md',
      'validation-plan.md',
      'prototype-prompt.md',
      'decisions.md',
      'actions.md',
      'pictures/stakeholder-map-stakeholder-mapping.png',
      'pictures/theme-map-sense-making-themes.png',
      'pictures/journey-journey-mapping.png',
      'pictures/theme-map-ideation-clusters.png',
      'pictures/validation-validate.png',
      'build-pack.zip',
    ]);
    const text = (name: string) => String(files.find((file) => file.name === name)?.content);
    expect(text('user-stories.md')).toMatch(/^# User stories\n\n_100 % of 2 lines have a source._\n\n## Stories\n/);
    expect(text('prd.md')).toContain('patients of small clinics — tom');
    const shown = [...text('build-pack.md').matchAll(/^!\[(.+)\]\((.+)\)$/gm)];
    expect(shown.map(([, , address]) => address)).toEqual(files.map((file) => file.name).filter((name) => name.startsWith('pictures/')));
    expect(shown[0]?.[1]).toContain('Who has a say, and who cares');
    expect(text('build-pack.md')).toMatch(/## 2\. Stakeholders\n\n!\[/);
    expect(text('build-pack.json')).toBe(renderJson(pack));
    const zipped = unzipSync(files.at(-1)?.content as Uint8Array);
    expect(Object.keys(zipped)).toEqual(files.slice(0, -1).map((file) => file.name));
    expect(strFromU8(zipped['prd.md'] ?? new Uint8Array())).toBe(text('prd.md'));
    const picture = files.find((file) => file.name.startsWith('pictures/stakeholder'));
    expect(picture?.picture).toMatchObject({ title: 'Who has a say, and who cares', alt: expect.stringContaining('Patients') });
    expect([...((picture?.content ?? []) as Uint8Array).slice(1, 4)].map((code) => String.fromCharCode(code)).join('')).toBe('PNG');
    expect(strFromU8((zipped['build-pack.pdf'] ?? new Uint8Array()).slice(0, 5))).toBe('%PDF-');
  });

  it('are made although one of them can’t be, and that one is named', async () => {
    const namePeople = () => {
      throw new Error('nobody knows names');
    };
    const { files, failed } = await packFiles(pack, { person: namePeople });
    expect(failed.map(({ name }) => name).slice(0, 2)).toEqual(['build-pack.md', 'build-pack.pdf']);
    expect(files.map((file) => file.name)).toContain('build-pack.json');
    expect(Object.keys(unzipSync(files.at(-1)?.content as Uint8Array))).toEqual(files.slice(0, -1).map((file) => file.name));
  });
});

describe('pictures of a build pack', () => {
  it('have the same name as long as they show the same', async () => {
    const pictures = listPictures(pack);
    const [first] = pictures;
    const again = listPictures({ ...pack, madeAt: '2026-12-01T00:00:00.000Z' });
    expect(again.map(({ drawing }) => drawing)).toEqual(pictures.map(({ drawing }) => drawing));
    expect(listPictures({ ...pack, title: 'Another' })[0]?.drawing).not.toBe(first?.drawing);
    const { files } = await printPictures(pictures.slice(0, 1));
    expect(files).toMatchObject([{ name: `${first?.id}-${first?.drawing}.png`, picture: { title: first?.title } }]);
  });
});

describe('a zip', () => {
  const namesIn = (...names: string[]) =>
    Object.keys(
      unzipSync(
        zipPack(
          names.map((name) => ({ name, content: name })),
          madeAt,
        ),
      ),
    );

  it('never leads out of the folder that it is unpacked into', () => {
    expect(namesIn('../../etc/passwd', '/srv/x.md', 'C:\\a\\..\\b.md', 'pictures/./a.png', '..', '')).toEqual([
      'etc/passwd',
      'srv/x.md',
      'C/a/b.md',
      'pictures/a.png',
      'file',
      'file-2',
    ]);
  });

  it('has no two files of the same name, also where capitals do not count', () => {
    expect(namesIn('a.md', 'A.md', 'a.md', 'x/a.b/c', 'x/a.b/c')).toEqual(['a.md', 'A-2.md', 'a-3.md', 'x/a.b/c', 'x/a.b/c-2']);
  });

  it('keeps names of other scripts and drops what nobody can see', () => {
    expect(namesIn('שלום\u202e.md', '日本.md', '__proto__')).toEqual(['שלום.md', '日本.md', 'proto']);
  });

  it('has the same bytes each time', () => {
    const zip = () => zipPack([{ name: 'a.md', content: 'text' }], madeAt);
    expect(zip()).toEqual(zip());
  });
});
